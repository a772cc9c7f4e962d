"""The life of entries: written, compared, proofed, published, moved, found."""
