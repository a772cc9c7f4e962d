"""A first draft made of the month's own matter, and a new issue made of another."""

from datetime import date, timedelta
from typing import Any

import pytest
from editorial_factories import editor, entry, newsletter
from factories import THEN, museum, record

from coffret.catalogue.actions import withdraw
from coffret.catalogue.models import Change, ChangeKind, Record
from coffret.editorial.entries import actions
from coffret.editorial.files import pictures
from coffret.editorial.kinds import typed
from coffret.editorial.models import Entry, Issue, Newsletter, Update
from coffret.images.models import Image
from coffret.newsletters.composing import compose, recipes
from coffret.newsletters.composing.copying import copy
from coffret.newsletters.composing.drafting import draft

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 11)
LATER = THEN + timedelta(hours=1)


def _new(of: Any, at: Any = THEN) -> Any:
    Change.objects.create(record=of, kind=ChangeKind.PUBLISHED, at=at)
    Record.objects.filter(pk=of.pk).update(created_at=at)
    return of


def _with_image(values: dict[str, str] | None = None) -> Any:
    of = record(values, has_image=True)
    given = {"sha256": f"{of.pk:064x}", "format": "JPEG", "width": 2400, "height": 1800, "size": 1000}
    Image.objects.create(record=of, position=1, name="oeuvre.jpg", **given)
    return of


def _by(*recipe: str) -> Newsletter:
    made = newsletter()
    Newsletter.objects.filter(pk=made.pk).update(recipe=list(recipe))
    return Newsletter.objects.get(pk=made.pk)


def _sections(*recipe: str, day: date = MAY) -> list[dict[str, Any]]:
    made = draft(_by(*recipe), day, LATER)["sections"]
    assert isinstance(made, list)
    return made


def test_nothing_to_say_makes_no_section() -> None:
    content = draft(newsletter(), MAY, LATER)
    assert content["sections"] == []
    assert (content["title"], content["preheader"], content["day"]) == (
        "Nouveautés du catalogue\u00a0: mai 2026",
        "",
        "2026-05-11",
    )


def test_the_notices_of_the_month_with_their_words_and_pictures() -> None:
    casket, other = _with_image({"TITR": "Coffret", "PHOT": "© CRDOA"}), record()
    items = [{"record": casket.ref, "words": "Tout un panthéon.\nEt un R&D."}, {"record": other.ref, "words": ""}]
    shown = pictures.from_catalogue(casket.images.get(), None)
    cover = {"picture": shown.pk, "alt": "Un coffret d’émail bleu", "credit": "© CRDOA"}
    page = entry("feature", genre="notice", month="2026-05", title="Un coffret", items=items, cover=cover)
    entry("feature", genre="notice", month="2026-04", items=items)
    (section,) = _sections(recipes.FEATURES)
    assert (section["one"], section["many"]) == ("Notice du mois", "Notices du mois")
    assert section["words"] == f'<p>La page du mois\u00a0: <a href="coffret:entry/{page.pk}">Un coffret</a>.</p>'
    first, second = section["items"]
    assert (first["ref"], second["ref"]) == (casket.ref, other.ref)
    assert first["words"] == "<p>Tout un panthéon.</p>\n<p>Et un R&amp;D.</p>"
    assert first["picture"]["alt"] == "Un coffret d’émail bleu"
    assert (first["picture"]["credit"], second["picture"]) == ("© CRDOA", None)
    # What the record says of itself is not written in the issue: it is read when the issue is composed.
    assert (first["title"], first["caption"], first["credit"]) == ("", "", "")


def test_an_alternative_nobody_wrote_is_left_to_write() -> None:
    casket = _with_image()
    entry("feature", genre="notice", month="2026-05", items=[{"record": casket.ref, "words": ""}])
    (section,) = _sections(recipes.FEATURES)
    assert section["items"][0]["picture"]["alt"] == ""


def test_a_notice_withdrawn_since_is_not_put_in() -> None:
    casket = _with_image()
    entry("feature", genre="notice", month="2026-05", items=[{"record": casket.ref, "words": ""}])
    withdraw(casket.ref, "Versée par erreur")
    assert _sections(recipes.FEATURES) == []


