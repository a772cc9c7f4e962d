"""Pictures as the IIIF Image API asks for them, from pyramids."""
