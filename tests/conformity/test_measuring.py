"""How the notices of a museum stand: every figure of the board against notices made for it."""

from datetime import timedelta
from typing import Any

import factories
import pytest
from django.db import transaction
from django.utils import timezone

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record, Status
from coffret.conformity import duties, measuring, tallying, trend
from coffret.conformity.models import Board, Measure
from coffret.conformity.tallying import Accepted, Notice, Shown, Tally
from coffret.images.models import Image
from coffret.submissions.models import Acceptance

pytestmark = pytest.mark.django_db

MUSEUM = "M0650"
COMPLETE = {"TITR": "Coffret", "TECH": "bois", "DIMS": "H. 12 ; L. 20", "DACQ": "1905 : date d’acquisition"}


def picture(record: Record, **columns: Any) -> Image:
    facts = {"name": f"{record.ref}.jpg", "sha256": record.ref, "format": "JPEG", "width": 2000, "height": 1600}
    return Image.objects.create(record=record, **{"position": 1, "size": 1, **facts, **columns})


def notice(ref: str = "M0650000001", findings: Any = (), pictures: Any = (), **values: str) -> Notice:
    complete = {"REF": ref, "MUSEO": MUSEUM, "INV": ref, "DOMN": "peinture", "STAT": "achat", "LOCA": "Brest"}
    return Notice(ref, {**complete, **COMPLETE, **values}, findings, pictures)


def tallied(*notices: Notice, accepted: Any = ()) -> Tally:
    tally = Tally(Accepted(accepted))
    for one in notices:
        tally.add(one)
    return tally


def test_the_minimum_sheet_asks_for_every_line_and_one_designation():
    whole = notice()
    unnamed = notice("M0650000002", TITR="", DENO=" ")
    named = notice("M0650000003", TITR="", DENO="coffret")
    unmeasured = notice("M0650000004", DIMS="")
    tally = tallied(whole, unnamed, named, unmeasured)
    assert tally.counts["minimum"] == 2
    filled = {codes: tally.filled[place] for place, codes in enumerate(tallying.SHEET)}
    assert filled[tallying.DESIGNATION] == 3
    assert filled[("DIMS",)] == 3
    assert filled[("REF",)] == 4


def test_a_picture_without_credit_leaves_the_sheet_incomplete():
    bare, credited = Shown(1500, 1500, "", "", ""), Shown(3000, 1499, "© Jeanne Morel", "", "https://cc.example")
    assert tallied(notice(pictures=[bare])).counts["minimum"] == 0
    assert tallied(notice(pictures=[bare], PHOT="Jeanne Morel")).counts["minimum"] == 1
    counts = tallied(notice(pictures=[bare, credited]), notice("M0650000002")).counts
    shown = ("illustrated", "images", "images_norm", "images_credit", "images_licence")
    assert [counts[name] for name in shown] == [1, 2, 1, 1, 1]


def test_a_credit_that_names_nobody_is_counted_apart():
    void = Shown(1500, 1500, "cliché du musée", "", "")
    counts = tallied(notice(pictures=[void])).counts
    assert (counts["images_credit"], counts["images_good_credit"]) == (1, 0)


def test_findings_count_notices_not_findings():
    found = [["REC012", "DIMS", ""], ["REC012", "DIMS", ""], ["REC101", "TITR", "x"], ["XXX999", "TITR", "x"]]
    tally = tallied(notice(findings=found), notice("M0650000002"))
    assert tally.rules["REC012"] == 1
    assert tally.counts["sound"] in {1, 2}
    assert sum(tally.counts[name] for name in ("erreur", "alerte", "signalement")) <= 2


def test_what_a_museum_accepts_is_not_counted():
    found = [["REC012", "DIMS", ""]]
    everywhere = tallied(notice(findings=found), accepted=[("", "REC012", "DIMS", "")])
    assert (everywhere.rules["REC012"], everywhere.counts["accepted"], everywhere.counts["sound"]) == (0, 1, 1)
    elsewhere = tallied(notice(findings=found), accepted=[("M0650000009", "REC012", "DIMS", "")])
    assert elsewhere.rules["REC012"] == 1