def test_the_museums_of_the_month() -> None:
    museum("M0650")
    entry("feature", genre="museum", month="2026-05", items=[{"museum": "M0650", "words": "Un hôtel de 1777."}])
    (section,) = _sections(recipes.MUSEUMS)
    assert [(one["thing"], one["ref"], one["words"]) for one in section["items"]] == [
        ("museum", "M0650", "<p>Un hôtel de 1777.</p>")
    ]


def test_the_new_notices_with_their_number_and_a_few_of_them() -> None:
    museum("M0651")
    shown = [_new(_with_image()), _new(_with_image()), _new(_with_image({"MUSEO": "M0651", "LOCA": "Dunkerque"}))]
    _new(record())
    _new(_with_image(), THEN - timedelta(days=90))
    (section,) = _sections(recipes.NEW_NOTICES)
    # One of each museum, the latest first.
    assert [one["ref"] for one in section["items"]] == [shown[2].ref, shown[1].ref]
    composed = compose({"newsletter": "nouveautes", "sections": [section]}, now=LATER)
    assert composed.parts[0].words == "<p>Depuis un mois\u00a0: 4 nouvelles notices.</p>"


def test_new_notices_without_an_image_are_counted_still() -> None:
    before = entry("letter", live=False)
    Issue.objects.filter(pk=before.pk).update(sent_at=THEN - timedelta(days=2))
    _new(record())
    (section,) = _sections(recipes.NEW_NOTICES)
    assert (section["items"], section["words"]) == (
        [],
        "<p>Depuis le numéro précédent\u00a0: {nouvelles_notices}.</p>",
    )


def test_the_new_museums_the_largest_first() -> None:
    for number, count in enumerate((1, 3, 2)):
        code = museum(f"M070{number}").code
        for _each in range(count):
            _new(record({"MUSEO": code, "LOCA": "Lille"}))
    _new(record({"MUSEO": "M0700", "LOCA": "Lille"}), THEN - timedelta(days=90))
    (section,) = _sections(recipes.NEW_MUSEUMS)
    assert [one["ref"] for one in section["items"]] == ["M0701", "M0702"]
    assert section["words"] == ""


def test_the_resources_that_changed_with_what_changed() -> None:
    old, changed = entry("resource", now=THEN - timedelta(days=90)), entry("resource", now=THEN - timedelta(days=90))
    Entry.objects.filter(pk=changed.pk).update(changed_at=THEN)
    Update.objects.create(entry_id=changed.pk, at=THEN, words="Les crédits ont leur chapitre.")
    new = entry("resource", now=THEN - timedelta(days=1))
    (section,) = _sections(recipes.RESOURCES)
    assert [one["ref"] for one in section["items"]] == [str(changed.pk), str(new.pk)]
    assert section["items"][0]["words"] == "<p>Les crédits ont leur chapitre.</p>"
    assert str(old.pk) not in {one["ref"] for one in section["items"]}


def test_the_events_to_come_by_date() -> None:
    later = entry("event", starts="2026-06-19T09:30", ends="2026-06-19T17:00")
    sooner = entry("event", starts="2026-06-05T09:30", ends="2026-06-05T17:00")
    entry("event", starts="2026-05-05T09:30", ends="2026-05-05T17:00")
    entry("event", starts="2026-06-06T09:30", ends="2026-06-06T17:00", standing="cancelled")
    entry("event", starts="2027-06-05T09:30", ends="2027-06-05T17:00")
    entry("event", live=False, starts="2026-06-05T09:30")
    (section,) = _sections(recipes.EVENTS)
    assert [one["ref"] for one in section["items"]] == [str(sooner.pk), str(later.pk)]
    assert _sections(recipes.EVENTS, day=date(2026, 6, 10))[0]["items"][0]["ref"] == str(later.pk)


