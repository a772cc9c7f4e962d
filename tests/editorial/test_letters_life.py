"""Letters among entries: always read by two people, online by being sent alone, unchanged once they have left."""

from datetime import timedelta
from typing import Any

import pytest
from editorial_factories import editor, entry, newsletter
from factories import THEN, record

from coffret.base.errors import Refused
from coffret.catalogue.actions import withdraw as withdraw_record
from coffret.editorial import identity
from coffret.editorial.entries import actions, finding, publishing, references, versions
from coffret.editorial.entries.applying import rebuild
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Entry, Issue, Reference, Stage
from coffret.editorial.proofing import audit, preflight

pytestmark = pytest.mark.django_db

FROZEN = {
    "newsletter": "nouveautes",
    "name": "Nouveautés du catalogue",
    "language": "fr",
    "day": "2026-05-11",
    "path": "/lettres/nouveautes/2026-05-11",
    "subject": "2 448 nouvelles notices en mai",
    "preheader": "",
    "intro": "<p>Un mois d’émail.</p>",
    "parts": [
        {
            "key": "s1",
            "heading": "Notice du mois",
            "words": "",
            "items": [
                {
                    "key": "i1",
                    "thing": "notice",
                    "ref": "M0650000001",
                    "url": "",
                    "title": "Coffret à bijoux",
                    "caption": "Limosin, émail",
                    "credit": "© CRDOA",
                    "kicker": "",
                    "facts": [],
                    "state": None,
                    "button": None,
                    "picture": None,
                    "words": "<p>Tout un panthéon.</p>",
                    "standing": "online",
                }
            ],
        }
    ],
    "closing": "",
    "links": {},
    "shots": {},
    "figures": {},
}


def _draft(**content: Any) -> Entry:
    return entry("letter", live=False, title="{nouvelles_notices} en mai", **content)


def _sent(**content: Any) -> Issue:
    made = _draft(newsletter=newsletter().slug, day="2026-05-11", **content)
    return publishing.put_sent(lock(made), None, THEN, FROZEN)


def test_two_people_whatever_the_site_asks() -> None:
    assert identity.site().two_people == []
    assert identity.two_people("letter")
    author, other = editor(), editor()
    made = entry("letter", live=False, by=author)
    actions.submit(made, author)
    with pytest.raises(Refused, match="autre personne"):
        actions.approve(made, author)
    actions.approve(made, other)
    assert Entry.objects.get(pk=made.pk).stage == Stage.APPROVED


def test_the_newsletter_and_the_day_of_a_draft_are_known() -> None:
    made = Issue.objects.get(pk=_draft().pk)
    assert made.newsletter == newsletter()
    assert made.working is not None
    actions.save(made, {**made.working.content, "day": "2026-07-14"}, None, 1)
    assert f"{Issue.objects.get(pk=made.pk).day}" == "2026-07-14"


def test_a_letter_is_neither_published_nor_decided_for_later_as_a_page_is() -> None:
    made = _draft()
    with pytest.raises(Refused, match="ne se publie pas"):
        actions.publish(made, editor())
    with pytest.raises(Refused, match="envoi"):
        actions.schedule(made, editor(), THEN + timedelta(days=1), now=THEN)
    Entry.objects.filter(pk=made.pk).update(publish_at=THEN)
    assert actions.publish_due(THEN) == (0, 0, 0)
    assert not Entry.objects.get(pk=made.pk).live


def test_nothing_is_ready_under_no_newsletter_or_a_closed_one() -> None:
    made = _draft()
    Entry.objects.filter(pk=made.pk).update(stage=Stage.APPROVED)
    newsletter("fermee", closed_at=THEN)
    for slug, said in (("", "aucune lettre"), ("inconnue", "aucune lettre"), ("fermee", "est fermée")):
        row = Entry.objects.get(pk=made.pk)
        assert row.working is not None
        row.working.content["newsletter"] = slug
        with pytest.raises(Refused, match=said):
            publishing.refuse_unready(row, THEN)


def test_two_issues_of_a_newsletter_do_not_bear_the_same_day() -> None:
    _sent()
    other = _draft(newsletter=newsletter().slug, day="2026-05-11")
    Entry.objects.filter(pk=other.pk).update(stage=Stage.APPROVED)
    with pytest.raises(Refused, match="déjà parti sous cette date"):
        publishing.refuse_unready(Entry.objects.get(pk=other.pk), THEN)


def test_sent_it_is_online_with_all_it_says() -> None:
    row = _sent()
    assert (row.live, row.path, row.sent_at, row.stage) == (True, FROZEN["path"], THEN, Stage.PUBLISHED)
    assert row.frozen == FROZEN
    # Its title is what was mailed: figures said, not marks.
    assert row.title == FROZEN["subject"]
    assert "tout un pantheon" in row.words
    assert [step.said for step in row.steps.order_by("pk")][-1] == "envoyé"
    assert rebuild() == 1
    assert Issue.objects.get(pk=row.pk).title == FROZEN["subject"]


