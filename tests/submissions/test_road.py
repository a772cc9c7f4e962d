"""From a museum's file to rows: created, updated, unchanged, refused; what was there is kept."""

import gzip
import tracemalloc
from pathlib import Path

import pytest
from sheets import sheet, text_of

from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.catalogue.actions import rebuild, withdraw
from coffret.catalogue.models import Change, Record, RecordVersion, Status
from coffret.submissions import actions, received
from coffret.submissions.examination import Examination
from coffret.submissions.mending import by_hand
from coffret.submissions.models import FindingGroup, Line, Stage, Submission
from coffret.submissions.payload import unpack
from coffret.submissions.report import report


def counts(submission: Submission) -> tuple[int, int, int, int]:
    return submission.created, submission.updated, submission.unchanged, submission.rejected


def codes(submission: Submission) -> set[str]:
    return set(FindingGroup.objects.filter(submission=submission).values_list("code", flat=True))


def record(number: int) -> Record:
    return Record.objects.get(ref=f"M0650{number:06d}")


def kinds() -> list[str]:
    return list(Change.objects.order_by("sequence").values_list("kind", flat=True))


def test_a_new_record_is_published_with_what_is_derived_from_it(submit):
    submission = submit(sheet(1, TITR="La lecture", MILL="1822 entre ; 1880 et"))

    assert counts(submission) == (1, 0, 0, 0)
    made = record(1)
    assert (made.title, made.year_from, made.year_to, made.version) == ("La lecture", 1822, 1880, 1)
    assert made.values["DENO"] == "assiette"
    assert made.submission == submission.pk
    assert kinds() == ["published"]


def test_nothing_of_the_catalogue_changes_before_publication(submit):
    submission = submit(sheet(1), publication=False)

    assert submission.stage == Stage.CHECKED
    assert counts(submission) == (1, 0, 0, 0)
    assert not Record.objects.exists()
    assert not Museum.objects.exists()
    assert not kinds()


def test_the_same_file_twice_changes_nothing(submit):
    submit(sheet(1), sheet(2))
    before = list(Record.objects.order_by("pk").values())

    again = submit(sheet(1), sheet(2))

    assert counts(again) == (0, 0, 2, 0)
    assert list(Record.objects.order_by("pk").values()) == before
    assert kinds() == ["published", "published"]


def test_an_update_leaves_absent_fields_and_clears_empty_ones(submit):
    submit(sheet(1, TITR="Ancien titre", DESC="Décor bleu.", COMM="à revoir"))
    update = {code: text for code, text in sheet(1, TITR="Nouveau titre", COMM="").items() if code != "DESC"}

    submission = submit(update)

    assert counts(submission) == (0, 1, 0, 0)
    now = record(1)
    assert now.values["TITR"] == "Nouveau titre"
    assert now.values["DESC"] == "Décor bleu."
    assert "COMM" not in now.values
    assert (now.title, now.version) == ("Nouveau titre", 2)
    kept = RecordVersion.objects.get(record=now)
    assert (kept.number, kept.values["TITR"], kept.values["COMM"]) == (1, "Ancien titre", "à revoir")
    assert kept.submission != submission.pk
    assert kinds() == ["published", "updated"]


def test_a_compulsory_field_cannot_be_cleared(submit):
    submit(sheet(1))

    submission = submit(sheet(1, INV=""))

    assert counts(submission) == (0, 0, 0, 1)
    assert record(1).values["INV"] == "2026.1.1"


@pytest.mark.parametrize("missing", ["REF", "MUSEO", "INV", "DOMN", "STAT"])
def test_a_record_without_a_compulsory_field_is_refused_and_the_others_pass(submit, missing):
    lame = {code: text for code, text in sheet(1).items() if code != missing}

    submission = submit(lame, sheet(2))

    assert counts(submission) == (1, 0, 0, 1)
    assert Record.objects.count() == 1
    refusal = FindingGroup.objects.get(submission=submission, severity="erreur", field=missing)
    assert refusal.lines == [1]


