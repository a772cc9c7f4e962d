"""Museums that take part, regions that are observed, and the places invitations give."""

import factories
import pytest

from coffret.accounts import access, invitations, participations, people
from coffret.accounts.models import Doing, Membership, Participation, Role, User
from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.base.models import Mail

pytestmark = pytest.mark.django_db
REGION = "Hauts-de-France"


@pytest.fixture
def boss() -> User:
    return factories.user("boss@example.org", office=True, name="Le bureau")


def test_a_museum_is_enrolled_once(boss: User):
    factories.museum("M0650")
    row = participations.enrol("M0650", reviewed=True, by=boss)
    assert (row.enrolled_by, row.reviewed) == (boss, True)
    assert access.reviewed({"M0650"})
    with pytest.raises(Refused, match="déjà inscrit"):
        participations.enrol("M0650", by=boss)
    with pytest.raises(Refused, match="M9999"):
        participations.enrol("M9999", by=boss)


def test_who_reads_first_is_chosen_and_signed(boss: User):
    factories.enrolled("M0650")
    manager = factories.user(museums={"M0650": Role.MANAGER})
    assert access.publishes_at_once(manager, {"M0650"})
    participations.choose_review("M0650", True, by=boss)
    assert not access.publishes_at_once(manager, {"M0650"})
    assert access.publishes_at_once(boss, {"M0650"})
    row = Participation.objects.get()
    assert row.changed_by == boss
    at = row.changed_at
    participations.choose_review("M0650", True, by=boss)
    assert Participation.objects.get().changed_at == at
    factories.museum("M0001")
    with pytest.raises(Refused, match="n’est pas inscrit"):
        participations.choose_review("M0001", True, by=boss)


def test_museums_that_do_not_take_part_are_told_so(boss: User):
    factories.enrolled("M0650")
    factories.museum("M0001")
    factories.museum("M0002")
    participations.require({"M0650"})
    with pytest.raises(Refused, match="M0001 n’est pas inscrit"):
        participations.require({"M0650", "M0001"})
    with pytest.raises(Refused, match="M0001 et M0002 ne sont pas inscrits"):
        participations.require({"M0001", "M0002"})


def test_a_place_in_a_museum_makes_it_take_part(boss: User):
    factories.museum("M0650")
    factories.museum("M0001")
    invitations.invite("a@example.org", museums={"M0650": Role.MANAGER}, by=boss)
    people.change_role(factories.user("b@example.org"), "M0001", Role.CONTRIBUTOR, by=boss)
    assert set(Participation.objects.values_list("museum_id", flat=True)) == {"M0650", "M0001"}


def test_a_region_is_observed_by_invitation(boss: User):
    Museum.objects.filter(pk=factories.museum("M0650").pk).update(region=REGION)
    made, _link = invitations.invite("drac@example.org", regions=[REGION], by=boss)
    assert REGION in invitations.places_in_words(made)
    assert REGION in " ".join(Mail.objects.get().text.split())
    user = invitations.accept(made, name="Conseil", password="le chat dort sous la table")
    assert access.observed_codes(user) == {"M0650"}
    assert access.can_see_museum(user, "M0650")
    for right in (access.can_hand_in, access.can_invite_to, access.can_see_people, access.can_withdraw):
        assert not right(user, "M0650"), right
    assert f"observation, {REGION}" in access.places_of(user)
    with pytest.raises(Refused, match="Atlantide"):
        invitations.invite("autre@example.org", regions=["Atlantide"], by=boss)


def test_regions_change_and_the_account_s_journal_says_so(boss: User):
    Museum.objects.filter(pk=factories.museum("M0650").pk).update(region=REGION)
    Museum.objects.filter(pk=factories.museum("M0001").pk).update(region="Bretagne")
    user = factories.user(regions=[REGION])
    participations.observe(user, ["Bretagne"], by=boss)
    assert access.observed_codes(user) == {"M0001"}
    step = user.steps.get()
    assert (step.doing, step.note, step.by) == (Doing.REGION, f"+ Bretagne, − {REGION}", boss)
    participations.observe(user, ["Bretagne"], by=boss)
    assert user.steps.count() == 1


