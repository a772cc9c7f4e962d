"""/pro/lettres/<n>/chiffres and /pro/lettres/chiffres/<lettre>: what became of an issue, of a newsletter over time."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from coffret.base import plots
from coffret.base.text import grouped
from coffret.desk.letters.issues import issue_of, senders, sending_of, tabs
from coffret.editorial.models import Newsletter
from coffret.newsletters.returns import rates, results
from coffret.newsletters.returns.results import Results

# Columns a plot names at most: beyond, one out of several.
NAMED = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of an issue: its words, its number, what it is a part of (0: of nothing), what to know of it."""

    label: str
    number: int
    whole: int = 0
    note: str = ""
    url: str = ""

    @property
    def share(self) -> str:
        """Return the part it is, in percent, « » of nothing."""
        return percent(self.number / self.whole) if self.whole else ""


@dataclass(frozen=True, slots=True)
class Complaints:
    """A rate of complaints as pages say it: its level (good, watch, bad), its sentence."""

    level: str
    sentence: str


@require_GET
@senders
def issue_figures(request: HttpRequest, number: int) -> HttpResponse:
    """Show what became of an issue that left."""
    issue = issue_of(number)
    sending = sending_of(issue)
    if sending is None:
        raise Http404
    found = results.results(sending)
    context = {
        "rail": "letters",
        "issue": issue,
        "sending": sending,
        "tabs": tabs(issue, "desk:letter_figures", left=True),
        "lines": _lines(found),
        "complaints": complaints(rates.of_issue(sending), _("De ce numéro : {rate}.")),
        "found": found,
        "plot": _visits(found),
    }
    return render(request, "desk/letters/figures.html", context)


@require_GET
@senders
def newsletter_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the last issues of a newsletter one beside the other."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    rows = results.of_newsletter(newsletter)
    context = {
        "rail": "letters",
        "newsletter": newsletter,
        "rows": rows,
        "complaints": complaints(rates.of_days(), _("De toutes nos lettres depuis trente jours : {rate}.")),
        "plot": _received(rows) if len(rows) > 1 else None,
    }
    return render(request, "desk/letters/over_time.html", context)


def percent(share: float) -> str:
    """Return a share as the reader's language writes it: « 0,12 % », « 98,4 % »."""
    digits = 2 if 0 < share < 0.01 else 1
    return _("{number} %").format(number=number_format(round(share * 100, digits), digits if share else 0))


def complaints(rate: rates.Rate, subject: str) -> Complaints:
    """Return a rate of complaints against what mail services bear; ``subject`` says of what, around {rate}."""
    some = ngettext("{count} plainte", "{count} plaintes", rate.complaints).format(count=grouped(rate.complaints))
    counted = some if rate.complaints else _("aucune plainte")
    said = _("{complaints} pour {received} lettres reçues, soit {share}").format(
        complaints=counted, received=grouped(rate.received), share=percent(rate.share)
    )
    verdict = {
        "good": _("C’est sous le seuil de vigilance des messageries, 0,10 %."),
        "watch": _("C’est au-dessus de 0,10 % : à surveiller. À 0,30 %, les messageries rejettent."),
        "bad": _(
            "C’est au-dessus de 0,30 % : les messageries rejettent. Revoir à qui l’on écrit avant le prochain envoi."
        ),
    }
    return Complaints(rate.level, f"{subject.format(rate=said)} {verdict[rate.level]}")


def _lines(found: Results) -> list[Line]:
    account = reverse("desk:letter_account", args=[found.sending.issue_id])

    def among(name: str) -> str:
        return f"{account}?etat={name}"

    return [
        Line(_("Destinataires"), found.total, url=account),
        Line(_("Pris par le serveur"), found.accepted, found.total),
        Line(_("Refusés"), found.refused, found.total, url=among("refuses")),
        Line(_("Remise incertaine"), found.doubt, found.total, url=among("incertains")),
        Line(_("Écartés avant leur tour"), found.skipped, found.total, _("désabonnés, exclus, envoi annulé")),
        *([Line(_("Encore à envoyer"), found.waiting, found.total)] if found.waiting else []),
        Line(_("Revenus"), found.bounced, found.accepted, _("pris, puis renvoyés"), among("revenus")),
        Line(_("Plaintes"), found.complained, found.accepted, _("dits « indésirable »"), among("plaintes")),
        Line(
            _("Désabonnements"),
            found.left,
            found.accepted,
            _("dans les trente jours et avant le numéro suivant, plaintes à part"),
        ),
        Line(_("Lectures de la version en ligne"), found.web),
        Line(_("Pages du site ouvertes depuis la lettre"), found.pages),
    ]


def _visits(found: Results) -> plots.Plot | None:
    days = results.visits_by_day(found.sending.issue)
    data = [
        plots.Datum(date_format(day, "DATE_FORMAT"), web + pages, short=date_format(day, "j/m"))
        for day, web, pages in days
    ]
    return plots.columns("visites", data, _every(len(data))) if data else None


def _received(rows: list[Results]) -> plots.Plot:
    data = [
        plots.Datum(
            date_format(row.sending.frozen_at, "DATE_FORMAT"),
            row.accepted,
            reverse("desk:letter_figures", args=[row.sending.issue_id]),
            date_format(row.sending.frozen_at, "m/y"),
        )
        for row in reversed(rows)
    ]
    return plots.columns("recus", data, _every(len(data)))


def _every(count: int) -> int:
    return max(1, -(-count // NAMED))
