"""An issue says everything: what the editor wrote, and the rest from the records, museums, pages and files it names."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from editorial_factories import editor, entry, newsletter
from factories import THEN, museum, record

from coffret.catalogue.actions import withdraw
from coffret.editorial.files import pictures
from coffret.editorial.models import Document, Entry, Picture
from coffret.images.models import Image
from coffret.newsletters.composing import Composed, Said, compose
from coffret.newsletters.composing.compose import heading, moment

pytestmark = pytest.mark.django_db

NB, NARROW = "\u00a0", "\u202f"


def _image(of: Any, **fields: Any) -> Image:
    given = {"sha256": f"{of.pk:064x}", "format": "JPEG", "width": 2400, "height": 1800, "size": 1000, **fields}
    return Image.objects.create(record=of, position=1, name="oeuvre.jpg", **given)


def _use(picture: Picture, **fields: Any) -> dict[str, Any]:
    return {"picture": picture.pk, "alt": "Un coffret bleu", "credit": picture.credit, "caption": "", **fields}


def _item(thing: str, ref: object = "", **fields: Any) -> dict[str, Any]:
    return {"thing": thing, "ref": str(ref), **fields}


def _content(*items: dict[str, Any], one: str = "Notice du mois", many: str = "Notices du mois", **fields: Any) -> Any:
    given = {"newsletter": newsletter().slug, "day": "2026-05-11", "title": "Mai 2026", **fields}
    return {**given, "sections": [{"one": one, "many": many, "items": list(items)}] if items else []}


def _said(*items: dict[str, Any], now: datetime = THEN, **fields: Any) -> Said:
    return compose(_content(*items, **fields), now=now).parts[0].items[0]


@pytest.fixture
def casket() -> Any:
    museum("M0650", usual_name="musée de l’hôtel Sandelin")
    values = {
        "TITR": "Coffret à bijoux",
        "AUTR": "LIMOSIN Léonard",
        "TECH": "émail",
        "MILL": "1550",
        "PHOT": "© CRDOA",
        "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    }
    return record(values, has_image=True)


def test_a_notice_says_what_its_record_says(casket: Any) -> None:
    picture = pictures.from_catalogue(_image(casket), None)
    said = _said(_item("notice", casket.ref, picture=_use(picture, credit="")))
    assert said.title == "Coffret à bijoux"
    assert said.caption == casket.caption
    assert said.caption.startswith("LIMOSIN Léonard, Coffret à bijoux, émail")
    assert said.credit == f"©{NB}CRDOA"
    assert said.url == f"{settings.BASE_URL.rstrip('/')}/notices/{casket.ref}"
    assert said.picture is not None
    assert said.standing == "online"


def test_what_the_editor_wrote_wins(casket: Any) -> None:
    picture = pictures.from_catalogue(_image(casket), None)
    said = _said(
        _item(
            "notice",
            casket.ref,
            title="Tout un panthéon !",
            caption="Émail peint, Limoges",
            credit="© Ville de Saint-Omer",
            picture=_use(picture),
        )
    )
    assert said.title == f"Tout un panthéon{NARROW}!"
    assert (said.caption, said.credit) == ("Émail peint, Limoges", f"©{NB}Ville de Saint-Omer")


def test_without_a_picture_there_is_nobody_to_credit(casket: Any) -> None:
    _image(casket)
    assert _said(_item("notice", casket.ref)).credit == ""


def test_a_record_taken_off_is_named_and_leads_nowhere(casket: Any) -> None:
    withdraw(casket.ref, "Versée par erreur")
    link = f'<p><a href="coffret:notice/{casket.ref}">le coffret</a></p>'
    composed = compose(_content(_item("notice", casket.ref), _item("notice", "M9999"), body=link), now=THEN)
    gone, unknown = composed.parts[0].items
    assert (gone.title, gone.url, gone.standing) == ("Coffret à bijoux", "", "gone")
    assert (unknown.title, unknown.url, unknown.standing) == ("", "", "unknown")
    assert composed.links == {f"notice/{casket.ref}": "", "notice/M9999": ""}


def test_a_museum_says_its_town_and_how_many_notices(casket: Any) -> None:
    record()
    said = _said(_item("museum", "M0650"))
    assert said.title == "Musée de l’hôtel Sandelin"
    assert said.facts == ("Saint-Omer", "2 notices en ligne")
    assert _said(_item("museum", museum("M0001", city="").code)).facts == ()


def test_a_heading_agrees_with_its_items(casket: Any) -> None:
    other = record()
    one = compose(_content(_item("notice", casket.ref)), now=THEN)
    two = compose(_content(_item("notice", casket.ref), _item("notice", other.ref)), now=THEN)
    assert [one.parts[0].heading, two.parts[0].heading] == ["Notice du mois", "Notices du mois"]
    assert heading({"one": "Agenda", "many": "", "items": [1, 2]}) == "Agenda"
    assert heading({"one": "", "many": "Agenda", "items": [1]}) == "Agenda"


def test_an_event_says_when_where_and_where_one_stands() -> None:
    given = {
        "title": "Journée du récolement",
        "summary": "Une journée pour les musées.",
        "starts": "2026-06-19T09:30",
        "ends": "2026-06-19T17:30",
        "mode": "both",
        "place": "Auditorium Colbert",
        "plan": "own",
        "opens": "2026-06-02T10:00",
    }
    row = entry("event", **given)
    said = _said(_item("entry", row.pk))
    assert said.caption == "Une journée pour les musées."
    day = f"vendredi 19{NB}juin 2026, de 9{NB}h{NB}30 à 17{NB}h{NB}30"
    assert said.facts == (day, "Auditorium Colbert, et en ligne")
    assert said.state == ("soon", f"Bientôt{NB}: ouverture des inscriptions le 2{NB}juin à 10{NB}h")
    assert said.button is not None
    assert said.button[0] == "Être prévenu de l’ouverture"
    later = _said(_item("entry", row.pk), now=datetime(2026, 6, 3, 9, tzinfo=UTC))
    assert later.state == ("open", "Inscriptions ouvertes")
    assert later.button == ("S’inscrire", f"{later.url}/inscription")
    over = _said(_item("entry", row.pk), now=datetime(2026, 6, 20, 9, tzinfo=UTC))
    assert (over.state, over.button) == (("past", "Passé"), None)


def test_what_each_is_is_said_where_they_differ() -> None:
    first, second = entry("event"), entry("news")
    alone = compose(_content(_item("entry", first.pk)), now=THEN).parts[0]
    mixed = compose(_content(_item("entry", first.pk), _item("entry", second.pk)), now=THEN).parts[0]
    assert [one.kicker for one in alone.items] == [""]
    assert [one.kicker for one in mixed.items] == ["Événement", "Actualité"]


def test_a_resource_says_its_date_and_its_file() -> None:
    document = Document.objects.create(
        sha256="a" * 64, name="normes.pdf", media_type="application/pdf", size=1_200_000, pages=12, uploaded_at=THEN
    )
    edition = {"document": document.pk, "version": "2", "issued_on": "2026-05-11", "changed": ""}
    publication = {"key": "p1", "title": "Normes des images", "description": "", "editions": [edition]}
    row = entry("resource", title="Les images", publications=[publication])
    Entry.objects.filter(pk=row.pk).update(changed_at=THEN + timedelta(days=2))
    said = _said(_item("entry", row.pk))
    assert said.facts == (f"Mise à jour le 13{NB}mai 2026",)
    assert said.button is not None
    assert said.button[0] == f"Télécharger (PDF, 1,2{NB}Mo, 12 pages)"
    assert said.button[1].endswith(f"/documents/{document.pk}/normes.pdf")
    file = _said(_item("document", document.pk))
    assert (file.title, file.facts) == ("Normes des images", (f"PDF, 1,2{NB}Mo, 12 pages",))


def test_a_picture_of_the_catalogue_leads_to_its_notice(casket: Any) -> None:
    picture = pictures.from_catalogue(_image(casket), None)
    composed = compose(_content(_item("picture", picture.pk)), now=THEN)
    said = composed.parts[0].items[0]
    assert said.picture is not None
    assert (said.picture["picture"], said.picture["alt"]) == (picture.pk, "")
    assert said.caption == casket.caption
    assert said.url.endswith(casket.ref)
    assert composed.shots[picture.pk].sha256 == picture.sha256
    captioned = _said(_item("picture", picture.pk, picture=_use(picture, caption="Le couvercle")))
    assert captioned.caption == "Le couvercle"


def test_a_file_nobody_named_heads_no_picture() -> None:
    picture = Picture.objects.create(sha256="b" * 64, name="IMG_2034.jpg", width=900, height=600, added_at=THEN)
    assert _said(_item("picture", picture.pk)).title == ""


def test_pictures_of_texts_are_known_too(casket: Any) -> None:
    picture = pictures.from_catalogue(_image(casket), None)
    drawn = f'<figure><img src="coffret:picture/{picture.pk}" alt="Un coffret"></figure>'
    composed = compose(_content(body=drawn), now=THEN)
    assert composed.shots.keys() == {picture.pk}
    assert f"coffret:picture/{picture.pk}" in composed.intro


def test_words_are_typeset_and_keep_their_links(casket: Any) -> None:
    words = f'<p>Un coffret ! Voir <a href="coffret:notice/{casket.ref}">la notice : « émail »</a></p>'
    composed = compose(_content(_item("words", title="À voir", words=words)), now=THEN)
    said = composed.parts[0].items[0]
    assert said.words == (
        f'<p>Un coffret{NARROW}! Voir <a href="coffret:notice/{casket.ref}">la notice{NB}: «{NARROW}émail{NARROW}»</a></p>'
    )
    assert composed.links[f"notice/{casket.ref}"].endswith(f"/notices/{casket.ref}")
    assert (said.title, said.url, said.standing) == ("À voir", "", "online")


def test_a_draft_named_by_an_issue_leads_nowhere() -> None:
    said = _said(_item("entry", entry("news", live=False, title="Bientôt").pk))
    assert (said.title, said.url, said.standing) == ("Bientôt", "", "draft")


def test_what_it_says_is_kept_and_read_again(casket: Any) -> None:
    picture = pictures.from_catalogue(_image(casket), None)
    event = entry("event")
    composed = compose(
        _content(
            _item("notice", casket.ref, picture=_use(picture)),
            _item("entry", event.pk),
            title="{notices} en ligne",
            closing="<p>À bientôt.</p>",
        ),
        now=THEN,
    )
    assert composed.figures == {"notices": 1}
    assert Composed.read(json.loads(json.dumps(composed.kept()))) == composed
    assert Composed.read(composed.kept()) == composed


def test_an_empty_issue_says_nothing_and_does_not_fail() -> None:
    composed = compose({})
    assert (composed.newsletter, composed.path, composed.parts, composed.subject) == ("", "", (), "")
    assert Composed.read(composed.kept()) == composed


def test_its_path_is_its_newsletter_and_its_day() -> None:
    assert compose(_content(), now=THEN).path == "/lettres/nouveautes/2026-05-11"


def test_an_issue_in_english_is_said_in_english(casket: Any) -> None:
    newsletter("news", name="Catalogue news", language="en")
    composed = compose(_content(_item("notice", casket.ref), newsletter="news", body="<p>Now: 12</p>"), now=THEN)
    assert composed.language == "en"
    assert composed.intro == "<p>Now: 12</p>"


def test_it_speaks_from_the_moment_decided_for_its_sending() -> None:
    made = entry("letter", live=False, by=editor())
    ahead = datetime(2126, 6, 1, 7, tzinfo=UTC)
    assert moment(None) < ahead
    made.publish_at = ahead
    assert moment(made) == ahead
    made.publish_at = THEN - timedelta(days=9000)
    assert moment(made) > made.publish_at


def test_queries_do_not_grow_with_the_items(casket: Any) -> None:
    def queries(items: list[dict[str, Any]]) -> int:
        content = _content(*items, body="<p>{nouvelles_notices}</p>")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            compose(content, now=THEN)
        return len(captured)

    def items(times: int) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for _number in range(times):
            of = record()
            picture = pictures.from_catalogue(_image(of), None)
            made += [_item("notice", of.ref, picture=_use(picture)), _item("museum", "M0650")]
            made += [_item("entry", entry(kind, capacity=10).pk) for kind in ("event", "resource", "news")]
        return made

    few, many = queries(items(1)), queries(items(6))
    assert few == many
    assert many <= 18


def test_what_was_frozen_follows_a_site_that_moves(casket: Any, settings: Any) -> None:
    event = entry("event", plan="own", opens="2026-05-01T09:00")
    outside = entry("event", plan="outside", opens="2026-05-01T09:00", outside_url="https://example.org/inscription")
    items = [_item("notice", casket.ref), _item("entry", event.pk), _item("entry", outside.pk)]
    kept = json.loads(json.dumps(compose(_content(*items), now=THEN).kept()))
    assert settings.BASE_URL not in json.dumps(kept)
    settings.BASE_URL = "https://musees.example/"
    moved = Composed.read(kept)
    first, second, third = moved.parts[0].items
    assert first.url == moved.links[f"notice/{casket.ref}"] == f"https://musees.example/notices/{casket.ref}"
    assert second.button == ("S’inscrire", f"https://musees.example{event.path}/inscription")
    assert third.button is not None
    assert third.button[1] == "https://example.org/inscription"