def test_the_news_but_those_that_announce_a_resource() -> None:
    told, told_by = entry("news"), entry("news")
    entry("news", now=THEN - timedelta(days=90))
    Update.objects.create(entry=entry("resource"), at=THEN, words="Paru.", news=told_by)
    (section,) = _sections(recipes.NEWS)
    assert [one["ref"] for one in section["items"]] == [str(told.pk)]


def test_sections_come_in_the_order_of_the_recipe() -> None:
    entry("news")
    entry("event", starts="2026-06-05T09:30", ends="2026-06-05T17:00")
    made = _sections(recipes.EVENTS, "autre", recipes.NEWS, recipes.EVENTS)
    assert [section["one"] for section in made] == ["Agenda", "Actualité"]
    content = draft(_by(), MAY, LATER)
    assert content["preheader"] == "Au sommaire\u00a0: agenda et actualité."
    assert recipes.ordered([]) == [name for name, _label in recipes.RECIPES]


def test_what_was_told_in_the_issue_before_is_not_told_again() -> None:
    entry("news", now=THEN - timedelta(days=3))
    assert len(_sections(recipes.NEWS)) == 1
    before = entry("letter", live=False)
    Issue.objects.filter(pk=before.pk).update(sent_at=THEN - timedelta(days=2))
    assert _sections(recipes.NEWS) == []


def test_a_draft_becomes_an_issue() -> None:
    entry("news")
    made = actions.create("letter", draft(newsletter(), MAY, LATER, by=editor()), editor())
    row = typed(made)
    assert isinstance(row, Issue)
    assert (row.newsletter, row.day) == (newsletter(), MAY)
    assert row.working is not None
    assert [one["key"] for section in row.working.content["sections"] for one in section["items"]] == ["i1"]


# Copying --------------------------------------------------------------------------------------------------------------


def _issue(*items: dict[str, Any], **fields: Any) -> Issue:
    sections = [{"one": "Agenda", "many": "", "words": "<p>À noter.</p>", "items": list(items)}]
    given = {"newsletter": newsletter().slug, "day": "2026-05-11", "sections": sections, **fields}
    row = typed(entry("letter", live=False, **given))
    assert isinstance(row, Issue)
    return row


def test_a_copy_keeps_what_stands_and_drops_what_is_over_or_gone() -> None:
    over = entry("event", starts="2026-05-20T09:30", ends="2026-05-20T17:00")
    ahead = entry("event", starts="2026-06-19T09:30", ends="2026-06-19T17:00")
    cancelled = entry("event", starts="2026-06-20T09:30", standing="cancelled")
    kept, gone = _with_image(), _with_image()
    use = {"picture": pictures.from_catalogue(gone.images.get(), None).pk, "alt": "Une pipe"}
    withdraw(gone.ref, "Versée par erreur")
    source = _issue(
        *({"thing": "entry", "ref": str(one.pk)} for one in (over, ahead, cancelled)),
        {"thing": "notice", "ref": kept.ref, "title": "Un coffret", "picture": use},
        {"thing": "notice", "ref": gone.ref},
        {"thing": "words", "title": "Un mot"},
        title="Nouveautés : mai 2026",
        preheader="En mai 2026",
        body="<p>Bonjour.</p>",
    )
    content = copy(source, date(2026, 6, 8), THEN)
    (section,) = content["sections"]
    assert [one["ref"] for one in section["items"]] == [str(ahead.pk), kept.ref, ""]
    assert (section["one"], section["words"], content["body"]) == ("Agenda", "<p>À noter.</p>", "<p>Bonjour.</p>")
    assert (section["items"][1]["title"], section["items"][1]["picture"]) == ("Un coffret", None)
    assert (content["day"], content["title"]) == ("2026-06-08", "Nouveautés : juin 2026")
    assert content["preheader"] == "En juin 2026"


def test_a_copy_keeps_its_sections_even_empty() -> None:
    over = entry("event", starts="2026-05-20T09:30", ends="2026-05-20T17:00")
    content = copy(_issue({"thing": "entry", "ref": str(over.pk)}), date(2026, 6, 8), THEN)
    assert [(section["one"], section["items"]) for section in content["sections"]] == [("Agenda", [])]
