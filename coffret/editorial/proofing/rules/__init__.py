"""The rules of what the office writes: EDI… its words, links and images; INF… what it says against the facts.

Importing this package registers them all.
"""

from coffret.editorial.proofing.rules import (
    dates,
    documents,
    events,
    features,
    links,
    pictures,
    privacy,
    references,
    structure,
    typography,
    wording,
)

__all__ = [
    "dates",
    "documents",
    "events",
    "features",
    "links",
    "pictures",
    "privacy",
    "references",
    "structure",
    "typography",
    "wording",
]
