"""Two texts compared: the words that differ marked in both."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Pairs of equal words a comparison may weigh (a tenth of a second each million): beyond, both texts are shown as changed.
MOST_PAIRS = 1_000_000


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts escaped, the words that differ inside <del> and <ins>; words are what spaces part."""
    if before == after:
        return format_html("{}", before), format_html("{}", after)
    old, new = before.split(" "), after.split(" ")
    steps = opcodes(old, new)
    return (
        format_html_join(" ", "{}", ((part,) for part in _parts(old, [(s[0], s[1], s[2]) for s in steps], "del"))),
        format_html_join(" ", "{}", ((part,) for part in _parts(new, [(s[0], s[3], s[4]) for s in steps], "ins"))),
    )


def opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """Return how to go from one list to the other, as difflib says it: (equal, replace, delete or insert, bounds).

    One replacement of everything when they are too long and too repetitive to compare.
    """
    there = Counter(new)
    if sum(count * there[word] for word, count in Counter(old).items()) > MOST_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _parts(words: list[str], steps: list[tuple[str, int, int]], tag: str) -> Iterator[SafeString]:
    for kind, start, end in steps:
        text = " ".join(words[start:end])
        if start == end:
            continue
        yield format_html("{}", text) if kind == "equal" else format_html(f"<{tag}>{{}}</{tag}>", text)