def test_a_record_without_reference_is_proposed_the_next_one_of_its_museum(submit):
    submit(sheet(41))
    lame = {code: text for code, text in sheet(1).items() if code != "REF"}

    submission = submit(lame)

    proposal = FindingGroup.objects.get(submission=submission, code="SUB058")
    assert proposal.facts["proposed"] == "M0650000042"


def test_a_reference_promised_to_a_record_that_waits_is_not_proposed_to_another(submit):
    first, second = [submit({code: text for code, text in sheet(number).items() if code != "REF"}) for number in (1, 2)]

    proposed = [FindingGroup.objects.get(submission=one, code="SUB058").facts["proposed"] for one in (first, second)]
    assert proposed == ["M0650000001", "M0650000002"]


@pytest.mark.parametrize("judged", ["before the other is published", "after"])
def test_a_reference_given_to_two_records_never_makes_one_the_update_of_the_other(submit, judged):
    mine = submit({code: text for code, text in sheet(1, INV="2026.1.1").items() if code != "REF"})
    [held] = mine.lines.all()
    if judged == "after":
        submit(sheet(1, INV="2026.1.2", TITR="Un autre objet"))
    by_hand.change(mine, 0, {"REF": "M0650000001"}, by=None, edition=by_hand.stamp(held))
    if judged != "after":
        assert counts(mine) == (1, 0, 0, 0)
        submit(sheet(1, INV="2026.1.2", TITR="Un autre objet"))
        actions.publish(mine)

    mine.refresh_from_db()
    assert counts(mine) == (0, 0, 0, 1)
    assert (record(1).title, record(1).version) == ("Un autre objet", 1)
    refusal = FindingGroup.objects.get(submission=mine, code="SUB073")
    assert refusal.facts == {"inventory": "2026.1.2"}


def test_a_reference_given_here_to_the_same_object_updates_it(submit):
    mine = submit({code: text for code, text in sheet(1, TITR="Le même").items() if code != "REF"})
    submit(sheet(1))
    [held] = mine.lines.all()

    by_hand.change(mine, 0, {"REF": "M0650000001"}, by=None, edition=by_hand.stamp(held))

    mine.refresh_from_db()
    assert counts(mine) == (0, 1, 0, 0)


def test_a_reference_repeated_with_other_content_is_refused_the_first_stays(submit):
    submission = submit(sheet(1, TITR="Premier"), sheet(2), sheet(1, TITR="Second"))

    assert counts(submission) == (2, 0, 0, 1)
    assert record(1).title == "Premier"
    finding = FindingGroup.objects.get(submission=submission, code="SUB050")
    assert finding.facts["twin_line"] == 1
    assert finding.value == "M0650000001"


def test_an_identical_repeat_is_folded_and_said_whatever_the_order_of_its_fields(submit):
    same = dict(reversed(sheet(1).items()))
    same = {"REF": same.pop("REF"), **same}

    submission = submit(sheet(1), same)

    assert counts(submission) == (1, 0, 1, 0)
    assert "SUB051" in codes(submission)
    assert Record.objects.count() == 1


def test_repeats_are_seen_across_batches(submit):
    submission = submit(*(sheet(number) for number in range(1, 700)), sheet(1), sheet(2, TITR="autre"))

    assert counts(submission) == (699, 0, 1, 1)


def test_a_submission_for_a_museum_refuses_the_others_and_fills_in_its_code(submit):
    without = {code: text for code, text in sheet(2).items() if code != "MUSEO"}
    other = {**sheet(3), "REF": "M0811000003", "MUSEO": "M0811"}

    submission = submit(sheet(1), without, other, museum="M0650")

    assert counts(submission) == (2, 0, 0, 1)
    assert record(2).museum_id == "M0650"
    assert "SUB072" in {group.code for group in submission.finding_groups.all()}
    assert "SUB052" in codes(submission)


def test_a_reference_held_by_another_museum_is_refused(submit):
    submit(sheet(1))

    submission = submit(sheet(1, MUSEO="M0811"))

    assert counts(submission) == (0, 0, 0, 1)
    assert "SUB053" in codes(submission)
    assert record(1).museum_id == "M0650"


