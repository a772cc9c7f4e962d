"""The preflight of letters: rules P01 to P29, on an issue or on any HTML or mail file."""
