"""Pictures and documents of the office's pages."""
