"""The limits of the way out, as somebody sets them: checked together, written without touching what it carries."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.newsletters.models import Channel
from coffret.newsletters.sending import channel as way

EDITED = (
    "per_second",
    "per_minute",
    "per_hour",
    "connections",
    "per_domain",
    "domains",
    "from_hour",
    "until_hour",
    "ramp",
    "ramp_from",
)
# No relay is asked for more, and a row of days longer than that is no ramp.
MOST, MOST_DAYS, MOST_DOMAINS = 1_000_000, 60, 100
_DOMAIN = re.compile(r"(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


def read_domains(text: str) -> dict[str, int]:
    """Return {"outlook.com": 3} of lines « outlook.com 3 »; raises Refused for a line that says something else."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        domain, _space, number = " ".join(line.lower().split()).partition(" ")
        if not domain:
            continue
        if not _DOMAIN.fullmatch(domain) or not number.isascii() or not number.isdecimal() or len(number) > 3:
            said = _("« {line} » ne se lit pas : un domaine, une espace, un nombre. Exemple : outlook.com 3")
            raise Refused(said.format(line=line.strip()[:60]))
        found[domain] = int(number)
    return found


def read_ramp(text: str) -> list[int]:
    """Return [50, 100, 500] of « 50, 100, 500 »; raises Refused for a word that is no number."""
    words = [word for word in re.split(r"[\s,;]+", text.strip()) if word]
    for word in words:
        if not word.isascii() or not word.isdecimal() or len(word) > 7:
            raise Refused(
                _("« {word} » n’est pas un nombre de messages. Exemple : 50, 100, 500").format(word=word[:30])
            )
    return [int(word) for word in words]


def would_be(values: Mapping[str, Any]) -> Channel:
    """Return the way out as these values would make it, unsaved; raises Refused for one that cannot be."""
    row = Channel.objects.filter(name=way.NAME).first() or Channel(name=way.NAME)
    _set(row, values)
    return row


@transaction.atomic
def change(values: Mapping[str, Any]) -> Channel:
    """Write some of EDITED in the way out and return it: what is leaving follows them at once.

    Raises Refused for a value that cannot be, KeyError for another name.
    """
    way.get()
    row = Channel.objects.select_for_update().get(name=way.NAME)
    _set(row, values)
    row.save(update_fields=list(values))
    return row


def _set(row: Channel, values: Mapping[str, Any]) -> None:
    if unknown := values.keys() - set(EDITED):
        raise KeyError(unknown.pop())
    for name, value in values.items():
        setattr(row, name, value)
    if row.ramp and row.ramp_from is None:
        row.ramp_from = timezone.localdate()
    _refuse_wrong(row)


def _refuse_wrong(row: Channel) -> None:
    for number in (row.per_second, row.per_minute, row.per_hour, *row.ramp):
        if not 0 <= number <= MOST:
            raise Refused(_("{number} messages : de 0 (sans limite) à un million.").format(number=number))
    for number in (row.connections, row.per_domain, *row.domains.values()):
        if not 1 <= number <= way.MOST_CONNECTIONS:
            said = _("{number} connexions : de 1 à {most}.")
            raise Refused(said.format(number=number, most=way.MOST_CONNECTIONS))
    if not all(0 <= hour <= 23 for hour in (row.from_hour, row.until_hour)):
        raise Refused(_("Les heures vont de 0 à 23 ; deux fois la même : toute la journée."))
    if len(row.ramp) > MOST_DAYS or len(row.domains) > MOST_DOMAINS:
        said = _("Au plus {days} jours de montée en charge et {domains} domaines.")
        raise Refused(said.format(days=MOST_DAYS, domains=MOST_DOMAINS))
    _refuse_idle(row)


def _refuse_idle(row: Channel) -> None:
    """Refuse a ramp whose day lets nothing leave: the letter would wait without anybody knowing why."""
    if any(number == 0 for number in row.ramp):
        raise Refused(_("Un jour à 0 message n’enverrait rien : écrire au moins 1, ou retirer ce jour."))
    if row.ramp_from is not None and abs((row.ramp_from - timezone.localdate()).days) > 3660:
        raise Refused(_("Le premier jour de la montée en charge est trop loin : le choisir près d’aujourd’hui."))
