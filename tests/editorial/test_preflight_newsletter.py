"""The newsletter of 11 May 2026 typed as it was printed, each of its slips found; and its clean twin, where none is."""

from datetime import UTC, datetime
from typing import Any

import editorial_factories as made
import factories
import pytest

from coffret.base.rules import Finding, Severity
from coffret.editorial.entries import actions, content
from coffret.editorial.models import Document, Entry, Picture
from coffret.editorial.proofing import preflight

pytestmark = pytest.mark.django_db

SENT = datetime(2026, 5, 11, 7, tzinfo=UTC)
N, F = "\u00a0", "\u202f"  # no-break space, narrow no-break space


def picture(width: int = 2400, height: int = 1800, name: str = "coffret.jpg") -> Picture:
    return Picture.objects.create(
        sha256=f"{Picture.objects.count():064x}", name=name, width=width, height=height, added_at=SENT
    )


def document() -> Document:
    return Document.objects.create(
        sha256="0" * 64, name="normes.pdf", media_type="application/pdf", size=1, uploaded_at=SENT
    )


def figure(key: int, alt: str, credit: str, caption: str) -> str:
    return (
        f'<figure><img src="coffret:picture/{key}" alt="{alt}" data-credit="{credit}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def checked(kind: str, entry: Entry | None = None, now: datetime = SENT, **given: Any) -> list[Finding]:
    blank = content.blank(kind)
    return preflight.check(kind, content.clean(kind, {**blank, **given}), entry=entry, now=now)


def told(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(one.code, one.value) for one in findings}


def notices(count: int = 2) -> list[str]:
    factories.museum("M0650", usual_name="musée Sandelin")
    return [factories.record({"TITR": f"Coffret {number}"}).ref for number in range(count)]


def letter(refs: list[str], small: int, large: int) -> dict[str, Any]:
    """Return the news as the letter was printed."""
    return {
        "title": "La lettre de mai",
        "summary": "Les notices du mois, les normes des images et l'agenda.",
        "body": (
            "<h2>Notices du mois</h2>"
            + figure(large, "", "© CRDOA, ou juste © CRDOA", "Coffret à bijoux orné de scènes mythologiques")
            + f'<p>Voir <a href="coffret:notice/{refs[0]}">la notice du coffret</a>.</p>'
            "<h2>Ressources</h2>"
            '<p>Les normes des images sont à jour : <a href="#">cliquez ici</a>.</p>'
            + figure(small, "Une salle du musée", "© Musée Sandelin", "La salle des émaux")
            + "<h2>Agenda</h2>"
            "<p>La journée de Fontainebleau se tiendra le jeudi 5 juin 2026, la visite aura lieu le 30 avril 2026.</p>"
            '<p>Programme : <a href="https://bit.ly/3abc">le programme</a>, lieu à confirmer.</p>'
            "<h2>Musées du mois</h2>"
        ),
    }


def test_each_slip_of_the_letter_is_found():
    large, small = picture(), picture(1200, 900, "salle.jpg")
    found = told(checked("news", **letter(notices(), small.pk, large.pk)))
    expected = {
        ("EDI001", "© CRDOA, ou juste © CRDOA"),
        ("EDI002", "lieu à confirmer"),
        ("EDI010", "Musées du mois"),
        ("EDI020", "#"),
        ("EDI021", "cliquez ici"),
        ("EDI024", "https://bit.ly/3abc"),
        ("EDI030", ""),
        ("EDI042", "l'agenda"),
        ("INF003", "30 avril 2026"),
        ("INF004", "jeudi 5 juin 2026"),
        ("INF015", "Notices du mois"),
        ("INF032", "« La salle des émaux »"),
    }
    assert expected <= found
    assert found - expected == {("EDI040", "jour :"), ("EDI040", "Programme :")}


def test_its_clean_twin_says_nothing():
    refs, large = notices(), picture()
    page = made.entry("resource", title="Les normes des images", summary="Ce qu’il faut.", body="<p>1500 pixels.</p>")
    body = (
        "<h2>Notices du mois</h2>"
        + figure(
            large.pk, "Un coffret d’émail bleu, ouvert", "© CRDOA", "Coffret à bijoux orné de scènes mythologiques"
        )
        + f'<p>Voir <a href="coffret:notice/{refs[0]}">la notice du coffret</a> et '
        f'<a href="coffret:notice/{refs[1]}">celle de son étui</a>.</p>'
        "<h2>Ressources</h2>"
        f'<p>Les normes des images sont à jour{N}: <a href="coffret:entry/{page.pk}">ce qu’il faut savoir</a>.</p>'
        "<h2>Agenda</h2><p>La journée de Fontainebleau se tiendra le vendredi 5 juin 2026.</p>"
        '<h2>Musée du mois</h2><p>Le <a href="coffret:museum/M0650">musée Sandelin</a>, à Saint-Omer.</p>'
    )
    summary = "Les notices du mois, les normes des images et l’agenda."
    assert checked("news", title="La lettre de mai", summary=summary, body=body) == []


EVENT = {
    "title": "Journée du récolement",
    "summary": "Une journée pour les musées.",
    "body": "<p>Une journée d’échanges.</p>",
    "starts": "2026-06-19T09:30",
    "ends": "2026-06-19T17:00",
    "mode": "onsite",
    "place": "Auditorium Colbert",
    "plan": "own",
    "free": True,
}


def codes(findings: list[Finding]) -> list[str]:
    return [one.code for one in findings]


def test_registration_opening_soon_is_computed_and_stays_true():
    event = {**EVENT, "opens": "2026-06-02T10:00"}
    assert checked("event", **event) == []
    assert codes(checked("event", **{**event, "body": "<p>Inscriptions bientôt ouvertes.</p>"})) == []
    for said in (
        "Inscriptions bientôt ouvertes.",
        "Les inscriptions seront bientôt ouvertes.",
        "Les inscriptions ouvriront prochainement.",
    ):
        typed = {**event, "opens": "2026-05-04T10:00", "body": f"<p>{said}</p>"}
        assert codes(checked("event", **typed)) == ["INF012"]


def test_soon_a_week_before_the_event_is_stale():
    late = datetime(2026, 6, 12, 7, tzinfo=UTC)
    assert codes(checked("event", now=late, **EVENT)) == ["INF009"]
    assert codes(checked("event", **EVENT)) == []


@pytest.mark.parametrize("plan", ["undecided", "outside"])
def test_soon_with_an_opening_that_is_past_is_stale_even_without_a_way_to_register(plan):
    past = {**EVENT, "plan": plan, "opens": "2026-05-04T10:00"}
    assert "INF009" in codes(checked("event", **past))
    assert codes(checked("event", **{**past, "opens": "2026-06-02T10:00"})) == []


def test_a_free_day_without_booking_says_nothing():
    day = {**EVENT, "starts": "2026-06-05T09:30", "ends": "2026-06-05T18:00", "plan": "none"}
    assert checked("event", **{**day, "body": "<p>Entrée libre, sans réservation.</p>"}) == []
    assert codes(checked("event", **{**day, "body": "<p>Inscriptions ouvertes.</p>"})) == ["INF012"]


def test_a_feature_of_the_month():
    first, second = notices()
    feature = {"genre": "notice", "month": "2026-05", "items": [{"record": first, "words": "Un coffret."}]}
    assert checked("feature", **feature, title="Notice du mois") == []
    assert told(checked("feature", **feature, title="Notices du mois d’avril 2026")) == {
        ("INF010", "avril 2026"),
        ("INF015", "Notices du mois d’avril 2026"),
    }
    twice = {**feature, "items": [{"record": first}, {"record": second}, {"record": first}]}
    assert told(checked("feature", **twice, title="Notices du mois")) == {("INF016", first)}


def test_what_was_put_forward_lately_is_told():
    ref = notices(1)[0]
    item = [{"record": ref, "words": "Un coffret."}]
    made.entry("feature", genre="notice", month="2026-03", title="Notice de mars", items=item)
    may = {"genre": "notice", "month": "2026-05", "title": "Notice du mois", "items": item}
    assert told(checked("feature", **may)) == {("INF017", ref)}
    assert checked("feature", **{**may, "month": "2026-09"}, now=datetime(2026, 9, 1, tzinfo=UTC)) == []


def test_a_withdrawn_notice_is_found_wherever_it_stands():
    ref = notices(1)[0]
    body = f'<p><a href="coffret:notice/{ref}">Le coffret</a>.</p>'
    entry = made.entry("news", title="Une œuvre", summary="La voir.", body=body)
    assert preflight.check("news", entry.content, entry=entry, now=SENT) == []
    factories.Record.objects.filter(ref=ref).update(status="withdrawn")
    assert told(preflight.check("news", entry.content, entry=entry, now=SENT)) == {("INF020", f"coffret:notice/{ref}")}


def test_a_confirmation_holds_for_its_quote_alone():
    entry, by = made.entry("news", live=False, title="L'agenda", summary="La voir.", body="<p>Oui.</p>"), made.editor()
    found = preflight.check("news", entry.working.content, entry=entry, now=SENT)
    assert codes(preflight.unconfirmed(entry, found)) == ["EDI042"]
    actions.confirm(entry, *preflight.key(found[0]), "Titre d’une revue", by)
    assert preflight.unconfirmed(entry, found) == []
    other = preflight.check("news", {**entry.working.content, "title": "L'atelier"}, entry=entry, now=SENT)
    assert codes(preflight.unconfirmed(entry, other)) == ["EDI042"]


def test_numbers_are_those_of_the_catalogue():
    notices(3)
    said = f"<p>Le catalogue compte 3{N}notices et le portail réunit 12{N}musées.</p>"
    found = checked("resource", title="Le catalogue", summary="Ce qu’il contient.", body=said)
    assert [(one.code, one.value, one.facts["choices"]) for one in found] == [("INF035", "12", ["1"])]


def test_what_is_online_and_dated_keeps_the_truth_of_its_day():
    body = "<p>La journée se tiendra le 5 juin 2026.</p>"
    news = made.entry("news", title="Une journée", summary="La voir.", body=body)
    resource = made.entry("resource", title="Une journée", summary="La voir.", body=body)
    later = datetime(2026, 9, 1, tzinfo=UTC)
    assert preflight.check("news", news.content, entry=news, now=later) == []
    assert codes(preflight.check("resource", resource.content, entry=resource, now=later)) == ["INF003"]


def test_an_event_that_took_place_stays_as_it_is():
    event = made.entry("event", **{**EVENT, "plan": "none"})
    later = datetime(2026, 9, 1, tzinfo=UTC)
    assert preflight.check("event", event.content, entry=event, now=later) == []
    past = {**EVENT, "plan": "none", "body": "<p>La journée se tiendra à Paris.</p>"}
    assert codes(checked("event", now=later, **past)) == ["INF001", "INF002"]


def test_publications_and_what_changed():
    one = {"key": "p1", "title": "Les normes", "description": "", "editions": [{"document": document().pk}]}
    page = {"title": "Les normes", "summary": "Ce qu’il faut.", "publications": [one]}
    assert told(checked("resource", **page)) == {("EDI061", "Les normes")}
    dated = {**one["editions"][0], "issued_on": "2026-05-11"}
    whole = {**page, "publications": [{**one, "editions": [dated]}]}
    assert checked("resource", **whole) == []
    assert told(checked("resource", **whole, body="<p>Mise à jour le 3 mars 2026.</p>")) == {("INF036", "3 mars 2026")}


def test_errors_come_first_and_block():
    found = checked("news", title="", summary="", body='<p><a href="#">ici</a> et l\'autre</p>')
    weights = [one.rule.severity for one in found]
    assert weights == sorted(weights, key=list(Severity).index)
    assert set(codes(preflight.blocking(found))) == {"EDI004", "EDI020"}


def test_few_queries(django_assert_max_num_queries: Any):
    refs, large = notices(), picture()
    small = picture()
    given = content.clean("news", {**content.blank("news"), **letter(refs, small.pk, large.pk)})
    with django_assert_max_num_queries(10):
        preflight.check("news", given, now=SENT)