def test_sent_nothing_of_it_changes() -> None:
    row = _sent()
    assert row.working is not None
    content = row.working.content
    for act in (
        lambda: actions.save(row, {**content, "title": "Autre"}, editor(), row.working.number),
        lambda: actions.restore(row, 1, editor(), row.working.number),
        lambda: actions.submit(row, editor()),
        lambda: publishing.refuse_unready(row, THEN),
        lambda: actions.publish(row, editor()),
        lambda: actions.delete(row, editor()),
    ):
        with pytest.raises(Refused):
            act()
    assert row.revisions.count() == 1


def test_withdrawn_it_comes_back_as_it_was() -> None:
    row, by = _sent(), editor()
    actions.withdraw(row, by, "Une adresse personnelle s’y lisait.")
    gone = Issue.objects.get(pk=row.pk)
    assert (gone.live, gone.stage, gone.frozen) == (False, Stage.PUBLISHED, FROZEN)
    actions.publish(gone, by)
    back = Issue.objects.get(pk=row.pk)
    assert (back.live, back.title, back.sent_at) == (True, FROZEN["subject"], THEN)


def test_it_is_found_by_the_words_of_what_it_shows() -> None:
    _sent()
    assert [hit.path for hit in finding.find("Limosin").hits] == [FROZEN["path"]]
    assert "{" not in finding.find("notices").hits[0].snippet


def test_what_it_names_knows_it() -> None:
    ref = record({"TITR": "Coffret"}).ref
    made = _sent(sections=[{"one": "Notice", "items": [{"thing": "notice", "ref": ref}]}])
    assert [used.pk for used in references.uses(references.Ref("notice", ref))] == [made.pk]
    assert Reference.objects.filter(entry=made, live=True, field="sections.0.items.0.ref").exists()
    page = entry("news", body=f'<p><a href="coffret:entry/{made.pk}">La lettre de mai</a></p>')
    assert [used.pk for used in references.uses(references.Ref("entry", str(made.pk)))] == [page.pk]


def test_two_versions_are_compared_item_by_item() -> None:
    ref = record({"TITR": "Coffret à bijoux"}).ref
    item = {"thing": "notice", "ref": ref, "words": "<p>Un panthéon d’émail.</p>"}
    made = _draft(sections=[{"one": "Notice du mois", "many": "Notices du mois", "items": [item]}])
    assert made.working is not None
    before = made.working.content
    item = {**before["sections"][0]["items"][0], "credit": "© CRDOA", "words": "<p>Un panthéon de cuivre.</p>"}
    after = {**before, "sections": [{**before["sections"][0], "items": [item]}]}
    (change,) = versions.compare("letter", before, after)
    assert change.name == "sections"
    assert "<del>d’émail.</del>" in change.before
    assert "<ins>Crédit : © CRDOA</ins>" in change.after
    assert f"Coffret à bijoux ({ref})" in change.after


def test_at_night_only_what_it_leads_to_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    row = _sent()
    kept = {"kept": frozenset({"EDI001"}), "all": frozenset({"EDI001", "EDI002"})}
    found = [preflight.Finding(code, "title", "2 448") for code in sorted(kept["all"])]
    monkeypatch.setattr(preflight, "check", lambda *args, **kwargs: found)
    monkeypatch.setitem(preflight.LASTING, "letter", kept["kept"])
    audit.read_again(THEN)
    assert [one.code for one in audit.found_in(row.audit)] == ["EDI001"]


def test_what_is_found_in_a_section_is_said_where_and_put_right() -> None:
    words = '<p>Voir <a href="coffret:entry/1">la notice</a>, <em>à la date dite</em>.</p>'
    made = _draft(sections=[{"one": "Notice", "items": [{"thing": "words", "title": "Un mot", "words": words}]}])
    assert made.working is not None
    path = "sections.0.items.0.words"
    finding_of = preflight.Finding("EDI040", path, "dite", facts={"at": 0, "choices": ["donnée"]})
    content = preflight.fixed("letter", made.working.content, finding_of)
    assert content["sections"][0]["items"][0]["words"] == words.replace("dite", "donnée")
    assert preflight.place("letter", finding_of) == "Rubrique 1, élément 1, mots"
    heading = preflight.Finding("EDI040", "sections.1.many", "Notices")
    assert preflight.place("letter", heading) == "Rubrique 2, titre au pluriel"
    alternative = preflight.Finding("EDI040", "sections.0.items.1.picture.alt", "")
    assert preflight.place("letter", alternative) == "Rubrique 1, élément 2, image, texte alternatif"
    assert preflight.place("letter", preflight.Finding("EDI040", "sections", "")) == "Rubriques"


def test_at_night_a_notice_withdrawn_since_is_told_and_nothing_else() -> None:
    of = record({"TITR": "Coffret"})
    past = "<p>Rendez-vous le 30 avril 2026 : réservez, lieu à confirmer.</p>"
    items = [{"thing": "notice", "ref": of.ref}, {"thing": "words", "title": "Agenda", "words": past}]
    row = _sent(sections=[{"one": "Agenda", "items": items}])
    assert audit.read_again(THEN) == []
    withdraw_record(of.ref, "Versée par erreur")
    (trouble,) = audit.read_again(THEN + timedelta(days=1))
    assert (trouble.entry.pk, {one.code for one in trouble.findings}) == (row.pk, {"P05"})
