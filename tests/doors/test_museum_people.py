"""The office enrols museums; their managers invite and change colleagues, in their own museum alone."""

import factories
import pytest
from account_tools import browser, link_in, signed_in, text
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coffret.accounts import invitations
from coffret.accounts.models import Membership, Office, Participation, Role, User
from coffret.authorities.models import Museum
from coffret.base.models import Mail

pytestmark = pytest.mark.django_db
GOOD = "le chat dort sous la table"
PEOPLE = "/pro/musees/M0650/personnes/"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def manager() -> User:
    return factories.user("responsable@example.org", museums={"M0650": Role.MANAGER}, name="Anne Petit")


def test_the_office_enrols_a_museum_and_invites_its_manager():
    factories.museum("M0266", city="Tours", official_name="musée des Beaux-Arts", region="Centre-Val de Loire")
    boss = signed_in(factories.user("boss@example.org", office=True).email)
    page = text(boss.get("/pro/musees/?q=tours"))
    assert "/pro/musees/M0266/inscription/" in page
    answer = boss.post("/pro/musees/M0266/inscription/", {"email": "lea@example.org", "reviewed": "on"}, follow=True)
    page = text(answer)
    assert "Tours est inscrit" in page
    assert "L’invitation part à lea@example.org" in page
    assert "Le bureau relit" in page
    row = Participation.objects.get()
    assert (row.museum_id, row.reviewed, row.enrolled_by.email) == ("M0266", True, "boss@example.org")
    browser().post(link_in(Mail.objects.get()), {"name": "Léa", "password1": GOOD, "password2": GOOD})
    assert Membership.objects.get().role == Role.MANAGER
    assert "M0266/inscription" not in text(boss.get("/pro/musees/?q=tours"))
    assert "déjà inscrit" in text(boss.get("/pro/musees/M0266/inscription/"))


def test_a_wrong_address_enrols_nothing():
    factories.museum("M0266", city="Tours")
    boss = signed_in(factories.user("boss@example.org", office=True).email)
    closed = factories.user("ferme@example.org")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    page = text(boss.post("/pro/musees/M0266/inscription/", {"email": "ferme@example.org"}))
    assert "est fermé" in page
    assert not Participation.objects.exists()


def test_the_choice_of_who_reads_first_is_shown_with_its_author(manager: User):
    boss = signed_in(factories.user("boss@example.org", office=True, name="Le bureau").email)
    page = text(boss.post("/pro/musees/M0650/relecture/", {"reviewed": "oui"}, follow=True))
    assert "Le bureau relit les versements" in page
    assert "par Le bureau" in page
    assert "relue par le bureau" in text(boss.get("/pro/musees/"))
    assert "Le bureau relit les versements" in text(signed_in(manager.email).get("/pro/musees/M0650/"))
    boss.post("/pro/musees/M0650/relecture/", {"reviewed": "non"})
    assert not Participation.objects.get().reviewed


def test_a_manager_invites_a_colleague(manager: User):
    client = signed_in(manager.email)
    page = text(client.post(PEOPLE, {"email": "tom@example.org", "role": "contributor"}, follow=True))
    assert "tom@example.org" in page
    assert "Une invitation attend" in page
    mail = Mail.objects.get()
    assert "Anne Petit" in mail.text
    browser().post(link_in(mail), {"name": "Tom", "password1": GOOD, "password2": GOOD})
    tom = Membership.objects.get(user__email="tom@example.org")
    assert (tom.museum_id, tom.role) == ("M0650", Role.CONTRIBUTOR)
    client.post(f"{PEOPLE}{tom.pk}/", {"role": "manager"})
    tom.refresh_from_db()
    assert tom.role == Role.MANAGER
    page = text(client.post(f"{PEOPLE}{tom.pk}/", {"role": ""}, follow=True))
    assert "Tom n’est plus de ce musée" in page
    assert not Membership.objects.filter(pk=tom.pk).exists()


def test_who_is_there_already_and_wrong_addresses_are_refused_in_place(manager: User):
    client = signed_in(manager.email)
    assert "déjà du musée" in text(client.post(PEOPLE, {"email": manager.email, "role": "manager"}))
    answer = client.post(PEOPLE, {"email": "pas une adresse", "role": "manager"})
    assert answer.status_code == 200
    assert "field-error" in text(answer)
    assert not Mail.objects.exists()


