"""What entries refer to, and who refers to a thing."""

from typing import Any

import pytest
from editorial_factories import entry
from factories import THEN, museum, record

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record, Status
from coffret.editorial.entries import actions
from coffret.editorial.entries.content import clean
from coffret.editorial.entries.references import Ref, Standing, refs, targets, uses
from coffret.editorial.models import Document, Entry, Picture, Reference

pytestmark = pytest.mark.django_db


def document(name: str = "normes.pdf") -> Document:
    return Document.objects.create(
        sha256=f"{len(name):064}", name=name, media_type="application/pdf", size=1, uploaded_at=THEN
    )


def picture() -> Picture:
    return Picture.objects.create(sha256="ab" * 32, name="vue.jpg", width=2000, height=1500, added_at=THEN)


def test_everything_a_content_refers_to_with_its_field() -> None:
    body = (
        '<p><a href="coffret:notice/A1">a</a> <a href="coffret:museum/M0650">b</a> <a href="https://x.org/">c</a></p>'
        '<figure><img src="coffret:picture/5" alt="d"></figure>'
    )
    publications = [{"key": "p", "title": "Normes", "editions": [{"document": 7}, {"document": 8}]}]
    content = clean("resource", {"body": body, "parent": 3, "cover": {"picture": 9}, "publications": publications})
    assert refs("resource", content) == [
        ("body", Ref("notice", "A1")),
        ("body", Ref("museum", "M0650")),
        ("body", Ref("picture", "5")),
        ("publications.0.editions.0.document", Ref("document", "7")),
        ("publications.0.editions.1.document", Ref("document", "8")),
        ("cover", Ref("picture", "9")),
        ("parent", Ref("entry", "3")),
    ]
    items = clean("feature", {"items": [{"record": "A1"}, {"museum": "m0650"}]})
    assert refs("feature", items) == [
        ("items.0.record", Ref("notice", "A1")),
        ("items.1.museum", Ref("museum", "M0650")),
    ]
    asked = clean("page", {"questions": [{"question": "?", "answer": '<p><a href="coffret:entry/4">e</a></p>'}]})
    assert refs("page", asked) == [("questions.0.answer", Ref("entry", "4"))]


def test_where_each_leads_in_a_query_per_kind(django_assert_max_num_queries: Any) -> None:
    shown, gone = record(), record(status=Status.WITHDRAWN)
    online, draft, off = entry("news"), entry("news", live=False), entry("news")
    actions.withdraw(off, None, "Plus à jour.")
    file, view = document("Normes d’image.pdf"), picture()
    expected = {
        Ref("notice", shown.ref): (shown.get_absolute_url(), Standing.ONLINE),
        Ref("notice", gone.ref): (gone.get_absolute_url(), Standing.GONE),
        Ref("notice", "JAMAIS"): ("", Standing.UNKNOWN),
        Ref("museum", "M0650"): ("/musees/M0650", Standing.ONLINE),
        Ref("museum", "M9999"): ("", Standing.UNKNOWN),
        Ref("entry", str(online.pk)): (online.path, Standing.ONLINE),
        Ref("entry", str(draft.pk)): ("", Standing.DRAFT),
        Ref("entry", str(off.pk)): (off.path, Standing.GONE),
        Ref("entry", "99999999999999999999999"): ("", Standing.UNKNOWN),
        Ref("entry", "²"): ("", Standing.UNKNOWN),
        Ref("document", str(file.pk)): (f"/documents/{file.pk}/Normes%20d%E2%80%99image.pdf", Standing.ONLINE),
        Ref("picture", str(view.pk)): (f"/medias/{view.sha256}", Standing.ONLINE),
        Ref("elsewhere", "1"): ("", Standing.UNKNOWN),
    }
    with django_assert_max_num_queries(5):
        found = targets(expected)
    assert {ref: (target.url, target.standing) for ref, target in found.items()} == expected
    assert found[Ref("entry", str(online.pk))].title == online.title


def test_who_uses_a_thing_online_or_in_what_is_written() -> None:
    shown, file = record(), document()
    link = f'<p><a href="coffret:notice/{shown.ref}">voir</a></p>'
    online = entry("news", title="B", body=link)
    draft = entry("news", live=False, title="A", body=link)
    offered = entry("resource", publications=[{"title": "N", "editions": [{"document": file.pk}]}])
    assert [(one.pk, one.used_live) for one in uses(Ref("notice", shown.ref))] == [(draft.pk, False), (online.pk, True)]
    assert [one.pk for one in uses(Ref("document", str(file.pk)))] == [offered.pk]
    assert uses(Ref("document", "nothing")) == uses(Ref("elsewhere", "1")) == []
    # Taken out of what is being written, it is still online; taken off the site, no more.
    actions.save(online, {**online.content, "body": "<p>Rien.</p>"}, None, base=1)
    assert [(one.pk, one.used_live) for one in uses(Ref("notice", shown.ref))] == [(draft.pk, False), (online.pk, True)]
    actions.withdraw(online, None, "Périmée.")
    assert [one.pk for one in uses(Ref("notice", shown.ref))] == [draft.pk]


def test_a_withdrawn_record_is_found_by_its_references_not_broken() -> None:
    shown = record()
    made = entry("feature", genre="selection", items=[{"record": shown.ref}])
    Record.objects.filter(pk=shown.pk).update(status=Status.WITHDRAWN)
    assert [one.pk for one in uses(Ref("notice", shown.ref))] == [made.pk]
    found = targets(ref for _field, ref in refs("feature", made.content))
    assert {target.standing for target in found.values()} == {Standing.GONE}
    # What it does not stop: its page stays, and says so; it does not go online again so.
    actions.save(made, {**made.content, "title": "Autre titre"}, None, base=1)
    with pytest.raises(actions.NotReady):
        actions.publish(made, None)


def test_references_are_kept_once_and_gone_with_the_thing() -> None:
    shown, place = record(), museum("M0651")
    twice = f'<p><a href="coffret:notice/{shown.ref}">a</a> <a href="coffret:notice/{shown.ref}">b</a></p>'
    made = entry("news", body=twice + '<p><a href="coffret:museum/M0651">c</a></p>')
    assert Reference.objects.filter(entry=made, live=True).count() == 2
    assert Reference.objects.filter(entry=made, live=False).count() == 2
    Museum.objects.filter(pk=place.pk).delete()
    assert Reference.objects.filter(entry=made).count() == 2
    assert Entry.objects.get(pk=made.pk).live
