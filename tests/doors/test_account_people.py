"""Invitations, one's own account, and the people's pages."""

from datetime import timedelta
from pathlib import Path

import allauth
import factories
import pytest
from account_tools import add_application, browser, link_in, sign_in, signed_in, text
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from factories import PASSWORD

from coffret.accounts import invitations, people
from coffret.accounts.models import Invitation, Membership, Office, Role, User
from coffret.base.duties import run
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.desk.accounts import mails as account_mails

pytestmark = pytest.mark.django_db
GOOD = "le chat dort sous la table"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def boss() -> User:
    return factories.user("boss@example.org", office=True, name="Le bureau")


def posted(email: str, **asked: str) -> dict[str, str]:
    return {"email": email, "office": "", "museum": "", "role": "contributor", **asked}


def test_an_invitation_makes_an_account(boss: User):
    factories.museum("M0650")
    client = signed_in(boss.email)
    answer = client.post(
        "/pro/comptes/inviter/", posted("Lea@Example.org", office="editor", museum="m0650", role="manager")
    )
    assert answer["Location"] == "/pro/comptes/"
    assert "lea@example.org" in text(client.get("/pro/comptes/"))
    mail = Mail.objects.get()
    assert mail.to == "lea@example.org"
    assert "la rédaction du site et responsable, M0650 (Saint-Omer)" in " ".join(mail.text.split())
    assert 'lang="fr"' in mail.html
    link, guest = link_in(mail), browser()
    page = text(guest.get(link))
    assert "la rédaction du site" in page
    assert not User.objects.filter(email="lea@example.org").exists()
    for first, second, said in (
        ("court", "court", "trop court"),
        (GOOD, "autre", "diffèrent"),
        ("lea@example.org", "lea@example.org", "trop semblable"),
    ):
        refused = guest.post(link, {"name": "Léa", "password1": first, "password2": second})
        assert said in text(refused), said
    assert guest.post(link, {"name": "Léa", "password1": GOOD, "password2": GOOD})["Location"] == "/pro/connexion/"
    lea = User.objects.get(email="lea@example.org")
    assert (lea.name, lea.office) == ("Léa", "editor")
    assert Membership.objects.get(user=lea).role == Role.MANAGER
    assert "n’ouvre plus rien" in text(browser().get(link))
    assert signed_in("lea@example.org", GOOD).get("/pro/redaction/").status_code == 200


def test_an_invitation_adds_a_place_to_an_account_that_exists(boss: User):
    factories.museum("M0001", city="Paris")
    tom = factories.user("tom@example.org", office=Office.ADMINISTRATOR, museums={"M0650": Role.MANAGER})
    _made, link = invitations.invite("tom@example.org", office=Office.EDITOR, museums={"M0001": Role.MANAGER}, by=boss)
    guest = browser()
    assert "déjà un compte" in text(guest.get(link))
    assert not Membership.objects.filter(user=tom, museum="M0001").exists()
    guest.post(link)
    tom.refresh_from_db()
    assert tom.office == Office.ADMINISTRATOR
    assert set(Membership.objects.filter(user=tom).values_list("museum_id", "role")) == {
        ("M0650", "manager"),
        ("M0001", "manager"),
    }
    assert guest.get("/pro/").status_code == 302


def test_a_former_link_opens_nothing(boss: User):
    first, link = invitations.invite("a@example.org", office=Office.EDITOR, by=boss)
    again = invitations.resend(first)
    assert browser().get(link).status_code == 404
    assert browser().get(again).status_code == 200
    _second, newer = invitations.invite("a@example.org", office=Office.EDITOR, by=boss)
    assert browser().get(again).status_code == 404
    invitations.waiting().update(expires_at=timezone.now() - timedelta(minutes=1))
    assert browser().get(newer).status_code == 404


def test_an_invitation_is_taken_back(boss: User):
    made, link = invitations.invite("a@example.org", office=Office.EDITOR, by=boss)
    client = signed_in(boss.email)
    client.post(f"/pro/comptes/invitations/{made.pk}/annulation/")
    assert browser().post(link, {"name": "A", "password1": GOOD, "password2": GOOD}).status_code == 404
    answer = client.post(f"/pro/comptes/invitations/{made.pk}/envoi/", follow=True)
    assert "n’attend plus" in text(answer)


