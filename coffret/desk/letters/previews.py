"""/pro/lettres/<n>/apercu: the mail of an issue as its readers will see it, and the mail itself in a frame that is safe.

The frame holds the very HTML that leaves, its styles on its elements as mail readers want them: its answer, and no other,
lets them apply. Nothing in it may run, send or load from elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from coffret.base.policy import policy
from coffret.desk.editing.page import writer
from coffret.desk.letters.index import writers
from coffret.desk.letters.issues import sending_of, tabs
from coffret.editorial.models import Autosave, Issue
from coffret.newsletters import addresses, marks
from coffret.newsletters.composing.compose import compose
from coffret.newsletters.composing.issue import Composed
from coffret.newsletters.rendering import Mail, clients, simulate
from coffret.newsletters.rendering import render as rendered
from coffret.newsletters.rendering.pictures import in_workshop

# Styles on the elements, pictures of this site; no script, no form, nothing from elsewhere.
MAIL_POLICY = policy(
    style_src="'unsafe-inline'",
    script_src="'none'",
    worker_src="'none'",
    connect_src="'none'",
    form_action="'none'",
    frame_ancestors="'self'",
    sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox",
)


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of looking at a mail: its name in the address, its words."""

    name: str
    words: str | Promise


MODES = (
    Mode("page", _("Grand écran")),
    Mode("phone", _("Téléphone")),
    Mode("dark", _("Sombre")),
    Mode("images-off", _("Sans images")),
    Mode("text", _("Texte seul")),
    Mode("client", _("Selon la messagerie")),
)
BY_NAME = {mode.name: mode for mode in MODES}


@require_GET
@writers
def previews(request: HttpRequest, number: int) -> HttpResponse:
    """Show the mail of an issue in one of its lights (``?mode=``, ``&client=``, ``&dark=1``), and what announces it."""
    issue = _issue(number)
    composed = composed_of(request, issue)
    mail = rendered(composed)
    mode = BY_NAME.get(request.GET.get("mode", ""), MODES[0])
    client, dark = client_of(request), bool(request.GET.get("dark"))
    chosen = {"client": client, **({"dark": "1"} if dark else {})} if mode.name == "client" else {}
    asked = {"mode": mode.name, **chosen, **_version(request)}
    context = {
        "rail": "letters",
        "issue": issue,
        "tabs": tabs(issue, "desk:letter_preview", left=sending_of(issue) is not None),
        "composed": composed,
        "mail": mail,
        "weight": len(mail.html.encode()),
        "mode": mode,
        "modes": MODES,
        "clients": clients.CLIENTS.items(),
        "client": client,
        "dark": dark,
        "lacks": clients.unsupported(mail.html, [client]) if mode.name == "client" else [],
        "text": in_words(mail) if mode.name == "text" else "",
        "frame_url": f"{reverse('desk:letter_mail', args=[number])}?{urlencode(asked)}",
    }
    response = render(request, "desk/letters/preview.html", context)
    response["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


@require_GET
@writers
@xframe_options_sameorigin
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the mail itself, for the frames of the workshop: the HTML that leaves, in the light asked for (``?mode=``)."""
    made = rendered(composed_of(request, _issue(number)))
    if request.GET.get("mode") == "text":
        response = HttpResponse(in_words(made), content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(in_light(in_workshop(without_marks(made.html)), request))
    response["Content-Security-Policy"] = MAIL_POLICY
    response["X-Robots-Tag"] = "noindex"
    return response


def in_light(html: str, request: HttpRequest) -> str:
    """Return a mail's HTML in the light the request asks for: ``mode``, and of a reader ``client`` and ``dark``."""
    match request.GET.get("mode"):
        case "dark":
            return simulate.dark(html)
        case "images-off":
            return simulate.without_images(html)
        case "client":
            client = client_of(request)
            return simulate.dark(html, client) if request.GET.get("dark") else simulate.seen(html, client)
    return html


def client_of(request: HttpRequest) -> str:
    """Return the reader asked for; the first one when none is, or none that is known."""
    asked = request.GET.get("client", "")
    return asked if asked in clients.CLIENTS else next(iter(clients.CLIENTS))


def composed_of(request: HttpRequest, issue: Issue) -> Composed:
    """Return what an issue says: the version asked for (``?version=3``), what its reader is typing, or the last saved.

    Once it has left, what was kept of it.
    """
    if issue.frozen and not request.GET.get("version"):
        return Composed.read(issue.frozen)
    return compose(_content(request, issue), entry=issue)


def _content(request: HttpRequest, issue: Issue) -> Mapping[str, Any]:
    if number := _version(request).get("version"):
        return get_object_or_404(issue.revisions, number=int(number)).content
    kept = Autosave.objects.filter(entry=issue.pk, by=writer(request)).first()
    if kept:
        return kept.content
    return issue.working.content if issue.working else {}


def _version(request: HttpRequest) -> dict[str, str]:
    number = request.GET.get("version", "")
    return {"version": number} if number.isascii() and number.isdecimal() and len(number) <= 9 else {}


def _issue(number: int) -> Issue:
    return get_object_or_404(Issue.objects.select_related("working", "newsletter"), id=number)


def in_words(mail: Mail) -> str:
    """Return the text of a mail as it is shown here: a personal link shows no mark."""
    return mail.text.replace(marks.LEAVE, "…").replace(marks.READER, "…")


def without_marks(html: str) -> str:
    """Return a mail's HTML whose personal links, which are nobody's yet, lead nowhere."""
    return html.replace(addresses.leave(), "#").replace(addresses.preferences(), "#")
