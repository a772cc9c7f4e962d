"""Two values side by side with the letters that differ marked in both; of a long text, what stands around them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from coffret.base.marking import opcodes
from coffret.base.text import visible

# Letters shown on each side of a change of a long text.
AROUND = 40
# Fewer letters in common than this between two changes, and they read as one.
LEAST_COMMON = 3
CUT = "…"

# (same, start, end, start, end): bounds in both texts.
Step = tuple[bool, int, int, int, int]


def marked_letters(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts escaped, the letters that differ inside <del> and <ins>, far from a change left out."""
    steps = _merged([(kind == "equal", a, b, c, d) for kind, a, b, c, d in opcodes(before, after)])
    last = len(steps) - 1
    old, new = [], []
    for rank, (same, a, b, c, d) in enumerate(steps):
        if same:
            shown = _around(before[a:b], first=rank == 0, last=rank == last)
            old.append(shown)
            new.append(shown)
        else:
            old.append(_tagged("del", before[a:b]))
            new.append(_tagged("ins", after[c:d]))
    return _joined(old), _joined(new)


def _joined(parts: list[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _tagged(tag: str, text: str) -> SafeString:
    return format_html(f"<{tag}>{{}}</{tag}>", visible(text)) if text else SafeString("")


def _around(text: str, *, first: bool, last: bool) -> SafeString:
    """Return what two texts share, cut where it is far from any change; whole when nothing changes at all."""
    if first and last:
        return format_html("{}", visible(text))
    head = "" if first else text[:AROUND]
    tail = "" if last else text[-AROUND:]
    if len(text) <= len(head) + len(tail) + len(CUT):
        return format_html("{}", visible(text))
    return format_html("{}", visible(f"{head}{CUT}{tail}"))


def _merged(steps: list[Step]) -> list[Step]:
    """Return steps with the few letters two changes share put in the change, and changes that follow one another joined."""
    made: list[Step] = []
    for rank, (same, a, b, c, d) in enumerate(steps):
        kept = same and (rank in {0, len(steps) - 1} or b - a >= LEAST_COMMON)
        if made and not kept and not made[-1][0]:
            made[-1] = (False, made[-1][1], b, made[-1][3], d)
        else:
            made.append((kept, a, b, c, d))
    return made
