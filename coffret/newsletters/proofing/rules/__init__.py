"""The rules of the preflight of letters; importing this registers them."""
