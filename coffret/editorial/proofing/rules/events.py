"""INF008-INF009, INF012-INF014: what a page says of registration, against the state the agenda computes."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.editorial import moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.state import State
from coffret.editorial.models import KindName, Plan
from coffret.editorial.proofing.proof import Proof, found
from coffret.editorial.proofing.rules.sources import OURS

# So near, « bientôt » says nothing any more.
SOON_ENDS = timedelta(days=14)
_AGENDA = f"{OURS}, agenda"


def _situation(page: Proof) -> agenda.Situation | None:
    return agenda.state(page.content, page.now, page.world.taken) if page.name == KindName.EVENT else None


@rule(
    "INF008",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Inscription par un lien qui manque"),
    message=_("On s’inscrit par un lien extérieur, et son adresse manque."),
    remedy=_("Donner l’adresse du formulaire, ou choisir une autre façon de s’inscrire."),
    source=_AGENDA,
    passes=Example({"kind": "event", "plan": "outside", "outside_url": "https://example.org/inscription"}),
    fails=Example({"kind": "event", "plan": "outside", "opens": "2026-05-01T09:00"}),
)
def no_address(page: Proof) -> Iterator[Finding]:
    """Registration is open when there is a way to register. Before its opening the address may still be to come."""
    if page.name != KindName.EVENT or page.text("plan") != Plan.OUTSIDE or page.text("outside_url"):
        return
    situation = _situation(page)
    opens = moments.read(page.content.get("opens"))
    ahead = situation is not None and situation.state in agenda.AHEAD
    if ahead and opens is not None and opens <= page.now:
        yield Finding("INF008", "outside_url")


@rule(
    "INF009",
    target="entry",
    severity=Severity.ERREUR,
    title=_("« Bientôt » qui n’en est plus un"),
    message=_("« Inscriptions bientôt ouvertes » ne tient plus : {reason}."),
    remedy=_("Donner la date d’ouverture, ou changer la façon de s’inscrire : l’état se calcule."),
    source=_AGENDA,
    passes=Example({"kind": "event", "opens": "2026-05-20T10:00"}),
    fails=Example({"kind": "event", "starts": "2026-05-18T09:30", "ends": "2026-05-18T17:00", "opens": ""}),
)
def soon(page: Proof) -> Iterator[Finding]:
    """« Soon » has an opening to come, no address that works already, and an event that is not next week."""
    situation = _situation(page)
    if situation is None or situation.state is not State.SOON:
        return
    if reason := _why_not_soon(page, agenda.facts(page.content)):
        yield Finding("INF009", "pinned" if page.text("pinned") else "opens", situation.label, facts={"reason": reason})


def _why_not_soon(page: Proof, known: agenda.Facts) -> str:
    if known.opens_at and known.opens_at <= page.now:
        return REASONS["opened"]
    if known.plan == Plan.OUTSIDE and _answers(page, known.outside_url) and not known.opens_at:
        return REASONS["address"]
    if known.starts_at and not known.opens_at and known.starts_at - page.now < SOON_ENDS:
        return REASONS["near"]
    return ""


def _answers(page: Proof, url: str) -> bool:
    answer = page.world.answers.get(url)
    return answer is not None and answer.status == 200


REASONS = {
    "opened": gettext_noop("la date d’ouverture est passée"),
    "address": gettext_noop("l’adresse du formulaire répond déjà"),
    "near": gettext_noop("l’événement est dans moins de quatorze jours"),
}

# What a text says of registration -> the states in which it is true.
_SAID: tuple[tuple[re.Pattern[str], frozenset[State]], ...] = (
    (
        re.compile(
            r"inscriptions? (?:(?:est|sont|sera|seront) )?(?:bientôt|prochainement) ouvertes?"
            r"|inscriptions? (?:s[’'])?(?:ouvrent|ouvriront|vont ouvrir) (?:bientôt|prochainement)"
            r"|ouverture prochaine des inscriptions",
            re.I,
        ),
        frozenset({State.SOON, State.SAVE_THE_DATE}),
    ),
    (
        re.compile(r"(?<!bientôt )inscriptions? (?:(?:est|sont) (?:désormais |maintenant )?)?ouvertes?(?! (?:le|du|à partir|dès|prochain))|inscrivez-vous dès", re.I),
        frozenset({State.OPEN, State.WAITING, State.LIVE}),
    ),
    (
        re.compile(r"inscriptions? (?:(?:est|sont) )?(?:closes?|fermées?|terminées?)", re.I),
        frozenset({State.CLOSED, State.PAST, State.LIVE}),
    ),
    (re.compile(r"sans (?:inscription|réservation)(?: préalable)?|entrée libre", re.I), frozenset({State.NO_BOOKING})),
)  # fmt: skip
_SILENT = frozenset({State.CANCELLED, State.POSTPONED})


@rule(
    "INF012",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Le texte contredit l’état des inscriptions"),
    message=_("Le texte dit « {value} », et l’agenda : « {state} »."),
    remedy=_("Retirer ces mots : la page montre l’état des inscriptions, à jour."),
    source=_AGENDA,
    passes=Example({"kind": "event", "body": "<p>Inscriptions bientôt ouvertes.</p>"}),
    fails=Example({"kind": "event", "body": "<p>Les inscriptions sont ouvertes.</p>"}),
)
def contradicted(page: Proof) -> Iterator[Finding]:
    """What is computed is not typed: words would go stale."""
    situation = _situation(page)
    if situation is None or situation.state in _SILENT or (page.settled and situation.state is State.PAST):
        return
    for text in page.texts:
        for pattern, states in _SAID:
            for match in pattern.finditer(text.text):
                if situation.state not in states and not _booked_elsewhere(situation.state, states):
                    yield found("INF012", text, match.start(), match.end(), state=situation.words())


def _booked_elsewhere(state: State, states: frozenset[State]) -> bool:
    """Say whether « sans inscription » is told of an event under way or over: it was true."""
    return State.NO_BOOKING in states and state in {State.LIVE, State.PAST}


@rule(
    "INF013",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Lieu absent"),
    message=_("L’événement se tient quelque part, et rien ne dit où."),
    remedy=_("Donner le lieu, ou l’adresse de la retransmission."),
    source=_AGENDA,
    passes=Example({"kind": "event", "place": "Auditorium Colbert"}),
    fails=Example({"kind": "event", "place": "", "address": ""}),
)
def nowhere(page: Proof) -> Iterator[Finding]:
    """Who is asked to come is told where."""
    if page.name != KindName.EVENT or not page.text("starts"):
        return
    mode = page.text("mode")
    if mode in {"onsite", "both"} and not (page.text("place") or page.text("address")):
        yield Finding("INF013", "place")
    situation = _situation(page)
    over = situation is not None and situation.state is State.PAST
    if mode == "online" and not page.text("online_url") and not over and page.text("plan") == Plan.NONE:
        yield Finding("INF013", "online_url")


@rule(
    "INF014",
    target="entry",
    severity=Severity.ERREUR,
    title=_("État imposé sans date, ou pour toujours"),
    message=_("L’état « {value} » est imposé sans date de fin, ou jusqu’à une date passée."),
    remedy=_("Dire jusqu’à quand, ou laisser l’état se calculer."),
    source=_AGENDA,
    passes=Example({"kind": "event", "pinned": "full", "pinned_until": "2026-06-01T09:00"}),
    fails=Example({"kind": "event", "pinned": "full", "pinned_until": ""}),
)
def pinned_for_ever(page: Proof) -> Iterator[Finding]:
    """A state is pinned until a date, never for ever; once the date is past, what is online computes it again."""
    pinned = page.text("pinned")
    if page.name != KindName.EVENT or not pinned:
        return
    until = moments.read(page.content.get("pinned_until"))
    if until is None or (until <= page.now and not page.online):
        label = State(pinned).label if pinned in set(State) else pinned
        yield Finding("INF014", "pinned_until", label)
