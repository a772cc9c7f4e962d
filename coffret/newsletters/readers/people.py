"""Readers and what they subscribe to, as rows: found, made, noted. Who calls holds the transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.models import Newsletter
from coffret.newsletters import addresses
from coffret.newsletters.models import (
    Consent,
    ConsentAct,
    Reader,
    ReaderState,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)
from coffret.newsletters.readers import keys

LONGEST = 254
OTHER_KEY = gettext_lazy(
    "La clé des lettres n’est pas celle de ces abonnés : désabonnements et exclusions ne marcheraient plus. "
    "Remettre le fichier « letter_key » de la sauvegarde."
)


def checked(address: str) -> str:
    """Return an address as compared (keys.key_of), once mail can bear it; raises Refused.

    What stands before « @ » is plain ASCII as it was typed: « ß » or a Kelvin sign, folded, would be somebody else's.
    """
    plain = address.strip()
    key = keys.key_of(plain)
    local = plain.rpartition("@")[0]
    try:
        validate_email(key)
    except ValidationError:
        key = ""
    if not key or len(plain) > LONGEST or not (local.isascii() and local.isprintable()):
        raise Refused(_("« {address} » n’est pas une adresse électronique.").format(address=plain[:100]))
    return key


def written(address: str, key: str) -> str:
    """Return an address as mail bears it everywhere: as its reader types it, a domain beyond ASCII in IDNA."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain if domain.isascii() else keys.domain_of(key)}"


def found(address: str) -> Reader | None:
    """Return who has this address; raises Refused for what is no address."""
    return Reader.objects.filter(key=checked(address)).first()


def key_is_theirs() -> bool:
    """Say whether the key of letters is the one the readers were written with.

    With another, new letters would bear links that leave nothing, and exclusions would match nobody.
    """
    first = Reader.objects.order_by("pk").values_list("key", "digest").first()
    return first is None or keys.digest(first[0]) == first[1]


def by_link(token: str) -> Reader | None:
    """Return whose own link holds this token."""
    return Reader.objects.filter(link_hash=keys.hashed(token)).first()


def enrolled(address: str, language: str, now: datetime) -> Reader:
    """Return who has this address, to be confirmed when new; kept from every other change until the transaction ends."""
    key = checked(address)
    fields = blank(address, key, language, now)
    reader, _new = Reader.objects.get_or_create(key=key, defaults=fields)
    return locked(reader)


def blank(address: str, key: str, language: str, now: datetime) -> dict[str, Any]:
    """Return what the row of a new reader holds, but its key."""
    return {
        "address": written(address, key),
        "digest": keys.digest(key),
        "language": language,
        "created_at": now,
        **link_fields(),
    }


def link_fields() -> dict[str, str]:
    """Return the nonce of a reader's own link and the hash of its token."""
    nonce = keys.nonce()
    return {"nonce": nonce, "link_hash": keys.hashed(keys.token("reader", nonce))}


def new_link(reader: Reader) -> None:
    """Give a reader another link of their own: the one mailed before opens nothing any more."""
    for name, value in link_fields().items():
        setattr(reader, name, value)
    reader.save(update_fields=["nonce", "link_hash"])


def locked(reader: Reader) -> Reader:
    """Return the row anew, kept from others until the transaction ends; raises Reader.DoesNotExist once erased."""
    return Reader.objects.select_for_update().get(pk=reader.pk)


def offered() -> QuerySet[Newsletter]:
    """Return the newsletters that anybody may subscribe to."""
    return Newsletter.objects.filter(open=True, closed_at=None)


def reachable(reader: Reader) -> QuerySet[Newsletter]:
    """Return the newsletters a reader may choose: those open to all, and those they follow already."""
    held = reader.subscriptions.exclude(state=SubscriptionState.LEFT).values("newsletter")
    return Newsletter.objects.filter(Q(open=True) | Q(pk__in=held), closed_at=None)


def subscription_fields() -> dict[str, str]:
    """Return the nonce of a new subscription and the hash of its token."""
    nonce = keys.nonce()
    return {"nonce": nonce, "leave_hash": keys.hashed(keys.token("leave", nonce))}


def activate(reader: Reader, newsletter: Newsletter, source: str, now: datetime) -> bool:
    """Make a subscription active, whatever it was; return whether something changed."""
    row, new = Subscription.objects.get_or_create(
        reader=reader,
        newsletter=newsletter,
        defaults={"state": SubscriptionState.ACTIVE, "source": source, "at": now, **subscription_fields()},
    )
    if not new and row.state != SubscriptionState.ACTIVE:
        row.state, row.source, row.at, row.left_at = SubscriptionState.ACTIVE, source, now, None
        row.save(update_fields=["state", "source", "at", "left_at"])
        return True
    return new


def active(reader: Reader) -> QuerySet[Subscription]:
    """Return the subscriptions of a reader that receive something."""
    return reader.subscriptions.filter(state=SubscriptionState.ACTIVE).select_related("newsletter").order_by("pk")


def confirmed(reader: Reader, now: datetime) -> None:
    """Note that an address is its reader's own: what kept mail from it is forgotten.

    Raises Refused for an address the office decided to write to no more: an editor alone lifts that.
    """
    refuse_barred(reader.digest)
    Suppression.objects.filter(digest=reader.digest).delete()
    reader.state, reader.score, reader.suspended_at, reader.suspended_why = ReaderState.ACTIVE, 0, None, ""
    reader.confirmed_at = reader.confirmed_at or now
    reader.save(update_fields=["state", "score", "suspended_at", "suspended_why", "confirmed_at"])


def barred(digest: str) -> bool:
    """Say whether the office decided to write to an address no more."""
    return Suppression.objects.filter(digest=digest, reason=SuppressionReason.OFFICE).exists()


def refuse_barred(digest: str) -> None:
    """Raise Refused for an address the office decided to write to no more."""
    if barred(digest):
        raise Refused(_("Le bureau n’écrit plus à cette adresse. Lui écrire pour recevoir de nouveau ses lettres."))


def note(
    reader: Reader,
    act: ConsentAct,
    newsletters: Iterable[Newsletter | None] = (None,),
    *,
    text: str = "",
    version: str = "",
    source: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> None:
    """Keep the proof of an act, one row for each newsletter."""
    at = now or timezone.now()
    Consent.objects.bulk_create(
        Consent(
            reader=reader,
            digest=reader.digest,
            newsletter=newsletter,
            act=act,
            at=at,
            text=text[:1000],
            version=version,
            source=source,
            by=by,
        )
        for newsletter in newsletters
    )


def link(reader: Reader) -> str:
    """Return the address of a reader's own page."""
    return addresses.preferences(keys.token("reader", reader.nonce))
