"""The recipients of a sending, as one looks for them: by where they stand, by address."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coffret.newsletters.models import Delivery, DeliveryState, Sending
from coffret.newsletters.returns.addresses import domain_of

State = DeliveryState


@dataclass(frozen=True, slots=True)
class Group:
    """States said in one word: its name in addresses, its words, whether an account shows it even empty."""

    name: str
    label: str | Promise
    states: tuple[State, ...]
    always: bool = False


# Each state is in one group: the numbers of the groups make the total.
GROUPS: tuple[Group, ...] = (
    Group("en-attente", _("En attente"), (State.QUEUED,)),
    Group("en-cours", _("En cours"), (State.SENDING,)),
    Group("a-reessayer", _("À réessayer"), (State.RETRY,)),
    Group("remis", _("Remis"), (State.SENT,), always=True),
    Group("revenus", _("Revenus"), (State.BOUNCED,)),
    Group("plaintes", _("Plaintes"), (State.COMPLAINED,)),
    Group("refuses", _("Refusés"), (State.REFUSED,), always=True),
    Group("incertains", _("Remise incertaine"), (State.DOUBT,), always=True),
    Group("desabonnes", _("Désabonnés avant l’envoi"), (State.UNSUBSCRIBED,)),
    Group("exclus", _("Adresses exclues"), (State.SUPPRESSED,)),
    Group("annules", _("Envoi annulé"), (State.CANCELLED,)),
)
BY_NAME = {group.name: group for group in GROUPS}


def recipients(sending: Sending, group: str = "", words: str = "") -> QuerySet[Delivery]:
    """Return the deliveries of a sending in the order they were made: of a group of states, whose address has words."""
    rows = sending.deliveries.order_by("pk")
    if group in BY_NAME:
        rows = rows.filter(state__in=BY_NAME[group].states)
    for word in words.split():
        rows = rows.filter(address__icontains=word)
    return rows


def message_id(sending: Sending, delivery: Delivery) -> str:
    """Return the name of the message of a delivery, as the relay's log has it."""
    domain = domain_of(sending.headers.get("From", settings.DEFAULT_FROM_EMAIL))
    return f"<i{sending.issue_id}.{delivery.token}@{domain}>"


def grouped_counts(counts: Mapping[str, int]) -> Iterator[tuple[Group, int]]:
    """Yield each group with how many recipients stand there, of counts by state."""
    for group in GROUPS:
        yield group, _among(counts, group.states)


def _among(counts: Mapping[str, int], states: Iterable[str]) -> int:
    return sum(counts.get(state, 0) for state in states)
