"""What sets letters apart among entries: they go online by being sent, and once sent nothing of them changes."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.text import fold
from coffret.editorial.entries.content import day
from coffret.editorial.models import Entry, Issue, KindName, Newsletter
from coffret.editorial.rich import text as rich

Frozen = Mapping[str, Any]
# Texts that an item of a frozen issue says, besides its words.
_SAID = ("title", "caption", "credit", "kicker")


def is_letter(entry: Entry) -> bool:
    """Say whether an entry is an issue of a newsletter."""
    return entry.kind == KindName.LETTER


def is_sent(entry: Entry) -> bool:
    """Say whether an entry is an issue that has left; a query for issues, none for other entries."""
    return is_letter(entry) and Issue.objects.filter(pk=entry.pk, sent_at__isnull=False).exists()


def refuse_sent(entry: Entry) -> None:
    """Raise Refused when an entry is an issue that has left."""
    if is_sent(entry):
        said = _("« {title} » est parti : ses mots restent ceux du courriel. Ajouter un rectificatif.")
        raise Refused(said.format(title=entry.title))


def refuse_unsendable(entry: Entry, content: Mapping[str, Any]) -> None:
    """Raise Refused for an issue that may not be sent: of no newsletter, of one that is closed, of a day already taken."""
    newsletter = Newsletter.objects.filter(slug=content["newsletter"]).first()
    if newsletter is None:
        raise Refused(_("Ce numéro n’est d’aucune lettre : en choisir une."))
    if newsletter.closed_at is not None:
        raise Refused(_("La lettre « {name} » est fermée : la rouvrir d’abord.").format(name=newsletter.name))
    same_day = newsletter.issues.filter(day=day(content["day"]), sent_at__isnull=False).exclude(pk=entry.pk).first()
    if same_day is not None:
        said = _("Un numéro de cette lettre est déjà parti sous cette date : « {title} ». En choisir une autre.")
        raise Refused(said.format(title=same_day.title))


def file_under(entry: Entry, content: Mapping[str, Any]) -> None:
    """Keep the newsletter and the day of an issue that is being written: lists of issues read them."""
    if is_letter(entry):
        newsletter = Newsletter.objects.filter(slug=content["newsletter"]).first()
        Issue.objects.filter(pk=entry.pk).update(newsletter=newsletter, day=day(content["day"]))


# What an issue that left says: its JSON is laid out by newsletters/composing/issue.py -----------------------------------


def texts(frozen: Frozen) -> list[str]:
    """Return the texts of a frozen issue as readers read them, its subject first; [] for one not frozen."""
    return [text for text in _texts(frozen) if text] if frozen else []


def words(frozen: Frozen) -> str:
    """Return the folded words of a frozen issue: what lists are filtered by."""
    return fold(" ".join(texts(frozen)))


def _texts(frozen: Frozen) -> Iterator[str]:
    yield from (frozen["subject"], rich.plain(frozen["intro"]))
    for part in frozen["parts"]:
        yield from (part["heading"], rich.plain(part["words"]))
        for item in part["items"]:
            yield from (item[name] for name in _SAID)
            yield from item["facts"]
            yield rich.plain(item["words"])
    yield rich.plain(frozen["closing"])
