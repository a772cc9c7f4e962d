"""/pro/lettres/domaine: what a mail system sees of the sending domain, and what to put in its DNS."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.desk.letters.issues import managers, senders
from coffret.newsletters.domain import checks
from coffret.newsletters.models import DomainCheck
from coffret.newsletters.returns import tally
from coffret.newsletters.returns.addresses import LEAVING, RETURNS, domain_of, returns_domain

NAMES: dict[str, str | Promise] = {
    "sent": gettext_lazy("Message d’essai"),
    "spf": gettext_lazy("Serveurs autorisés (SPF)"),
    "dkim": gettext_lazy("Signature (DKIM)"),
    "dmarc": gettext_lazy("Politique du domaine (DMARC)"),
    "ptr": gettext_lazy("Nom de l’adresse d’envoi (PTR)"),
    "tls": gettext_lazy("Chiffrement (TLS)"),
    "one_click": gettext_lazy("Désabonnement en un clic"),
}
_STANDINGS = {True: "good", False: "bad", None: "wait"}


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a look, as the page shows it."""

    key: str
    label: str
    standing: str
    found: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """A sending domain and the last look at it; ``standing`` is good, bad, wait, or « » when nobody looked."""

    sender: str
    domain: str
    returns: str
    leaving: str
    check: DomainCheck | None
    standing: str
    sentence: str
    points: list[Point] = field(default_factory=list)


@require_safe
@senders
def domain(request: HttpRequest) -> HttpResponse:
    """Show each sending domain with the last look at it."""
    now = timezone.now()
    looks = [_look(sender, now) for sender in checks.senders()]
    context = {
        "rail": "letters",
        "looks": looks,
        "manages": access.can_manage_letters(request.user),
        "mailbox": tally.last_round(now),
        "returned": tally.of_days(now),
        "waiting": any(look.standing == "wait" for look in looks),
    }
    return render(request, "desk/letters/domain.html", context)


@require_POST
@managers
def look_at(request: HttpRequest) -> HttpResponse:
    """Ask for a look at a domain; the worker begins it at once."""
    try:
        check = checks.ask(request.POST.get("domaine", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La vérification de {domain} commence.").format(domain=check.domain))
    return redirect("desk:letter_domain")


def _look(sender: str, now: datetime) -> Look:
    name = domain_of(sender)
    check = checks.latest(name)
    found = check.results if check else {}
    points = [Point(key, str(NAMES[key]), _STANDINGS[found[key]["ok"]], found[key]) for key in NAMES if key in found]
    standing, sentence = _standing(check, points, now)
    back = returns_domain(sender)
    return Look(sender, name, f"{RETURNS}+…@{back}", f"{LEAVING}+…@{back}", check, standing, sentence, points)


def _standing(check: DomainCheck | None, points: list[Point], now: datetime) -> tuple[str, str]:
    if check is None:
        return "", _("Jamais vérifié.")
    wrong = sum(point.standing == "bad" for point in points)
    if wrong:
        return "bad", _("Un point à mettre en ordre.") if wrong == 1 else _("{n} points à mettre en ordre.").format(
            n=wrong
        )
    if not points:
        late = checks.overdue(check, now)
        return "wait", _("La vérification n’a pas commencé : le travail de fond ne tourne pas.") if late else _(
            "La vérification commence."
        )
    if all(point.standing == "good" for point in points):
        return "good", _("Tout est en ordre.")
    if checks.overdue(check, now):
        return "bad", _("Le message d’essai n’est pas revenu.")
    return "wait", _("Reste à lire le message d’essai, quand il revient.")
