"""Doing what somebody asks for, then saying so on the next page, or why it was not done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from coffret.base.errors import Refused


def attempt(request: HttpRequest, act: Callable[[], object], said: str) -> None:
    """Do ``act``, and say ``said`` or the refusal."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
