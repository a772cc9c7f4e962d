"""An issue as a mail (HTML and plain text), and how mail readers show it."""