def test_another_museum_s_invitation_stays_when_one_is_made(boss: User):
    manager = factories.user(museums={"M0650": Role.MANAGER})
    factories.museum("M0001")
    other, _link = invitations.invite("a@example.org", museums={"M0001": Role.MANAGER}, by=boss)
    first, _link = invitations.invite("a@example.org", museums={"M0650": Role.CONTRIBUTOR}, by=manager)
    second, _link = invitations.invite("a@example.org", museums={"M0650": Role.MANAGER}, by=manager)
    waiting = set(invitations.waiting().values_list("pk", flat=True))
    assert waiting == {other.pk, second.pk}
    assert first.pk not in waiting
    assert [one.pk for one in invitations.of_museum("M0650")] == [second.pk]


@pytest.mark.parametrize("event", ["left", "lowered", "closed"])
def test_what_a_manager_offers_goes_with_their_own_place(boss: User, event: str):
    factories.user(museums={"M0650": Role.MANAGER})
    manager = factories.user(museums={"M0650": Role.MANAGER})
    made, link = invitations.invite("complice@example.org", museums={"M0650": Role.MANAGER}, by=manager)
    token = link.split("/")[-2]
    assert invitations.find(token) == made
    place = Membership.objects.select_related("museum", "user").get(user=manager)
    if event == "closed":
        people.close(manager, by=boss)
    else:
        people.change_member(place, Role.CONTRIBUTOR if event == "lowered" else None, by=boss)
    assert invitations.find(token) is None
    made.refresh_from_db()
    with pytest.raises(Refused, match="annulée"):
        invitations.accept(made, name="Complice", password="le chat dort sous la table")
    assert not User.objects.filter(email="complice@example.org").exists()
    # Offered again by somebody who may, it stands.
    again = invitations.resend(made, by=boss).split("/")[-2]
    found = invitations.find(again)
    assert found is not None
    assert invitations.accept(found, name="Camille", password="le chat dort sous la table").email == found.email


def test_who_is_there_already_is_not_invited(boss: User):
    factories.user("ici@example.org", museums={"M0650": Role.CONTRIBUTOR})
    with pytest.raises(Refused, match="déjà du musée M0650"):
        invitations.invite("ici@example.org", museums={"M0650": Role.MANAGER}, by=boss)


def test_a_closed_account_is_told_in_the_words_of_who_asks(boss: User):
    manager = factories.user(museums={"M0650": Role.MANAGER})
    people.close(factories.user("ferme@example.org"), by=None)
    with pytest.raises(Refused, match="rouvrez-le"):
        invitations.invite("ferme@example.org", museums={"M0650": Role.MANAGER}, by=boss)
    with pytest.raises(Refused, match="demandez au bureau"):
        invitations.invite("ferme@example.org", museums={"M0650": Role.MANAGER}, by=manager)


def test_a_museum_keeps_a_manager():
    first = factories.user("un@example.org", museums={"M0650": Role.MANAGER})
    place = Membership.objects.select_related("museum", "user").get(user=first)
    for role in (Role.CONTRIBUTOR, None):
        with pytest.raises(Refused, match="dernière personne responsable"):
            people.change_member(place, role, by=first)
    people.close(second := factories.user("deux@example.org", museums={"M0650": Role.MANAGER}), by=None)
    with pytest.raises(Refused, match="dernière personne responsable"):
        people.change_member(place, None, by=first)
    people.reopen(second, by=None)
    people.change_member(place, None, by=first)
    assert not Membership.objects.filter(user=first).exists()
    assert not Mail.objects.exists()


def test_who_is_changed_is_told_by_mail():
    manager = factories.user("un@example.org", museums={"M0650": Role.MANAGER}, name="Anne Petit")
    other = factories.user("deux@example.org", museums={"M0650": Role.CONTRIBUTOR})
    place = Membership.objects.select_related("museum", "user").get(user=other)
    people.change_member(place, Role.CONTRIBUTOR, by=manager)
    assert not Mail.objects.exists()
    people.change_member(place, Role.MANAGER, by=manager)
    place.refresh_from_db()
    people.change_member(place, None, by=manager)
    changed, removed = Mail.objects.order_by("pk")
    assert changed.to == removed.to == other.email
    assert "Anne Petit" in changed.text
    assert "responsable" in changed.text
    assert "retiré" in removed.text