def test_the_second_to_accept_is_refused():
    made, _link = invitations.invite("a@example.org", office=Office.EDITOR, by=None)
    stale = Invitation.objects.get(pk=made.pk)
    invitations.accept(made, name="A", password=GOOD)
    with pytest.raises(Refused, match="déjà servi"):
        invitations.accept(stale, name="B", password=GOOD)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "places", "said"),
    [
        ("pas une adresse", {"office": Office.EDITOR}, "n’est pas une adresse"),
        ("a@example.org", {}, "donne une place"),
        ("a@example.org", {"museums": {"M9999": Role.MANAGER}}, "M9999"),
        ("ferme@example.org", {"office": Office.EDITOR}, "fermé"),
    ],
)
def test_a_wrong_invitation_is_refused_in_words(email: str, places: dict, said: str):
    people.close(factories.user("ferme@example.org"), by=None)
    with pytest.raises(Refused, match=said):
        invitations.invite(email, **places, by=None)
    assert not Mail.objects.exists()


def test_the_link_is_the_address_of_the_page(settings):
    settings.BASE_URL = "https://c.example.org"
    assert invitations.link("abc") == "https://c.example.org" + reverse("desk:invitation", args=["abc"])


def test_people_are_found(boss: User):
    factories.museum("M0266", city="Tours", official_name="musée des Beaux-Arts")
    factories.user("anne@example.org", name="Anne Dubois", museums={"M0266": Role.MANAGER})
    people.close(factories.user("parti@example.org", name="Paul Parti"), by=boss)
    client = signed_in(boss.email)
    page = text(client.get("/pro/comptes/?q=tours"))
    assert "Anne Dubois" in page
    assert "Paul Parti" not in page
    assert "Paul Parti" in text(client.get("/pro/comptes/?qui=closed"))
    assert "Anne Dubois" not in text(client.get("/pro/comptes/?qui=office"))
    assert "Anne Dubois" in text(client.get("/pro/comptes/?q=dubois+anne&qui=unprotected"))
    assert "Aucun compte" in text(client.get("/pro/comptes/?q=%25"))


def test_a_person_is_changed_and_told_of_in_the_journal(boss: User):
    factories.museum("M0266", city="Tours")
    anne = factories.user("anne@example.org", name="Anne")
    client, hers = signed_in(boss.email), signed_in(anne.email)
    client.post(f"/pro/comptes/{anne.pk}/bureau/", {"office": "editor"})
    client.post(f"/pro/comptes/{anne.pk}/musees/", {"museum": "M0266", "role": "manager"})
    assert hers.get("/pro/redaction/").status_code == 200
    assert "M9999" in text(
        client.post(f"/pro/comptes/{anne.pk}/musees/", {"museum": "M9999", "role": "manager"}, follow=True)
    )
    client.post(f"/pro/comptes/{anne.pk}/musees/", {"museum": "M0266", "role": ""})
    assert not Membership.objects.filter(user=anne).exists()
    client.post(f"/pro/comptes/{anne.pk}/fermeture/")
    assert hers.get("/pro/").status_code == 302
    assert not UserSession.objects.filter(user=anne).exists()
    page = text(client.get(f"/pro/comptes/{anne.pk}/"))
    for said in (
        "rôle au bureau changé (rédaction)",
        "M0266 : responsable",
        "M0266 : retiré",
        "compte fermé",
        "par Le bureau",
    ):
        assert said in page, said
    assert sign_in(browser(), anne.email).status_code == 200
    client.post(f"/pro/comptes/{anne.pk}/reouverture/")
    assert sign_in(browser(), anne.email).status_code == 302


def test_a_lost_second_factor_is_removed_by_an_administrator(boss: User):
    anne = factories.user("anne@example.org")
    hers = signed_in(anne.email)
    add_application(hers)
    signed_in(boss.email).post(f"/pro/comptes/{anne.pk}/second-facteur/")
    assert not Authenticator.objects.exists()
    assert hers.get("/pro/compte/").status_code == 302
    assert sign_in(browser(), anne.email)["Location"] == "/pro/"


def test_nobody_removes_themselves_nor_the_last_administrator(boss: User):
    client = signed_in(boss.email)
    assert "Fermer ce compte" not in text(client.get(f"/pro/comptes/{boss.pk}/"))
    for act in ("fermeture/", "bureau/", "second-facteur/"):
        answer = client.post(f"/pro/comptes/{boss.pk}/{act}", {"office": "editor"}, follow=True)
        assert "votre propre compte" in text(answer), act
    with pytest.raises(Refused, match="dernier administrateur"):
        people.close(boss, by=None)
    with pytest.raises(Refused, match="dernier administrateur"):
        people.change_office(boss, Office.EDITOR, by=None)
    other = factories.user("autre@example.org", office=True)
    people.close(boss, by=other)
    boss.refresh_from_db()
    assert not boss.is_active


