"""The rules of what the office writes: EDI… its words, links and images; INF… what it says against the facts.

Importing this package registers them all.
"""

from coffret.editorial.rules import wording

__all__ = ["wording"]
