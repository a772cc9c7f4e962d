"""What the workshop's frame asks for on every page."""

from typing import Any

from django import template
from django.urls import reverse

from coffret.accounts import access
from coffret.desk.rail import RAIL

register = template.Library()


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> list[dict[str, Any]]:
    """Return the words of the rail that open to whoever reads: name, label, address."""
    user = context["request"].user
    return [{"name": name, "label": label, "url": reverse(url)} for name, label, url, right in RAIL if right(user)]


@register.simple_tag(takes_context=True)
def second_factor_first(context: template.Context) -> bool:
    """Say whether whoever reads must set up a second factor before anything else."""
    return access.must_add_second_factor(context["request"].user)
