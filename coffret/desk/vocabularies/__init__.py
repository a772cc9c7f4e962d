"""The controlled vocabularies, for who writes."""
