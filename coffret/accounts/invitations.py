"""Invitations: the only way to an account. A link by mail, good for a fortnight, taken once.

The link holds a token nobody else has; the database keeps its hash alone.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coffret.accounts import access, participations, people
from coffret.accounts.models import Doing, Invitation, Membership, Observation, Office, Role, User, address_key
from coffret.authorities.models import Museum
from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.base.letters import compose
from coffret.base.text import listed

GOOD_FOR = timedelta(days=14)
PATH = "/pro/invitation/{token}/"


def invite(
    email: str,
    *,
    office: Office = Office.NONE,
    museums: Mapping[str, Role] | None = None,
    regions: Iterable[str] = (),
    by: User | None,
) -> tuple[Invitation, str]:
    """Offer a place to an address, by mail; return the invitation and its link.

    ``museums`` gives a role by museum code, ``regions`` those to observe; ``by`` None is a command. The museums take
    part from now on. An invitation that waits for the same address and offers nothing more is revoked. Raises Refused
    for a wrong address, an unknown museum or region, a place held already, a closed account, or no place at all.
    """
    email = _address(email)
    places = {code: Role(role) for code, role in (museums or {}).items()}
    observed = participations.known_regions(regions)
    if not office and not places and not observed:
        raise Refused(_("Une invitation donne une place : choisissez un rôle au bureau, dans un musée, ou une région."))
    _known(places)
    _not_there_already(email, office, places, observed, by)
    now = timezone.now()
    with transaction.atomic():
        participations.enrol_missing(places, by=by)
        _revoke_covered(email, office, places, observed)
        token = _token()
        invitation = Invitation.objects.create(
            email=email,
            office=office,
            museums=places,
            regions=observed,
            token_hash=_hash(token),
            by=by,
            at=now,
            expires_at=now + GOOD_FOR,
        )
        _write(invitation, token)
    return invitation, link(token)


def of_museum(museum: str) -> list[Invitation]:
    """Return the invitations that wait and offer a place in ``museum`` alone: those its managers may take back."""
    rows = waiting().filter(office=Office.NONE).select_related("by")
    return [one for one in rows if set(one.museums) == {museum} and not one.regions]


def waiting() -> QuerySet[Invitation]:
    """Return the invitations nobody took nor revoked, expired ones included, newest first."""
    return Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)


def resend(invitation: Invitation, *, by: User | None = None) -> str:
    """Send the invitation again, with a new link good for a fortnight; return the link. Raises Refused when it is over.

    ``by``: who offers it from now on, when it is somebody else.
    """
    if invitation.accepted_at or invitation.revoked_at:
        raise Refused(_("Cette invitation n’attend plus : faites-en une autre."))
    token = _token()
    with transaction.atomic():
        invitation.token_hash = _hash(token)
        invitation.expires_at = timezone.now() + GOOD_FOR
        invitation.sent += 1
        invitation.by = by or invitation.by
        invitation.save(update_fields=["token_hash", "expires_at", "sent", "by"])
        _write(invitation, token)
    return link(token)


def revoke(invitation: Invitation) -> None:
    """Take the invitation back: its link opens nothing any more."""
    waiting().filter(pk=invitation.pk).update(revoked_at=timezone.now())


def link(token: str) -> str:
    """Return the address of an invitation."""
    return settings.BASE_URL + PATH.format(token=token)


def find(token: str) -> Invitation | None:
    """Return the invitation of a link while it may be taken; None when it is unknown, taken, revoked or too old.

    Nor is there one that whoever sent it could send no more: a place taken away, an account closed take theirs along.
    """
    good = waiting().filter(token_hash=_hash(token), expires_at__gt=timezone.now())
    found = good.select_related("by").first()
    return found if found and _stands(found) else None


def _stands(invitation: Invitation) -> bool:
    by = invitation.by
    return by is None or access.can_offer(by, invitation.office, invitation.museums, invitation.regions)


def account_of(invitation: Invitation) -> User | None:
    """Return the account the invited address already has, if any."""
    return User.objects.filter(email=invitation.email).first()


@transaction.atomic
def accept(invitation: Invitation, *, name: str = "", password: str = "") -> User:
    """Take the place offered: the account is made, or the one that exists gets it. Return the account.

    ``name`` and ``password`` are those of a new account. A place held already is never lowered: an administrator invited
    as an editor stays one. Raises Refused when somebody was faster, or when the account was closed.
    """
    now = timezone.now()
    taken = waiting().filter(pk=invitation.pk, token_hash=invitation.token_hash, expires_at__gt=now)
    if not taken.update(accepted_at=now) or not _stands(invitation):
        raise Refused(_("Cette invitation a déjà servi, ou a été annulée."))
    user = account_of(invitation)
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name)
        people.note(user, Doing.JOINED, by=invitation.by, words=places_in_words(invitation))
    elif not user.is_active:
        raise Refused(_("Ce compte est fermé : demandez au bureau de le rouvrir."))
    else:
        people.note(user, Doing.JOINED_MORE, by=invitation.by, words=places_in_words(invitation))
    _give(user, invitation)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    return user


def places_in_words(invitation: Invitation) -> str:
    """Return what the invitation offers: « la rédaction du site, responsable à M0650 (Saint-Omer) »."""
    parts = []
    if invitation.office == Office.ADMINISTRATOR:
        parts.append(_("l’administration du catalogue"))
    elif invitation.office == Office.EDITOR:
        parts.append(_("la rédaction du site"))
    cities = dict(Museum.objects.filter(code__in=invitation.museums).values_list("code", "city"))
    for code, role in invitation.museums.items():
        parts.append(f"{Role(role).label}, {code} ({cities.get(code, '?')})")
    parts += [_("l’observation des musées en {region}").format(region=region) for region in invitation.regions]
    return listed(parts, _("et"))


def _revoke_covered(email: str, office: Office, places: Mapping[str, Role], regions: list[str]) -> None:
    """Take back what waits for this address and offers nothing more than this: another museum's offer stays."""
    ranks = list(Office.values)
    covered = [
        one.pk
        for one in waiting().filter(email=email)
        if ranks.index(one.office) <= ranks.index(office)
        and set(one.museums) <= set(places)
        and set(one.regions) <= set(regions)
    ]
    waiting().filter(pk__in=covered).update(revoked_at=timezone.now())


