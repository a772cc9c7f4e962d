"""Texts side by side, their changed words marked, and the names of fields."""

from django import template
from django.utils.safestring import SafeString

from coffret.base.marking import marked
from coffret.catalogue.fields import BY_CODE
from coffret.submissions.pasts import Conflict

register = template.Library()


@register.simple_tag
def diffed(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts with what differs marked in each."""
    return marked(before, after)


@register.simple_tag
def conflict_key(conflict: Conflict) -> str:
    """Return what a form calls a conflict: « position:field »."""
    return f"{conflict.position}:{conflict.field}"


@register.filter
def field_label(code: str) -> str:
    """Return the name of a field, its code when the table has none."""
    field = BY_CODE.get(code)
    return str(field.label) if field else code
