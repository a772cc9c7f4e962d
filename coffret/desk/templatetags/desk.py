"""What the workshop's frame asks for on every page."""

from typing import Any

from django import template
from django.urls import reverse

from coffret.accounts import access
from coffret.base.text import grouped
from coffret.desk.rail import RAIL

register = template.Library()


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> list[list[dict[str, Any]]]:
    """Return the words of the rail that open to whoever reads, in groups: name, label, address."""
    user = context["request"].user
    groups = [
        [{"name": name, "label": label, "url": reverse(url)} for name, label, url, right in group if right(user)]
        for group in RAIL
    ]
    return [group for group in groups if group]


@register.filter
def signed(number: int) -> str:
    """Return a number that grew or shrank, with its sign: « +12 », « −3 »."""
    return f"+{grouped(number)}" if number > 0 else f"−{grouped(-number)}" if number else "0"


@register.inclusion_tag("desk/help/box.html")
def screen_help(screen: str) -> dict[str, str]:
    """Show the help of a screen, closed: the words of templates/desk/help/<screen>.html."""
    return {"words": f"desk/help/{screen}.html"}


@register.simple_tag(takes_context=True)
def second_factor_first(context: template.Context) -> bool:
    """Say whether whoever reads must set up a second factor before anything else."""
    return access.must_add_second_factor(context["request"].user)
