"""From an issue's content to everything it says: titles, captions, figures; drafting an issue from the catalogue."""