def _not_there_already(
    email: str, office: Office, places: Mapping[str, Role], regions: list[str], by: User | None
) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        return
    if not user.is_active:
        if by is None or access.is_administrator(by):
            raise Refused(_("Le compte de « {email} » est fermé : rouvrez-le plutôt.").format(email=email))
        raise Refused(_("Le compte de « {email} » est fermé : demandez au bureau de le rouvrir.").format(email=email))
    held = set(Membership.objects.filter(user=user).order_by().values_list("museum_id", flat=True))
    if places and set(places) <= held and not office and not regions:
        raise Refused(
            _("« {email} » est déjà du musée {code} : changez son rôle dans la liste.").format(
                email=email, code=", ".join(places)
            )
        )


def _give(user: User, invitation: Invitation) -> None:
    ranks = list(Office.values)
    if ranks.index(invitation.office) > ranks.index(user.office):
        user.office = invitation.office
        user.save(update_fields=["office"])
    held = dict(Membership.objects.filter(user=user).values_list("museum_id", "role"))
    for code in Museum.objects.filter(code__in=invitation.museums).values_list("code", flat=True):
        if held.get(code) != Role.MANAGER:
            role = invitation.museums[code]
            Membership.objects.update_or_create(user=user, museum_id=code, defaults={"role": role})
    for region in invitation.regions:
        Observation.objects.get_or_create(user=user, region=region)


def _address(email: str) -> str:
    email = address_key(email)
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(
            _("« {email} » n’est pas une adresse de courriel : vérifiez-la, lettre par lettre.").format(email=email)
        ) from None
    return email


def _known(places: Mapping[str, Role]) -> None:
    missing = sorted(set(places) - set(Museum.objects.filter(code__in=places).values_list("code", flat=True)))
    if missing:
        raise Refused(
            _("Aucun musée n’a le code « {code} » dans le répertoire : vérifiez-le.").format(code=", ".join(missing))
        )


def _token() -> str:
    return secrets.token_urlsafe(32)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _write(invitation: Invitation, token: str) -> None:
    by = str(invitation.by) if invitation.by else _("Le bureau")
    title = _("Vous êtes invité à rejoindre le catalogue")
    until = date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT")
    text, html = compose(
        title,
        [
            _("{by} vous offre une place : {places}.").format(by=by, places=places_in_words(invitation)),
            _("Ce lien vous est personnel et sert une fois, jusqu’au {until}.").format(until=until),
        ],
        button=(_("Accepter l’invitation"), link(token)),
        footer=_("Si vous n’attendiez rien, ne faites rien : aucun compte n’est créé sans vous."),
    )
    outbox.queue(f"invitation:{invitation.pk}:{invitation.sent}", invitation.email, title, text, html=html)