def test_an_update_that_leaves_the_museum_out_does_not_reach_another_museums_record(submit):
    submit(sheet(1, TITR="Un"))
    sly = {code: text for code, text in sheet(1, TITR="Deux").items() if code != "MUSEO"}

    submission = submit(sly, museum="M0811")

    assert counts(submission) == (0, 0, 0, 1)
    assert "SUB052" in codes(submission)
    assert record(1).title == "Un"
    assert submit(sly, museum="M0650").updated == 1


def test_an_unknown_museum_enters_with_what_the_record_says(submit):
    submit(sheet(1, NOMOFF="Musée de l'hôtel Sandelin", REGION="Hauts-de-France"))

    museum = Museum.objects.get(code="M0650")
    assert (museum.official_name, museum.city) == ("Musée de l'hôtel Sandelin", "Saint-Omer")
    assert (museum.region, museum.provisional) == ("Hauts-de-France", True)
    # The directory's words are not the record's.
    assert "NOMOFF" not in record(1).values


def test_a_known_museum_is_left_as_the_directory_says(submit):
    Museum.objects.create(code="M0650", official_name="nom officiel", city="Saint-Omer")

    submit(sheet(1, NOMOFF="autre nom"))

    assert Museum.objects.get().official_name == "nom officiel"


def test_what_the_platform_makes_is_no_change(submit):
    submit(sheet(1, DMAJ="2025-01-01"))

    assert counts(submit(sheet(1, DMAJ="2026-01-01"))) == (0, 0, 1, 0)


def test_a_withdrawn_record_handed_in_again_is_restored(submit):
    submit(sheet(1))
    assert withdraw("M0650000001", "doublon")
    assert (record(1).status, record(1).withdrawn_reason) == (Status.WITHDRAWN, "doublon")
    assert not withdraw("M0650000001", "encore")

    submission = submit(sheet(1))

    assert counts(submission) == (0, 1, 0, 0)
    assert (record(1).status, record(1).withdrawn_reason, record(1).version) == (Status.PUBLISHED, "", 3)
    assert kinds() == ["published", "withdrawn", "restored"]


def test_withdrawing_asks_for_a_reason_and_a_known_reference(submit):
    submit(sheet(1))
    with pytest.raises(Refused, match="raison"):
        withdraw("M0650000001", "  ")
    with pytest.raises(Refused, match="M0000000000"):
        withdraw("M0000000000", "doublon")


def test_the_file_is_given_back_byte_for_byte_and_kept_once(db, tmp_path):
    content = text_of(sheet(1)).replace("\n", "\r\n").encode("windows-1252")
    path = tmp_path / "export d'été.txt"
    path.write_bytes(content)

    first, second = actions.submit(path), actions.submit(path)

    with actions.original(first) as stream:
        assert stream.read() == content
    assert first.sha256 == second.sha256
    assert gzip.decompress(received.address(first.sha256).read_bytes()) == content
    assert first.file_name == "export d'été.txt"


def test_a_file_nobody_can_read_leaves_nothing_behind(db, tmp_path):
    path = tmp_path / "photo.txt"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)

    with pytest.raises(Refused):
        actions.submit(path, publication=True)

    assert not Submission.objects.exists()
    assert not Line.objects.exists()


def test_a_file_cut_in_its_middle_is_refused_whole(db, tmp_path):
    path = tmp_path / "coupe.csv"
    rows = "".join(f'M0650{n:06d};M0650;2026.{n};céramique;"propriété de la commune"\r\n' for n in range(1200))
    path.write_text("REF;MUSEO;INV;DOMN;STAT\r\n" + rows + 'M0650999999;M0650;"jamais fermé', encoding="utf-8")

    with pytest.raises(Refused) as refusal:
        actions.submit(path, publication=True)

    assert refusal.value.facts["line"] == 1202
    assert not Submission.objects.exists()
    assert not Line.objects.exists()
    assert not Record.objects.exists()


def test_an_interrupted_check_is_taken_up_again(db, write):
    path = write(sheet(1), sheet(2))
    submission = actions.receive(path)
    Line.objects.create(submission=submission, number=1, ref="M0650000001", outcome="C", payload=b"")

    again = actions.receive(path)
    assert again == submission
    actions.check(again)

    assert counts(again) == (2, 0, 0, 0)
    assert Line.objects.filter(submission=again).count() == 2


