"""An issue as the mail that leaves: one column, semantic HTML with its styles on the elements, and a text that says it all.

What differs from one recipient to the next stands as marks (newsletters/marks.py) in the footer's personal links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.base.text import visible
from coffret.newsletters import addresses
from coffret.newsletters.composing.issue import Composed
from coffret.newsletters.rendering import footer, items, text
from coffret.newsletters.rendering.inline import inlined
from coffret.newsletters.rendering.prose import day_of, prose, spaced
from coffret.newsletters.rendering.sheet import KEPT, OUTLOOK
from coffret.newsletters.rendering.signing import Signature, signature

# Bytes; mails hold 998 at most.
LONGEST_LINE = 900
_TOKEN = re.compile(r"<(?:\"[^\"]*\"|[^\">])*>?| |[^ <]+")
_IN_TAG = re.compile(r"(?:\"[^\"]*\"?|[^ \"])+| ")
# After the preheader, so that the list of messages shows nothing of what follows: marks nobody sees, nor hears.
_FILLING = "\u2007\u034f" * 60
_PAGE = """\
<!doctype html>
<html lang="{language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<!--sheet-->
<!--[if mso]><style>{outlook}</style><![endif]-->
</head>
<body class="body">
<div class="page" role="article" aria-label="{title}" lang="{language}" dir="ltr">
{preheader}<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr>\
<td><![endif]-->
<div class="column">
{mast}
<h1>{title}</h1>
{intro}
{parts}{closing}{footer}
</div>
<!--[if mso]></td></tr></table><![endif]-->
</div>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter ready to leave, its personal links still marks."""

    subject: str
    preheader: str
    html: str
    text: str


def render(composed: Composed, sign: Signature | None = None) -> Mail:
    """Return the mail of an issue; ``sign``: who signs it, looked up when not given (two queries)."""
    sign = sign or signature(composed.newsletter)
    with override(composed.language):
        said = _one_line(composed.subject, composed), _one_line(composed.preheader, composed)
        html = inlined(_page(composed, sign, *said)).replace("<!--sheet-->", f"<style>{KEPT}</style>", 1)
        return Mail(*said, _in_lines(html), text.written(composed, sign, *said))


def _in_lines(html: str) -> str:
    """Return HTML in lines that a mail may hold as they are (RFC 5322, 2.1.1): spaces of long ones become line breaks."""
    return "\n".join("\n".join(_short(line)) for line in html.split("\n"))


def _short(line: str) -> Iterator[str]:
    """Yield a line in pieces of LONGEST_LINE bytes at most, broken at spaces that stand in no attribute's value."""
    piece: list[str] = []
    size = 0
    for word in _words(line):
        weight = len(word.encode()) + 1
        if piece and size + weight > LONGEST_LINE:
            yield " ".join(piece)
            piece, size = [], 0
        piece.append(word)
        size += weight
    yield " ".join(piece)


def _words(line: str) -> Iterator[str]:
    """Yield what stands between the spaces of a line, the values of attributes whole."""
    word = ""
    for token in _TOKEN.findall(line):
        for part in _IN_TAG.findall(token) if token.startswith("<") else (token,):
            if part == " ":
                yield word
            word = "" if part == " " else word + part
    yield word


def _one_line(words: str, composed: Composed) -> str:
    """Return a subject or a preheader as headers and lists of messages can hold it."""
    return visible(" ".join(spaced(words, composed.language).split(" ")))


def _page(composed: Composed, sign: Signature, subject: str, preheader: str) -> SafeString:
    return format_html(
        _PAGE,
        language=composed.language,
        title=subject,
        outlook=mark_safe(OUTLOOK),  # noqa: S308 - a constant of this room
        preheader=_preheader(preheader),
        mast=_mast(composed, sign),
        intro=prose(composed.intro, composed, 2),
        parts=format_html_join("", "{}", ((items.section(part, composed),) for part in composed.parts)),
        closing=_closing(composed),
        footer=footer.html(composed, sign),
    )


def _preheader(words: str) -> SafeString:
    if not words:
        return mark_safe("")
    return format_html('<div class="preheader" aria-hidden="true">{}{}</div>\n', words, _FILLING)


def _mast(composed: Composed, sign: Signature) -> SafeString:
    """Return what stands above the title: whose letter it is and which; its day, where to read it in a browser."""
    home = format_html('<a href="{}">{}</a>', addresses.absolute("/"), sign.name)
    lines: list[list[SafeString | str]] = [[home, spaced(composed.name, composed.language)], [day_of(composed)]]
    if sign.archived:
        lines[1].append(format_html('<a href="{}">{}</a>', addresses.absolute(composed.path), _("Lire en ligne")))
    rows = (format_html_join(" · ", "{}", ((one,) for one in line if one)) for line in lines if any(line))
    return format_html(
        '<p class="mast sans small muted">{}</p>', format_html_join(SafeString("<br>"), "{}", ((row,) for row in rows))
    )


def _closing(composed: Composed) -> SafeString:
    closing = prose(composed.closing, composed, 2)
    return format_html('<div class="item next">{}</div>\n', closing) if closing else mark_safe("")
