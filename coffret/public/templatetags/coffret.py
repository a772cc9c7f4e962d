"""Filters and tags of every template: typography, figures, credits."""

from django import template

from coffret.base.text import grouped, typeset

register = template.Library()

register.filter("typeset", typeset)
register.filter("grouped", grouped)
