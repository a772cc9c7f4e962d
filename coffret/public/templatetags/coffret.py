"""Filters and tags of every template: typography, figures, highlighting."""

import html
import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language

from coffret.base import text
from coffret.search.highlight import highlight

register = template.Library()

_TAG = re.compile(r"(<[^>]*>)")


def _in_french() -> bool:
    return (get_language() or "fr").startswith("fr")


@register.filter
def typeset(value: object) -> str:
    """Return a text with French spacing, or on pages in another language with that of its French words kept.

    Of safe HTML only what stands between tags is touched, and escaped anew.
    """
    spaced = text.typeset if _in_french() else text.kept_together
    if not isinstance(value, SafeData):
        return spaced(str(value))
    pieces = _TAG.split(str(value))
    pieces[::2] = [escape(spaced(html.unescape(piece))) for piece in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 - tags were safe, texts are escaped


@register.filter
def marked(value: str, stems: frozenset[str]) -> SafeString:
    """Return a text escaped, the words that were looked for marked."""
    return highlight(str(value), stems)


@register.filter
def grouped(number: int) -> str:
    """Return a whole number as the reader's language writes it: 1 023 705, or 1,023,705."""
    return text.grouped(number) if _in_french() else f"{number:,}"