def test_sessions_are_seen_and_closed(boss: User):
    here, there, far = (signed_in(boss.email, ip=f"192.0.2.{n}") for n in (1, 2, 3))
    page = text(here.get("/pro/compte/sessions/"))
    assert page.count("Firefox, Linux") >= 3
    assert "celle-ci" in page
    other = UserSession.objects.get(ip="192.0.2.2")
    here.post(f"/pro/compte/sessions/{other.pk}/fermeture/")
    assert there.get("/pro/").status_code == 302
    assert far.get("/pro/").status_code == 200
    here.post("/pro/compte/sessions/fermeture/")
    assert far.get("/pro/").status_code == 302
    assert here.get("/pro/").status_code == 200


def test_nobody_closes_the_session_of_somebody_else(boss: User):
    hers = signed_in(factories.user("anne@example.org", office=True).email)
    number = UserSession.objects.get(user__email="anne@example.org").pk
    assert signed_in(boss.email).post(f"/pro/compte/sessions/{number}/fermeture/").status_code == 404
    assert hers.get("/pro/").status_code == 200


def test_an_address_changes_by_a_link_sent_to_the_new_one(boss: User):
    client = signed_in(boss.email)
    asked = client.get("/pro/compte/adresse/", follow=True)
    assert "C’est bien vous" in text(asked)
    assert "pas le vôtre" in text(client.post("/pro/compte/confirmer/", {"password": "faux"}))
    client.post("/pro/compte/confirmer/", {"password": PASSWORD})
    assert "déjà votre adresse" in text(client.post("/pro/compte/adresse/", {"email": "BOSS@example.org"}))
    client.post("/pro/compte/adresse/", {"email": "nouvelle@example.org"})
    mail = Mail.objects.get()
    assert mail.to == "nouvelle@example.org"
    assert signed_in(factories.user("autre@example.org", office=True).email).get(link_in(mail)).status_code == 404
    client.get(link_in(mail))
    assert User.objects.filter(email="boss@example.org").exists()
    client.post(link_in(mail))
    boss.refresh_from_db()
    assert boss.email == "nouvelle@example.org"
    assert Mail.objects.filter(to="boss@example.org", subject="L’adresse de votre compte a changé").exists()
    assert client.get(link_in(mail)).status_code == 404
    browser().post("/pro/connexion/oubli/", {"email": "boss@example.org"})
    assert not Mail.objects.filter(to="boss@example.org", subject__contains="mot de passe").exists()
    assert sign_in(browser(), "nouvelle@example.org").status_code == 302


def test_every_mail_allauth_may_send_us_is_written():
    folder = Path(allauth.__file__).parent / "templates"
    sent = {str(path.relative_to(folder)).removesuffix("_message.txt") for path in folder.glob("*/email/*_message.txt")}
    # What is not mounted sends nothing: addresses confirmed, codes by mail, sign-ups.
    unsent = ("email_", "login_code", "unknown", "account_already", "base", "password_reset_code")
    expected = {name for name in sent if not name.split("/")[-1].startswith(unsent) and "socialaccount" not in name}
    assert expected == account_mails.names()


def test_every_page_of_accounts_is_ours(boss: User):
    ours = str(Path(account_mails.__file__).parents[2] / "templates")
    client = signed_in(boss.email)
    add_application(client)
    guest = browser()
    factor = "/pro/compte/second-facteur"
    ways = {
        client: [
            *(
                f"{factor}/{end}"
                for end in ("", "application/retirer/", "secours/", "secours/nouveaux/", "secours/codes.txt")
            ),
            *(f"{factor}/{end}" for end in ("cles/", "cles/ajouter/")),
            *(f"/pro/compte/{end}" for end in ("mot-de-passe/", "confirmer/", "confirmer/code/")),
        ],
        guest: [
            f"/pro/connexion/{end}" for end in ("", "oubli/", "oubli/envoye/", "oubli/fait/", "oubli/1/x/", "annulee/")
        ],
    }
    visited = 0
    for visitor, paths in ways.items():
        for path in paths:
            answer = visitor.get(path, follow=True)
            assert answer.status_code == 200, path
            for used in answer.templates:
                if used.origin and used.name.endswith((".html", ".txt")) and "widgets" not in used.name:
                    assert used.origin.name.startswith(ours), used.name
                    visited += 1
    assert visited > 20


def test_links_sent_by_mail_are_not_kept(boss: User):
    invitations.invite("a@example.org", office=Office.EDITOR, by=boss)
    invitations.invite("b@example.org", office=Office.EDITOR, by=boss)
    Mail.objects.filter(to="a@example.org").update(queued_at=timezone.now() - timedelta(days=31))
    Mail.objects.create(
        key="registration:1",
        to="c@example.org",
        subject="s",
        text="t",
        next_at=timezone.now(),
        queued_at=timezone.now() - timedelta(days=31),
    )
    run(["accounts"])
    assert set(Mail.objects.values_list("to", flat=True)) == {"b@example.org", "c@example.org"}