def test_only_a_checked_submission_is_published(db, write):
    submission = actions.receive(write(sheet(1)))
    with pytest.raises(Refused, match="contrôlé"):
        actions.publish(submission)


def test_publishing_twice_publishes_once(submit):
    submission = submit(sheet(1))
    assert actions.publish(submission).stage == Stage.PUBLISHED
    assert kinds() == ["published"]


def test_a_record_changed_between_check_and_publication_is_merged_with_what_it_became(submit, write):
    submit(sheet(1, TITR="Premier", DESC="Décor bleu."))
    late = actions.receive(write({**sheet(1, TITR="Troisième")}, name="tard.txt"))
    actions.check(late)
    submit(sheet(1, TITR="Deuxième", DESC="Décor rouge.", COMM="vu"))

    actions.publish(late)

    now = record(1)
    assert (now.values["TITR"], now.values["DESC"], now.values["COMM"]) == ("Troisième", "Décor rouge.", "vu")
    assert now.version == 3
    assert Line.objects.get(submission=late).version_before == 2


def test_two_submissions_that_both_make_a_record_end_as_a_making_and_an_update(db, write):
    first = actions.check(actions.receive(write(sheet(1, TITR="Un"), name="a.txt")))
    second = actions.check(actions.receive(write(sheet(1, TITR="Deux"), name="b.txt")))

    actions.publish(first)
    second = actions.publish(second)

    assert counts(second) == (0, 1, 0, 0)
    assert (record(1).title, record(1).version) == ("Deux", 2)


def test_a_record_taken_by_another_museum_meanwhile_is_refused_at_publication(db, write):
    late = actions.check(actions.receive(write(sheet(1), name="tard.txt")))
    actions.submit(write({**sheet(1), "MUSEO": "M0811"}), publication=True)

    late = actions.publish(late)

    assert counts(late) == (0, 0, 0, 1)
    assert record(1).museum_id == "M0811"
    assert "SUB053" in codes(late)


def test_a_line_keeps_what_was_handed_in_where_it_stood_and_what_was_found(submit):
    submission = submit(sheet(1, TITR="LE CHÂTEAU DE SAINT-OMER", COMM=""))

    content = unpack(bytes(Line.objects.get(submission=submission).payload))
    assert content.values["TITR"] == "LE CHÂTEAU DE SAINT-OMER"
    assert content.empty == ["COMM"]
    assert content.lines["TITR"] == 16
    assert all(line >= 1 for _code, _field, _value, line, _facts in content.findings)


def test_the_report_goes_from_the_gravest_and_the_commonest(submit):
    lame = {code: text for code, text in sheet(3).items() if code != "STAT"}
    submission = submit(sheet(1, WWW="pas une adresse"), sheet(2), lame, publication=False)

    told = report(submission)

    assert (told.records, told.accepted, told.rejected) == (3, 2, 1)
    severities = [severity for severity, _rules in told.by_severity()]
    assert severities == sorted(severities, key=["erreur", "alerte", "signalement"].index)
    first = told.findings_json()[0]
    assert (first["code"], first["field"], first["count"], first["lines"]) == ("REC004", "STAT", 1, [33])
    assert first["message"]
    assert first["remedy"]


def test_rebuilding_derives_again_from_the_values(submit):
    submit(sheet(1, TITR="La lecture"), sheet(2))
    Record.objects.update(title="faux", sort_title="faux")

    assert rebuild() == 2

    assert record(1).title == "La lecture"
    assert record(2).title != "faux"


def test_memory_stays_flat_while_a_file_grows(db, tmp_path):
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.csv"
        with path.open("w", encoding="utf-8") as out:
            out.write("REF;MUSEO;INV;DOMN;STAT;TITR\n")
            for number in range(count):
                out.write(f"M0650{number:06d};M0650;2026.{number};céramique;propriété de la commune;TITRE {number}\n")
        tracemalloc.start()
        Examination(Path(path)).run()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(200)
    assert peak(4000) < 2.5 * peak(1900)
