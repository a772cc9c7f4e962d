"""From an issue's content to everything it says: titles, captions, figures; drafting an issue from the catalogue."""

from coffret.newsletters.composing.compose import compose
from coffret.newsletters.composing.issue import Composed, Part, Said, Shot

__all__ = ["Composed", "Part", "Said", "Shot", "compose"]
