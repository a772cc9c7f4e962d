"""What is written in a form: a file of one line that takes the road of all the others."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import factories
import pytest
from django.db import connection
from paper_samples import jpeg
from sheets import WHOLE, sheet

from coffret.catalogue.models import Record
from coffret.images.models import Image
from coffret.submissions import actions, forming
from coffret.submissions.models import Line, Origin, Stage, Submission

pytestmark = pytest.mark.django_db(transaction=True)


def new(**values: str) -> dict[str, str]:
    return {**WHOLE, **values}


def test_a_new_record_gets_the_next_reference_and_waits():
    factories.record({"REF": "M0650000041", "MUSEO": "M0650"})
    author = factories.user()

    submission = forming.submit(new(TITR="La lecture"), museum="M0650", by=author)

    assert (submission.stage, submission.created, submission.museum) == (Stage.CHECKED, 1, "M0650")
    assert (submission.origin, submission.submitted_by) == (Origin.FORM, author)
    assert submission.lines.get().ref == "M0650000042"
    assert not Record.objects.filter(ref="M0650000042").exists()


def test_what_was_written_is_given_back_as_a_file():
    submission = forming.submit(new(TITR="Été « indien »"), museum="M0650", by=None)

    with actions.original(submission) as kept:
        assert json.loads(kept.read()) == {**new(TITR="Été « indien »"), "REF": "M0650000001"}
    assert submission.file_name == "M0650000001.jsonl"


def test_two_new_records_that_wait_have_two_references():
    first, second = (forming.submit(new(INV=f"2026.1.{n}"), museum="M0650", by=None) for n in (1, 2))

    assert [one.lines.get().ref for one in (first, second)] == ["M0650000001", "M0650000002"]


def test_two_people_at_once_never_get_the_same_reference():
    factories.museum()

    def write(number: int) -> str:
        try:
            return forming.submit(new(INV=f"2026.1.{number}"), museum="M0650", by=None).lines.get().ref
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        refs = list(people.map(write, range(6)))

    assert len(set(refs)) == 6


def test_a_changed_field_is_published_and_the_others_stay():
    record = factories.record({"TITR": "Ancien titre", "DESC": "Décor bleu.", "COMM": "à revoir", "DENO": "tableau"})

    submission = forming.submit(
        {"TITR": "Nouveau titre", "COMM": ""}, museum="M0650", by=None, ref=record.ref, publication=True
    )

    record.refresh_from_db()
    assert (submission.stage, submission.updated) == (Stage.PUBLISHED, 1)
    assert (record.values["TITR"], record.values["DESC"]) == ("Nouveau titre", "Décor bleu.")
    assert "COMM" not in record.values
    assert record.version == 2


def test_a_refused_record_is_kept_and_not_published():
    submission = forming.submit(new(STAT=""), museum="M0650", by=None, publication=True)

    assert (submission.stage, submission.rejected) == (Stage.CHECKED, 1)
    assert not Record.objects.exists()


def test_nobody_writes_the_record_of_another_museum():
    other = factories.record({"MUSEO": "M0811", "TITR": "La leur"})

    submission = forming.submit({"TITR": "La mienne"}, museum="M0650", by=None, ref=other.ref, publication=True)

    other.refresh_from_db()
    assert submission.rejected == 1
    assert other.values["TITR"] == "La leur"


def test_a_form_made_from_another_version_is_refused_with_both_texts():
    record = factories.record({"TITR": "Premier", "DESC": "Courte.", "DENO": "tableau"})
    began = record.version
    forming.submit({"TITR": "Leur titre", "DESC": "Longue."}, museum="M0650", by=None, ref=record.ref, publication=True)

    with pytest.raises(forming.Stale) as refusal:
        forming.submit({"TITR": "Mon titre"}, museum="M0650", by=None, ref=record.ref, version=began)

    assert refusal.value.fields == [forming.Twofold("TITR", "Premier", "Leur titre", "Mon titre")]
    assert refusal.value.theirs == {"DESC": "Longue."}
    assert refusal.value.version == 2
    assert Submission.objects.count() == 1


def test_images_are_added_ordered_and_removed(tmp_path: Path):
    record = factories.record({"DENO": "tableau", "PHOT": "© Jeanne Morel"})
    for number, name in enumerate(("face.jpg", "dos.jpg")):
        (tmp_path / name).write_bytes(jpeg(1600, 1500 + number))
    forming.submit(
        {"REFIM": "face.jpg;dos.jpg"}, museum="M0650", by=None, ref=record.ref, images=tmp_path, publication=True
    )
    assert names(record) == ["face.jpg", "dos.jpg"]

    nothing = tmp_path / "vide"
    nothing.mkdir()
    forming.submit(
        {"REFIM": "dos.jpg;face.jpg"}, museum="M0650", by=None, ref=record.ref, images=nothing, publication=True
    )
    assert names(record) == ["dos.jpg", "face.jpg"]

    forming.submit({"REFIM": "face.jpg"}, museum="M0650", by=None, ref=record.ref, images=nothing, publication=True)
    assert names(record) == ["face.jpg"]


def names(record: Record) -> list[str]:
    return list(Image.objects.filter(record=record).order_by("position").values_list("name", flat=True))


def test_a_refused_line_does_not_use_up_a_number():
    forming.submit({**sheet(900), "STAT": ""}, museum="M0650", by=None)

    assert Line.objects.get().outcome == "R"
    assert forming.submit(new(), museum="M0650", by=None).lines.get().ref == "M0650000001"


def test_a_record_being_written_is_judged_and_nothing_is_kept():
    record = factories.record({"TITR": "Titre", "DENO": "tableau"})

    looked = forming.look({"REF": record.ref, "STAT": "", "TITR": "Titre  "}, museum="M0650")

    assert looked.refused
    assert not looked.changes
    assert "SUB059" in {finding.code for finding in looked.findings}
    assert not Submission.objects.exists()
    assert forming.look({"REF": record.ref, "DESC": "Décor."}, museum="M0650").changes


def test_a_finding_offers_what_to_write_instead():
    looked = forming.look({**new(WWW="www.example.org/notice"), "REF": "M0650000009"}, museum="M0650")

    (finding,) = (one for one in looked.findings if one.code == "REC120")
    assert forming.fixes(finding, "www.example.org/notice") == ["https://www.example.org/notice"]