def test_texts_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tallying, "REMEMBERED", 10)
    often = [notice(f"M06500001{n:02d}", findings=[["REC101", "TITR", "souvent"]]) for n in range(5)]
    once = [notice(f"M06500002{n:02d}", findings=[["REC101", "TITR", f"seul {n}"]]) for n in range(30)]
    tally = tallied(*often, *once)
    assert len(tally.terms) <= 10
    assert tally.terms[("REC101", "TITR", "souvent")] == 5
    assert set(tally.samples) == set(tally.terms)


def test_a_board_is_that_of_published_notices_of_the_museum():
    first = factories.record({**COMPLETE, "INV": "2026.1.1"}, has_image=True)
    again = factories.record({**COMPLETE, "INV": "2026.1.1"}, has_image=True)
    factories.record(COMPLETE, status=Status.WITHDRAWN)
    factories.record({**COMPLETE, "MUSEO": "M0001"})
    picture(first)
    picture(again, sha256=first.ref)
    picture(first, name="petite.jpg", width=500, height=300, withdrawn=True)
    found = measuring.measure(MUSEUM)
    assert (found.counts["online"], found.counts["withdrawn"], found.counts["images"]) == (2, 1, 2)
    assert found.facts["numbers"] == [("2026.1.1", 2)]
    assert found.facts["twins"] == [(first.ref, 2)]
    assert found.facts["pictures"] == [(first.ref, 2)]


def test_unknown_terms_are_counted_by_vocabulary():
    for _number in range(3):
        factories.record({**COMPLETE, "DOMN": "painture"}, findings=[["AUT010", "DOMN", "painture"]])
    found = measuring.measure(MUSEUM)
    assert found.counts["vocabulary"] == 3
    assert found.facts["schemes"][0][:2] == ["DOMN", 3]
    assert found.facts["schemes"][0][2][0] == ["AUT010", "DOMN", "painture", 3]


def change(record: Record, ago: timedelta = timedelta(minutes=10)) -> None:
    from coffret.catalogue.models import Change

    with transaction.atomic():
        log.append(ChangeKind.UPDATED, [record.pk])
    Change.objects.filter(record=record).update(at=timezone.now() - ago)


def test_boards_follow_the_log_and_leave_alone_who_is_publishing():
    one, other = factories.record(COMPLETE), factories.record({**COMPLETE, "MUSEO": "M0001"})
    assert duties.stale() == ["M0001", MUSEUM]
    assert duties.catch_up() == 2
    change(one)
    change(other, timedelta(0))
    before = Board.objects.get(museum="M0001").measured_at
    assert duties.stale() == [MUSEUM]
    assert duties.catch_up() == 1
    assert Board.objects.get(museum="M0001").measured_at == before
    assert duties.catch_up(calm=timedelta(0)) == 1
    assert duties.stale(timedelta(0)) == []
    change(other)
    assert duties.stale() == ["M0001"]
    assert "1" in duties.follow()
    assert duties.follow() == ""


def test_an_acceptance_makes_the_board_old():
    change(factories.record(COMPLETE, findings=[["REC012", "DIMS", ""]]))
    duties.catch_up()
    assert Board.objects.get().facts["rules"]
    Acceptance.objects.create(museum_id=MUSEUM, code="REC012", field="DIMS", reason="Sans objet ici", at=timezone.now())
    assert duties.stale() == [MUSEUM]
    duties.catch_up()
    assert Board.objects.get().facts["rules"] == []
    assert duties.stale() == []


def test_each_day_has_its_row_even_when_nothing_changed():
    change(factories.record(COMPLETE))
    duties.catch_up()
    Measure.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert "1" in duties.days()
    assert Measure.objects.count() == 2
    assert duties.days() == ""


def test_the_curve_keeps_few_points_and_the_last_of_each():
    today = timezone.localdate()
    days = [(today - timedelta(days=300 - n), n) for n in range(301)]
    points = trend.thinned(days)
    assert len(points) <= trend.MOST
    assert points[-1] == (today, 300)
    assert trend.thinned(days[-5:]) == days[-5:]


def test_no_curve_before_two_days():
    factories.museum(MUSEUM)
    measuring.note(MUSEUM, {"minimum": 3})
    assert trend.plot(MUSEUM, "minimum") is None
    Measure.objects.create(museum_id=MUSEUM, day=timezone.localdate() - timedelta(days=1), counts={"minimum": 1})
    plot = trend.plot(MUSEUM, "minimum")
    assert plot is not None
    assert [datum.value for datum in plot.data] == [1, 3]
