"""Filters and tags of every template: typography, figures, highlighting."""

import html
import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeData, SafeString, mark_safe

from coffret.base import text
from coffret.search.highlight import highlight

register = template.Library()

_TAG = re.compile(r"(<[^>]*>)")


@register.filter
def typeset(value: object) -> str:
    """Return a text with French spacing; of safe HTML only what stands between tags is touched, and escaped anew."""
    if not isinstance(value, SafeData):
        return text.typeset(str(value))
    pieces = _TAG.split(str(value))
    pieces[::2] = [escape(text.typeset(html.unescape(piece))) for piece in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 - tags were safe, texts are escaped


@register.filter
def marked(value: str, stems: frozenset[str]) -> SafeString:
    """Return a text escaped, the words that were looked for marked."""
    return highlight(str(value), stems)


register.filter("grouped", text.grouped)
