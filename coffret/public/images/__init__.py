"""Pictures: sources, IIIF, the checking page, the office's media."""
