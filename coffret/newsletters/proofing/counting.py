"""How many things stand under a heading of a page: told by what shows them, or not told at all."""

import re

from coffret.base.text import fold
from coffret.editorial.proofing.prose import Block
from coffret.newsletters.proofing.page import Page

# What a heading speaks of -> the addresses that lead to one.
_TYPED = (("notice", re.compile(r"/notices?/", re.I)), ("musee", re.compile(r"/(?:musees?|museo)/", re.I)))


def under(page: Page, head: Block) -> int | None:
    """Return how many items a heading stands over; None when nothing tells."""
    end = next(
        (b.start for b in page.text.blocks if b.start > head.start and 0 < b.level <= head.level), len(page.text.text)
    )
    start, end = head.start + len(head.text), min(end, page.footer)
    told = [
        sum(start < one.start < end and one.level == head.level + 1 for one in page.passages),
        sum(start < one.start < end and _is_bold(page, one.node, one.text) for one in page.passages),
        _images(page, start, end),
        sum(start < one.start < end and one.node.tag == "li" for one in page.passages),
        _typed(page, fold(head.text), start, end),
    ]
    return max(told) or _links(page, start, end) or None


def _images(page: Page, start: int, end: int) -> int:
    shown = (one for one in page.text.images if start < one.start < end)
    works = [
        one for one in shown if not page.is_sign(page.images[one.index]) and not page.is_pixel(page.images[one.index])
    ]
    return len({page.images[one.index].get("src") for one in works})


def _is_bold(page: Page, node: object, text: str) -> bool:
    """Say whether a paragraph begins by strong words: the title of an item that nobody made a heading."""
    strong = [one for one in node.all("b", "strong") if one.words()]  # type: ignore[attr-defined]
    return bool(strong) and text.strip().startswith(strong[0].words()[:20]) and len(strong[0].words()) > 3


def _typed(page: Page, heading: str, start: int, end: int) -> int:
    pattern = next((pattern for word, pattern in _TYPED if word in heading), None)
    if pattern is None:
        return 0
    hrefs = {one.attributes.get("href", "").rstrip("/") for one in page.text.links if start < one.start < end}
    return sum(bool(pattern.search(href)) for href in hrefs)


def _links(page: Page, start: int, end: int) -> int:
    """Return how many different places the links lead to; those that lead nowhere are told apart by their words."""
    found = set()
    for one in page.text.links:
        if start < one.start < end:
            href = one.attributes.get("href", "").rstrip("/")
            found.add(href if len(href) > 1 and not href.startswith("#") else fold(one.text))
    return len(found)
