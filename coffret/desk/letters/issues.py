"""What the pages of an issue share: the issue they are about, who may, and the links from one to the other."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.desk.guards import opened_to
from coffret.editorial.models import Issue
from coffret.newsletters.models import Sending

senders = opened_to(access.can_send_letters)
reader_keepers = opened_to(access.can_see_readers)
managers = opened_to(access.can_manage_letters)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of an issue: its words, its address, whether it is the one shown."""

    label: str
    url: str
    here: bool


def issue_of(number: int) -> Issue:
    """Return the issue of this number with its newsletter and its latest revision; raises Http404."""
    every = Issue.objects.select_related("newsletter", "working__by", "published")
    # By its own column: a number no database holds is then one nobody has.
    return get_object_or_404(every, id=number)


def sending_of(issue: Issue) -> Sending | None:
    """Return what is leaving, or left, of an issue; None before."""
    return Sending.objects.select_related("frozen_by").defer("html", "text").filter(issue=issue).first()


def person(request: HttpRequest) -> User:
    """Return the account that asks: the guards of these pages let nobody else in."""
    user = request.user
    assert isinstance(user, User)
    return user


def tabs(issue: Issue, here: str, *, left: bool) -> list[Tab]:
    """Return the pages of an issue; ``left``: it has been sent, there is an account of it."""
    pages = [
        ("desk:entry", _("Rédaction")),
        ("desk:letter_preview", _("Aperçus")),
        ("desk:letter_sending", _("Envoi")),
    ]
    if left:
        pages += [
            ("desk:letter_account", _("Destinataires")),
            ("desk:letter_figures", _("Chiffres")),
            ("desk:letter_errata", _("Errata")),
        ]
    return [Tab(label, reverse(name, args=[issue.pk]), name == here) for name, label in pages]
