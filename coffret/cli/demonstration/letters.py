"""The letters of the demonstration: newsletters, imaginary readers, an issue that left in May 2026, another being written.

Nothing is mailed: the addresses are under « .example », which no mail reaches, and what became of each is written by hand.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from coffret.accounts.models import User
from coffret.base.text import typeset
from coffret.editorial.entries import actions
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Entry, Issue, KindName, Newsletter
from coffret.editorial.proofing import preflight
from coffret.newsletters import newsletters
from coffret.newsletters.composing import recipes
from coffret.newsletters.composing.drafting import draft
from coffret.newsletters.models import ConsentAct, Delivery, DeliveryState, ProofCopy, Reader, Sending
from coffret.newsletters.readers import leaving, people, subscribing
from coffret.newsletters.sending import account
from coffret.newsletters.sending.freezing import freeze

NEWS, INVENTORY, DATES = "nouveautes", "recolement", "rendez-vous"
NEWSLETTERS: dict[str, dict[str, Any]] = {
    NEWS: {
        "name": "Nouveautés du catalogue",
        "about": "Les notices et les musées du mois, ce qui arrive au catalogue, les ressources mises à jour et l’agenda.",
        "audience": "Tous ceux qui lisent ou écrivent le catalogue",
        "recipe": [
            recipes.FEATURES,
            recipes.MUSEUMS,
            recipes.NEW_NOTICES,
            recipes.NEW_MUSEUMS,
            recipes.RESOURCES,
            recipes.EVENTS,
        ],
    },
    INVENTORY: {
        "name": "Récolement",
        "about": "Les campagnes, les procès-verbaux, les objets à rechercher : ce qui change et les journées à venir.",
        "audience": "Responsables de collections, régisseurs, documentalistes",
        "frequency": "quarterly",
        "recipe": [recipes.RESOURCES, recipes.EVENTS],
    },
    DATES: {
        "name": "Rendez-vous",
        "about": "Les ateliers et les journées d’étude, quand les inscriptions ouvrent.",
        "audience": "Équipes des musées",
        "frequency": "irregular",
        "recipe": [recipes.EVENTS, recipes.NEWS],
    },
}
# The issue of May: its day, when it left, and what its editors wrote over the draft.
DAY, LEFT = date(2026, 5, 11), time(11)
SUBJECT = "Mai 2026 : deux notices, une norme, deux journées"
PREHEADER = "Un coffret d’émail, un triptyque de compagnons, les normes des images et deux rendez-vous en juin."
INTRO = (
    "<p>Deux œuvres sont à l’honneur ce mois-ci, parmi les {notices:nombre} notices de {musees} que réunit le"
    " catalogue. Les normes des images paraissent dans leur deuxième édition, et juin apporte deux journées.</p>"
)
CLOSING = "<p>Une question, une notice à proposer ? Répondre à ce courriel suffit.</p>"
DESCRIBED = {
    "M0650000001": "Un coffret d’émail bleu, couvercle fermé, posé de trois quarts.",
    "M0266000001": "Trois hommes barbus en robes bleue, rouge et noire, debout devant un temple.",
}
REASONS = {
    "P10": "Image dessinée pour la démonstration : sa définition suffit à la lettre.",
    "P15": "La page du mois et la lettre disent la même œuvre : c’est voulu.",
    "P25": "Premier numéro de la démonstration : il n’y a pas d’envoi précédent auquel le comparer.",
}
READERS = 48
# Place in the list → what became of the letter there.
OUTCOMES = {
    7: (DeliveryState.REFUSED, "550 5.1.1 Adresse inconnue (démonstration)"),
    19: (DeliveryState.BOUNCED, "550 5.2.2 Boîte pleine (démonstration)"),
    31: (DeliveryState.DOUBT, ""),
}
GIVEN = "250 2.0.0 Accepté (démonstration : rien n’est parti)"


def fill(office: User, writer: User, now: datetime | None = None) -> str:
    """Make what is not there yet, each part in one transaction; return what there is, in words."""
    at = now or timezone.now()
    for slug, values in NEWSLETTERS.items():
        _newsletter(slug, values)
    left = min(timezone.make_aware(datetime.combine(DAY, LEFT)), at)
    _readers(left)
    _may(office, writer, left)
    _next(writer, at)
    issues, readers = Issue.objects.count(), Reader.objects.count()
    return f"{Newsletter.objects.count()} lettres, {issues} numéros, {readers} lecteurs imaginaires"


def _newsletter(slug: str, values: dict[str, Any]) -> None:
    if not Newsletter.objects.filter(slug=slug).exists():
        newsletters.create({name: _typeset(value) for name, value in values.items()}, slug)


def _typeset(value: Any) -> Any:
    return typeset(value) if isinstance(value, str) else value


# Readers --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def _readers(left: datetime) -> None:
    """Subscribe imaginary people, rows alone: some to every letter, one to be confirmed, one who left."""
    if Reader.objects.exists():
        return
    offered = {one.slug: one for one in Newsletter.objects.filter(slug__in=NEWSLETTERS)}
    text = subscribing.words()
    for place in range(1, READERS + 1):
        at = left - timedelta(days=READERS + 1 - place)
        wanted = [offered[slug] for slug in _wanted(place)]
        reader = people.enrolled(f"lecteur{place}@musee{place % 9 + 1}.example", "fr", at)
        people.note(
            reader, ConsentAct.ASKED, wanted, text=text, version=subscribing.version(text), source="form", now=at
        )
        if place == READERS:
            continue
        confirmed = at + timedelta(hours=1)
        people.confirmed(reader, confirmed)
        people.note(reader, ConsentAct.CONFIRMED, wanted, source="form", now=confirmed)
        for newsletter in wanted:
            people.activate(reader, newsletter, "form", confirmed)
    leaver = Reader.objects.get(key="lecteur12@musee4.example")
    leaving.leave_row(leaver.subscriptions.get(newsletter__slug=NEWS), "preferences", now=left - timedelta(days=2))


def _wanted(place: int) -> Iterator[str]:
    yield NEWS
    if place % 2 == 0:
        yield INVENTORY
    if place % 3 == 0:
        yield DATES


# Issues ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def _may(office: User, writer: User, left: datetime) -> None:
    """Compose the issue of May, have another person approve it, and send it: nothing leaves, its account is written."""
    newsletter = Newsletter.objects.get(slug=NEWS)
    if Issue.objects.filter(newsletter=newsletter, sent_at__isnull=False).exists():
        return
    content = _written(draft(newsletter, DAY, left, by=writer))
    if not content["sections"]:
        return
    issue = actions.create(KindName.LETTER, content, writer)
    ProofCopy.objects.create(issue_id=issue.pk, revision=1, to=[office.email], by=writer, at=left)
    actions.submit(issue, writer, "La lettre de mai : relire les deux journées.")
    actions.approve(issue, office)
    _confirm(issue, office, left)
    sending = freeze(issue, office, left)
    _account(sending, left)


def _written(content: dict[str, Any]) -> dict[str, Any]:
    """Return the draft with what its editors wrote: subject, introduction, alternative texts."""
    for section in content["sections"]:
        for item in section["items"]:
            if item["picture"] and not item["picture"]["alt"]:
                item["picture"]["alt"] = typeset(DESCRIBED.get(item["ref"], ""))
    return {
        **content,
        "title": typeset(SUBJECT),
        "preheader": typeset(PREHEADER),
        "body": typeset(INTRO),
        "closing": typeset(CLOSING),
    }


def _confirm(issue: Entry, by: User, at: datetime) -> None:
    fresh = KINDS[KindName.LETTER].model.objects.select_related("working").get(pk=issue.pk)
    assert fresh.working
    findings = preflight.check(KindName.LETTER, fresh.working.content, entry=fresh, now=at)
    for one in preflight.unconfirmed(fresh, findings):
        if one.code in REASONS:
            actions.confirm(fresh, one.code, one.field, one.value, REASONS[one.code], by)


def _account(sending: Sending, left: datetime) -> None:
    """Write what became of each delivery, one after the other, and finish: no mail may leave to these addresses."""
    account.start([sending.pk], left)
    rows = list(sending.deliveries.order_by("pk"))
    for place, row in enumerate(rows):
        at = left + timedelta(seconds=place)
        row.state, row.reply = OUTCOMES.get(place, (DeliveryState.SENT, GIVEN))
        row.attempts, row.first_at, row.claimed_at, row.at, row.next_at = 1, at, at, at, None
    Delivery.objects.bulk_update(rows, ["state", "reply", "attempts", "first_at", "claimed_at", "at", "next_at"])
    account.finish(sending.pk, left + timedelta(seconds=len(rows)))


@transaction.atomic
def _next(writer: User, now: datetime) -> None:
    """Begin the issue of next month, drafted from the catalogue, for its editors to finish."""
    newsletter = Newsletter.objects.get(slug=NEWS)
    if Issue.objects.filter(newsletter=newsletter, sent_at=None).exists():
        return
    actions.create(KindName.LETTER, draft(newsletter, _first_monday_after(now), now, by=writer), writer)


def _first_monday_after(now: datetime) -> date:
    """Return the first Monday of next month."""
    first = (timezone.localdate(now).replace(day=1) + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=-first.weekday() % 7)
