"""With ?lang=en, everything but the words of the museums is English."""

import re
from typing import Any

import factories
import lxml.html
import polib
import pytest
from django.conf import settings

from coffret.catalogue.models import State
from coffret.cli.messages import CATALOGUE
from coffret.submissions import actions

ATTRIBUTES = ("aria-label", "placeholder", "title")
RECORD = {
    "TITR": "L’Atelier du graveur",
    "AUTR": "Durand Émile (1808-1873)",
    "DOMN": "peinture ; dessin",
    "MILL": "1841 : vers",
    "TECH": "huile ; toile",
    "DIMS": "H. 23 ; l. 61",
    "HIST": "Don de l’artiste à la ville.",
}
# Words that no English sentence holds; museums and fields keep the names the State gave them.
FRENCH = re.compile(
    r"[«»\u202f]|\b(?:le|la|les|des|du|une|dans|pour|avec|sans|musées?|versements?)\b|[àâçèêëîïôûùœéÀÂÇÈÉÊŒ]"
)
NAMES = re.compile(r"Muséofile|Mémoire|Mérimée|\bSaint-\S+|La Réunion|\bmusée de France\b|“[^”]*”|Français")


@pytest.fixture(scope="module")
def french() -> set[str]:
    """Return the sentences of the interface that read otherwise in English."""
    return {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if entry.msgstr != entry.msgid}


def chrome(client: Any, address: str, status: int = 200) -> list[str]:
    """Return what a page says of itself: texts and labels that no element marks as French."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(address)
    assert answer.status_code == status
    page = lxml.html.fromstring(answer.content.decode())
    assert page.get("lang") == "en"
    for element in page.xpath("//body//*[@lang='fr'] | //script | //style"):
        element.drop_tree()
    texts = [text for text in page.find("body").itertext() if text.strip()]
    labels = [value for name in ATTRIBUTES for value in page.xpath(f"//body//@{name}")]
    return [" ".join(text.split()) for text in (*texts, *labels)]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/recherche",
        "/recherche?q=atelier&domaine=peinture&de=1800&vue=mosaique",
        "/recherche?q=introuvablement",
        "/recherche/facettes/domaine",
        "/notices/M0650000001",
        "/notices/M0650000002",
        "/musees",
        "/musees?q=introuvable",
        "/musees/M0650",
        "/aide/",
        "/aide/controles",
        "/aide/controles/REC010",
        "/aide/controles/SUB010",
        "/aide/controles/IMG021",
        "/images/verifier",
        "/aide/champs",
        "/mentions-legales",
        "/accessibilite",
    ],
)
def test_a_page_in_english_keeps_no_french(client, publish, picture, french, address):
    first, _second = publish({**RECORD, "REF": "M0650000001"}, {**RECORD, "REF": "M0650000002"}, state=State.STOLEN)
    picture(first)
    said = chrome(client, address)
    assert [text for text in said if text in french] == []
    assert [text for text in said if FRENCH.search(NAMES.sub("", text))] == []


def test_what_is_not_there_is_said_in_english(client, publish, french):
    publish(RECORD)
    for address in ("/notices/M9999999999", "/nulle-part"):
        said = chrome(client, address, 404)
        assert [text for text in said if text in french or FRENCH.search(NAMES.sub("", text))] == []


def test_the_workroom_reads_in_english(client, publish, french, tmp_path):
    publish({**RECORD, "REF": "M0650000001"})
    handed = tmp_path / "handed.txt"
    handed.write_text("REF\nM0650000002\nMUSEO\nM0650\nINV\nRF 1 bis\nDOMN\npeinture\nREFIM\na.tif\nAPTN\na@b.fr\n//\n")
    submission = actions.receive(handed)
    actions.check(submission)
    client.force_login(factories.user(office=True))
    line = submission.lines.get()
    pages = ["/pro/", "/pro/versements", f"/pro/versements/{submission.pk}", f"/pro/versements/{submission.pk}/lignes"]
    for address in [*pages, f"/pro/versements/{submission.pk}/lignes/{line.pk}"]:
        said = chrome(client, address)
        assert [text for text in said if text in french or FRENCH.search(NAMES.sub("", text))] == []


def test_dates_and_figures_are_written_the_english_way(client, publish):
    publish({**RECORD, "REF": "M0650000001"})
    assert any(
        re.search(r"the record, \d{1,2} [A-Z][a-z]+ 20\d\d\.", text) for text in chrome(client, "/notices/M0650000001")
    )


def test_french_spaces_are_not_put_into_english(client, publish):
    publish(RECORD)
    page = client.get("/aide/controles/REC051", {"lang": "en"}).content.decode()
    assert "\u202f" not in re.sub(r"<(\w+)[^>]* lang=\"fr\".*?</\1>", "", page, flags=re.S)
