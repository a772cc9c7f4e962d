"""Every right, one function each: the only place that says who may do what."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _

from coffret.accounts.models import Office, Participation, Role
from coffret.authorities.models import Museum

# A User, or Django's AnonymousUser, which has neither museums nor office.
Visitor = Any
T = TypeVar("T")


def remember(user: Visitor) -> None:
    """Read the places given to ``user`` once for every right asked of this very object: the time of a page that is read.

    A page asks what its reader may do a dozen times over.
    """
    if getattr(user, "is_active", False):
        user.places_read = {}


def _once(user: Visitor, name: str, read: Callable[[], list[T]]) -> list[T]:
    """Return what ``read`` finds, as it was found the first time when the places of ``user`` are remembered."""
    places = getattr(user, "places_read", None)
    if places is None:
        return read()
    if name not in places:
        places[name] = read()
    return list(places[name])


def museum_codes(user: Visitor, *roles: Role) -> set[str]:
    """Return the codes of the museums where ``user`` holds one of ``roles`` (any role when none is named)."""
    if not getattr(user, "is_active", False):
        return set()
    held = _once(user, "memberships", lambda: list(user.memberships.order_by("pk").values_list("museum_id", "role")))
    return {museum for museum, role in held if not roles or role in roles}


def observed_codes(user: Visitor) -> set[str]:
    """Return the codes of the museums of the regions ``user`` observes."""
    regions = _regions(user)
    if not regions:
        return set()
    return set(
        _once(
            user,
            "observed",
            lambda: list(Museum.objects.filter(region__in=regions).order_by().values_list("code", flat=True)),
        )
    )


def _regions(user: Visitor) -> list[str]:
    if not getattr(user, "is_active", False):
        return []
    return _once(user, "regions", lambda: list(user.observations.order_by("pk").values_list("region", flat=True)))


def seen_codes(user: Visitor) -> set[str]:
    """Return the codes of the museums whose workshop ``user`` may read without being of the office: theirs, observed."""
    return museum_codes(user) | observed_codes(user)


def can_enter_desk(user: Visitor) -> bool:
    """Say whether the workshop opens to ``user``: the office, any member of a museum, those who observe a region."""
    if not getattr(user, "is_active", False):
        return False
    return user.is_office or bool(museum_codes(user)) or bool(_regions(user))


def can_see_submission(user: Visitor, museums: set[str]) -> bool:
    """Say whether ``user`` may read a submission that touches ``museums`` (Muséofile codes)."""
    if not can_enter_desk(user):
        return False
    return user.is_office or (bool(museums) and museums <= seen_codes(user))


def can_see_museum(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may read the workshop of ``museum``: its members, who observes its region, the office."""
    return can_enter_desk(user) and (user.is_office or museum in seen_codes(user))


