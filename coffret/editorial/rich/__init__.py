"""Rich text: its normal form, its words and links, how it is shown."""
