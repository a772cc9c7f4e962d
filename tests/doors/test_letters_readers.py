"""« Abonnés » in the workshop: counts, one reader, decisions with their reason, lists that come in and go out."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories import THEN, user
from reader_factories import delivery, newsletter, reader, sending, sent_issue, subscription

from coffret.accounts.models import Office, User
from coffret.base.models import Mail
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import Consent, Reader, Subscription, Suppression
from coffret.newsletters.readers import erasing, subscribing, suspending, tables

pytestmark = pytest.mark.django_db

HOME = "/pro/lettres/abonnes/"
PROOF = "Feuille signée à la journée du 5 juin 2026"


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def letter() -> Newsletter:
    return newsletter()


@pytest.fixture
def administrator() -> User:
    return user("bureau@example.org", office=True, name="Jeanne Martin")


@pytest.fixture
def desk(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def editing() -> Client:
    client = Client()
    client.force_login(user("redaction@example.org", office=Office.EDITOR))
    return client


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def main(answer: Any) -> str:
    return text(answer).partition("<main")[2].partition("</main")[0]


# Counts and search ----------------------------------------------------------------------------------------------------


def test_each_newsletter_counts_its_readers_once(desk: Client, letter: Newsletter):
    for number in range(3):
        reader(f"p{number}@example.org", letter)
    reader("pause@example.org", letter, paused_until=timezone.localdate() + timedelta(days=9))
    reader("reprise@example.org", letter, paused_until=timezone.localdate())
    suspending.suspend(reader("suspendue@example.org", letter), "revient")
    erasing.suppress(reader("plainte@example.org", letter).digest, "complaint")
    subscription(reader("partie@example.org"), letter, "left", left_at=THEN)
    subscribing.ask("attend@example.org", [letter.slug], text="…")
    page = main(desk.get(HOME))
    cells = re.findall(r'<td class="figure">(\d+)</td>', page)
    assert cells == ["4", "1", "1", "2", "1"]
    assert "1 plainte" in page
    assert "demande à confirmer" in page


def test_a_site_without_newsletter_says_so(desk: Client):
    assert "Aucune lettre n’est encore ouverte" in main(desk.get(HOME))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=anne", ["anne@example.org"]),
        ("q=EXAMPLE", ["anne@example.org", "bob@example.org"]),
        ("q=zzz", []),
        ("lettre=recolement", ["bob@example.org"]),
        ("etat=suspended", ["bob@example.org"]),
        ("etat=left", ["anne@example.org"]),
        ("lettre=recolement&etat=left", []),
        ("lettre=nouveautes&etat=left", ["anne@example.org"]),
        ("q=", ["anne@example.org", "bob@example.org"]),
        ("lettre=inconnue", []),
        ("q=%00", ["anne@example.org", "bob@example.org"]),  # a sign no text has is no question
    ],
)
def test_readers_are_found_by_address_newsletter_and_state(
    desk: Client, letter: Newsletter, asked: str, found: list[str]
):
    subscription(reader("anne@example.org"), letter, "left", left_at=THEN)
    suspending.suspend(reader("bob@example.org", newsletter("recolement", "Récolement")), "revient")
    page = main(desk.get(f"{HOME}?{asked}"))
    assert re.findall(r'abonnes/\d+/">([^<]+)</a>', page) == found
    assert found or "Aucun lecteur" in page


def test_an_excluded_address_is_found_by_its_hash_alone_and_lifted(desk: Client, letter: Newsletter):
    erasing.erase(reader("effacee@example.org", letter))
    assert "est exclue des envois" in main(desk.get(HOME, {"q": "Effacee@example.org"}))
    assert "est exclue" not in main(desk.get(HOME, {"q": "effacee"}))
    desk.post(f"{HOME}exclusions/levee/", {"adresse": "effacee@example.org", "motif": ""})
    assert Suppression.objects.exists()
    desk.post(f"{HOME}exclusions/levee/", {"adresse": "effacee@example.org", "motif": "à sa demande"})
    assert not Suppression.objects.exists()
    proof = Consent.objects.get(act="revived")
    assert (proof.text, proof.by.name if proof.by else "") == ("à sa demande", "Jeanne Martin")


# One reader -----------------------------------------------------------------------------------------------------------


def test_a_reader_s_page_shows_states_proofs_and_what_left(desk: Client, letter: Newsletter):
    subscribing.ask("anne@example.org", [letter.slug], text="J’accepte de recevoir", now=THEN)
    one = Reader.objects.get()
    delivery(sending(sent_issue(letter)), one.subscriptions.get(), "bounced", reply="550 5.1.1 <unknown>", at=THEN)
    page = main(desk.get(f"{HOME}{one.pk}/"))
    for said in ("à confirmer", "J’accepte de recevoir", "550 5.1.1 &lt;unknown&gt;", "revenu", "Lettre du 2026-05-11"):
        assert said in page
    assert one.nonce not in page
    assert one.digest not in page


def test_decisions_need_a_reason_and_keep_who_took_them(desk: Client, letter: Newsletter, administrator: User):
    one = reader("anne@example.org", letter)
    for act, state in (("suspension", "suspended"), ("reprise", "active")):
        answer = desk.post(f"{HOME}{one.pk}/{act}/", {"motif": "  "}, follow=True)
        assert "Dire pourquoi" in text(answer)
        answer = desk.post(f"{HOME}{one.pk}/{act}/", {"motif": "demande par téléphone"}, follow=True)
        assert "demande par téléphone" in text(answer)
        one.refresh_from_db()
        assert one.state == state
    desk.post(f"{HOME}{one.pk}/exclusion/", {"motif": "demande écrite"})
    assert Suppression.objects.get().reason == "office"
    assert "exclu" in main(desk.get(f"{HOME}{one.pk}/"))
    desk.post(f"{HOME}{one.pk}/reprise/", {"motif": "erreur"})
    assert not Suppression.objects.exists()
    assert set(Consent.objects.values_list("by", flat=True)) == {administrator.pk}
    assert list(Consent.objects.values_list("act", flat=True)) == ["suspended", "revived", "suspended", "revived"]


def test_an_editor_never_confirms_for_a_reader(desk: Client, letter: Newsletter):
    subscribing.ask("anne@example.org", [letter.slug], text="…")
    one = Reader.objects.get()
    assert "jamais été confirmée" in text(desk.post(f"{HOME}{one.pk}/reprise/", {"motif": "x"}, follow=True))
    assert Subscription.objects.get().state == "pending"


def test_a_reader_is_unsubscribed_or_sent_their_link_on_demand(desk: Client, letter: Newsletter):
    one = reader("anne@example.org", letter)
    row = one.subscriptions.get()
    desk.post(f"{HOME}{one.pk}/lettres/{row.pk}/desabonnement/")
    assert Subscription.objects.get().state == "left"
    assert Consent.objects.get().source == "desk"
    desk.post(f"{HOME}{one.pk}/lien/")
    assert Mail.objects.get().to == "anne@example.org"
    other = reader("bob@example.org", newsletter("recolement", "Récolement"))
    assert desk.post(f"{HOME}{other.pk}/lettres/{row.pk}/desabonnement/").status_code == 404


def test_erasing_is_confirmed_first(desk: Client, letter: Newsletter):
    one = reader("anne@example.org", letter)
    desk.post(f"{HOME}{one.pk}/effacement/")
    assert Reader.objects.exists()
    desk.post(f"{HOME}{one.pk}/effacement/", {"sur": "oui"})
    assert not Reader.objects.exists()
    assert Consent.objects.get().by is not None


def test_an_editor_sees_readers_and_neither_imports_nor_exports(editing: Client, letter: Newsletter):
    one = reader("anne@example.org", letter)
    pages = main(editing.get(HOME)) + main(editing.get(f"{HOME}{one.pk}/"))
    assert "import" not in pages
    assert "export" not in pages
    assert "effacement" not in pages


@pytest.mark.parametrize("path", ["9" * 30 + "/", "0/", f"1/lettres/{'9' * 30}/desabonnement/"])
def test_a_number_nobody_has_is_nobody(desk: Client, path: str):
    assert desk.post(HOME + path).status_code in {404, 405}
    assert desk.get(HOME + path).status_code in {404, 405}


# Lists ----------------------------------------------------------------------------------------------------------------


def send(desk: Client, content: "str | bytes", **more: Any) -> Any:
    body = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(more.pop("name", "liste.csv"), body)
    return desk.post(f"{HOME}import/", {"lettre": "nouveautes", "preuve": PROOF, "fichier": file, **more})


def test_an_import_is_seen_then_done_once_and_its_report_taken_away(desk: Client, letter: Newsletter):
    reader("active@example.org", letter)
    subscription(reader("partie@example.org"), letter, "left", left_at=THEN)
    answer = send(desk, "adresse;nom\nnouvelle@example.org;A\nactive@example.org;B\npartie@example.org;C\n=x;D\n")
    assert answer.status_code == 302
    seen = answer["Location"]
    page = main(desk.get(seen))
    assert "Ajouter 1 adresse" in page
    for said in (PROOF, "s’est désabonné", "« =x » n’est pas une adresse électronique.", "liste.csv"):
        assert said in page
    assert not Subscription.objects.filter(source__startswith="import").exists()
    report = text(desk.get(f"{seen}rapport.csv"))
    assert "5;'=x;n’est pas une adresse;" in report
    assert "nouvelle@example.org;à ajouter" in report
    page = text(desk.post(f"{seen}application/", follow=True))
    assert "1 adresse ajoutée" in page
    assert "Import fait" in page
    desk.post(f"{seen}application/")
    assert Subscription.objects.filter(source__startswith="import").count() == 1
    proof = Consent.objects.get(act="imported")
    assert (proof.text, proof.by.name if proof.by else "") == (PROOF, "Jeanne Martin")
    assert "nouvelle@example.org;ajoutée" in text(desk.get(f"{seen}rapport.csv"))
    assert Subscription.objects.get(reader__address="partie@example.org").state == "left"
    desk.post(f"{seen}abandon/")
    assert desk.get(seen).status_code == 200


def test_an_import_abandoned_changes_nothing(desk: Client, letter: Newsletter):
    seen = send(desk, "a@example.org\n")["Location"]
    desk.post(f"{seen}abandon/")
    assert desk.get(seen).status_code == 404
    assert not Reader.objects.exists()


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        ("nom;ville\nAnne;Reims\n", {}, "colonne d’adresses"),
        ("", {}, "vide"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, {}, "image PNG"),
        ("a@example.org\n", {"preuve": ""}, "D’où viennent"),
        ("a@example.org\n", {"preuve": "ok"}, "phrase entière"),
        ("a@example.org\n", {"lettre": "inconnue"}, "n’existe pas"),
        ("a@example.org\n" * 3, {"rows": 2}, "plus de 2 lignes"),
    ],
)
def test_what_cannot_be_imported_is_said(
    desk: Client, letter: Newsletter, monkeypatch: pytest.MonkeyPatch, content: Any, more: Any, said: str
):
    monkeypatch.setattr(tables, "ROWS", more.pop("rows", 1000) if isinstance(more, dict) else 1000)
    answer = send(desk, content, **more)
    assert answer.status_code == 400
    assert said in main(answer)


def test_exports_hold_what_the_lists_show(desk: Client, letter: Newsletter):
    reader("anne@example.org", letter)
    reader("bob@example.org", newsletter("recolement", "Récolement"))
    csv = desk.get(f"{HOME}export.csv", {"lettre": "nouveautes"})
    assert "anne@example.org" in text(csv)
    assert "bob@example.org" not in text(csv)
    assert 'filename="abonnes-nouveautes.csv"' in csv["Content-Disposition"]
    book = desk.get(f"{HOME}export.xlsx")
    assert book.content.startswith(b"PK")
    assert desk.get(f"{HOME}export.csv", {"lettre": "inconnue"}).status_code == 404