def can_see_findings(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may read the conformity of a record held by ``museum``."""
    return can_see_museum(user, museum)


def can_see_every_museum(user: Visitor) -> bool:
    """Say whether ``user`` may compare the museums: the office alone; there is no public ranking."""
    return bool(getattr(user, "is_active", False)) and user.is_office


def can_hand_in(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may hand in notices and images for ``museum``: its members, or an administrator."""
    return is_administrator(user) or museum in museum_codes(user, Role.CONTRIBUTOR, Role.MANAGER)


def handed_in_codes(user: Visitor) -> set[str]:
    """Return the codes of the museums ``user`` hands in for as one of theirs."""
    return museum_codes(user, Role.CONTRIBUTOR, Role.MANAGER)


def hands_in(user: Visitor) -> bool:
    """Say whether ``user`` hands in for some museum."""
    return is_administrator(user) or bool(museum_codes(user, Role.CONTRIBUTOR, Role.MANAGER))


def can_mend(user: Visitor, museums: set[str]) -> bool:
    """Say whether ``user`` may correct the lines of a submission, or the notices, of ``museums``: their members."""
    if is_administrator(user):
        return True
    return bool(museums) and museums <= museum_codes(user, Role.CONTRIBUTOR, Role.MANAGER)


def can_publish(user: Visitor, museums: set[str]) -> bool:
    """Say whether ``user`` may publish or take back a submission that touches ``museums``.

    A museum answers for its own records (charter of participation): a manager of every museum named, or an
    administrator of the office. An editor of the site reads submissions and decides of none. Where the office reads
    first (``reviewed``), the manager asks for a review instead.
    """
    if not getattr(user, "is_active", False):
        return False
    return is_administrator(user) or (bool(museums) and museums <= museum_codes(user, Role.MANAGER))


def reviewed(museums: set[str]) -> bool:
    """Say whether the office chose to read the submissions of one of ``museums`` before they are published."""
    return Participation.objects.filter(museum__in=museums, reviewed=True).exists()


def publishes_at_once(user: Visitor, museums: set[str]) -> bool:
    """Say whether what ``user`` publishes of ``museums`` is online at once: otherwise a review is asked of the office."""
    return can_publish(user, museums) and (is_administrator(user) or not reviewed(museums))


def can_review(user: Visitor) -> bool:
    """Say whether ``user`` answers the museums whose submissions are read first."""
    return is_administrator(user)


def can_withdraw(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may withdraw a record of ``museum``, put it online again, or restore a version of it."""
    return can_publish(user, {museum})


def can_answer_remarks(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may answer what readers say of the records of ``museum``."""
    return can_mend(user, {museum})


def can_read_remarks(user: Visitor) -> bool:
    """Say whether ``user`` reads what readers say of records: who hands in for some museum, the office."""
    return hands_in(user) or can_see_every_museum(user)


def can_invite_to(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may invite people to ``museum`` and change their roles there: its managers."""
    return is_administrator(user) or museum in museum_codes(user, Role.MANAGER)


def can_offer(user: Visitor, office: str, museums: Iterable[str], regions: Iterable[str]) -> bool:
    """Say whether ``user`` may offer these places together: an administrator any, managers theirs in their museums."""
    if is_administrator(user):
        return True
    return not office and not list(regions) and all(can_invite_to(user, museum) for museum in museums)


def can_see_people(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may read who works for ``museum``: those who do, and the office."""
    return bool(getattr(user, "is_active", False)) and (user.is_office or museum in museum_codes(user))


def can_enrol(user: Visitor) -> bool:
    """Say whether ``user`` may enrol a museum in the catalogue, and choose whether the office reads it first."""
    return is_administrator(user)


def is_administrator(user: Visitor) -> bool:
    """Say whether ``user`` administers the office."""
    return bool(getattr(user, "is_active", False)) and user.office == Office.ADMINISTRATOR


def can_edit_site(user: Visitor) -> bool:
    """Say whether ``user`` writes the office's site: its editors and administrators."""
    return bool(getattr(user, "is_active", False)) and user.is_office


def can_approve(user: Visitor, written_by: set[int]) -> bool:
    """Say whether ``user`` may approve a text where two people are asked: one of the office who wrote none of it.

    ``written_by`` holds the ids of those who saved something since the last publication.
    """
    return can_edit_site(user) and user.pk not in written_by


def can_publish_site(user: Visitor) -> bool:
    """Say whether ``user`` may put a page of the site online or take it off: the office; the workflow asks for the rest."""
    return can_edit_site(user)


def can_see_attendance(user: Visitor) -> bool:
    """Say whether ``user`` may read who registered for an event: personal data, for the office alone."""
    return can_edit_site(user)


def can_write_letters(user: Visitor) -> bool:
    """Say whether ``user`` composes the office's letters: those who write its site."""
    return can_edit_site(user)


def can_send_letters(user: Visitor) -> bool:
    """Say whether ``user`` may send a letter, pause it, resume it, settle its doubts: the office; approval asks for two."""
    return can_edit_site(user)


def can_see_readers(user: Visitor) -> bool:
    """Say whether ``user`` may read who subscribed and who received what: personal data, for the office alone."""
    return can_edit_site(user)


def can_manage_letters(user: Visitor) -> bool:
    """Say whether ``user`` may open newsletters, set the way out, import and export readers."""
    return is_administrator(user)


def can_manage_people(user: Visitor) -> bool:
    """Say whether ``user`` may invite people, change their roles and close their accounts."""
    return is_administrator(user)


def can_manage_site(user: Visitor) -> bool:
    """Say whether ``user`` may change the site's identity, its rules of publication and how long data are kept."""
    return is_administrator(user)


def has_second_factor(user: Visitor) -> bool:
    """Say whether ``user`` gives more than a password to sign in (recovery codes alone are none)."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(user.pk) and Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


def must_add_second_factor(user: Visitor) -> bool:
    """Say whether ``user`` must set up a second factor before anything else: the office, where it is required."""
    return settings.REQUIRE_MFA and can_edit_site(user) and not has_second_factor(user)


def can_change_person(user: Visitor, other: Visitor) -> bool:
    """Say whether ``user`` may change the part, the roles or the account of ``other``: nobody does so of themselves."""
    return can_manage_people(user) and user.pk != other.pk


def places_of(user: Visitor) -> list[str]:
    """Return what ``user`` may do, in words: the part in the office, then a role per museum."""
    parts = [str(Office(user.office).label)] if user.office else []
    memberships = user.memberships.select_related("museum").order_by("museum__city", "pk")
    parts += [f"{each.get_role_display()}, {each.museum.city} ({each.museum_id})" for each in memberships]
    observed = user.observations.order_by("region").values_list("region", flat=True)
    return [*parts, *(_("observation, {region}").format(region=region) for region in observed)]