def test_the_last_manager_stays(manager: User):
    place = Membership.objects.get()
    client = signed_in(manager.email)
    page = text(client.post(f"{PEOPLE}{place.pk}/", {"role": ""}, follow=True))
    assert "dernière personne responsable" in page
    assert Membership.objects.filter(pk=place.pk).exists()


def test_who_leaves_a_museum_is_sent_to_the_first_page(manager: User):
    factories.user("autre@example.org", museums={"M0650": Role.MANAGER})
    Membership.objects.create(user=manager, museum=factories.museum("M0001"), role=Role.CONTRIBUTOR)
    place = Membership.objects.get(user=manager, museum="M0650")
    answer = signed_in(manager.email).post(f"{PEOPLE}{place.pk}/", {"role": ""})
    assert answer["Location"] == "/pro/"


def test_nobody_reaches_another_museum_s_people(manager: User):
    stranger = factories.user("tours@example.org", museums={"M0266": Role.MANAGER})
    theirs = Membership.objects.get(user=stranger)
    offered, _link = invitations.invite("x@example.org", museums={"M0266": Role.CONTRIBUTOR}, by=stranger)
    both, _link = invitations.invite(
        "y@example.org", museums={"M0650": Role.CONTRIBUTOR, "M0266": Role.MANAGER}, by=None
    )
    office, _link = invitations.invite("z@example.org", office=Office.EDITOR, museums={"M0650": Role.MANAGER}, by=None)
    client = signed_in(manager.email)
    assert client.post(f"{PEOPLE}{theirs.pk}/", {"role": ""}).status_code == 404
    for invitation in (offered, both, office):
        assert client.post(f"{PEOPLE}invitations/{invitation.pk}/annulation/").status_code == 404
        assert client.post(f"{PEOPLE}invitations/{invitation.pk}/envoi/").status_code == 404
    page = text(client.get(PEOPLE))
    assert not {one for one in ("tours@", "x@", "y@", "z@") if one in page}
    assert client.get("/pro/musees/M0266/personnes/").status_code == 403
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_a_contributor_reads_the_list_and_changes_nothing(manager: User):
    other = factories.user("doc@example.org", museums={"M0650": Role.CONTRIBUTOR})
    client = signed_in(other.email)
    page = text(client.get(PEOPLE))
    assert manager.email in page
    assert "Envoyer l’invitation" not in page
    assert client.post(PEOPLE, {"email": "a@example.org", "role": "manager"}).status_code == 403


def test_the_office_gives_and_changes_regions():
    Museum.objects.filter(pk=factories.museum("M0650").pk).update(region="Hauts-de-France")
    boss = signed_in(factories.user("boss@example.org", office=True).email)
    answer = boss.post(
        "/pro/comptes/inviter/", {"email": "drac@example.org", "region": "Hauts-de-France", "role": "contributor"}
    )
    assert answer.status_code == 302, text(answer)
    browser().post(link_in(Mail.objects.get()), {"name": "Conseil", "password1": GOOD, "password2": GOOD})
    user = User.objects.get(email="drac@example.org")
    page = text(boss.get("/pro/comptes/?qui=regions"))
    assert "observation, Hauts-de-France" in page
    assert "Hauts-de-France" in text(boss.get(f"/pro/comptes/{user.pk}/"))
    boss.post(f"/pro/comptes/{user.pk}/regions/", {"regions": []})
    assert not user.observations.exists()
    assert "de la liste" in text(boss.post(f"/pro/comptes/{user.pk}/regions/", {"regions": ["Atlantide"]}, follow=True))


def test_the_list_of_museums_keeps_its_number_of_queries():
    boss = signed_in(factories.user("boss@example.org", office=True).email)

    def count() -> int:

        with CaptureQueriesContext(connection) as kept:
            assert boss.get("/pro/musees/").status_code == 200
        return len(kept)

    factories.enrolled("M0650")
    one = count()
    for number in range(1, 13):
        factories.enrolled(f"M{number:04d}")
        factories.record({"MUSEO": f"M{number:04d}"})
    assert count() == one
