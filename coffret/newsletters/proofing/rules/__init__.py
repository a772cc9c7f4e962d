"""The rules of letters, P01 to P29 (letters' preflight). Importing this package registers them all."""

from coffret.newsletters.proofing.rules import (
    dates,
    documents,
    events,
    facts,
    leaving,
    links,
    pictures,
    rendered,
    sections,
    typography,
    wording,
)

__all__ = [
    "dates",
    "documents",
    "events",
    "facts",
    "leaving",
    "links",
    "pictures",
    "rendered",
    "sections",
    "typography",
    "wording",
]
