"""A notice written in a form: checked while one types, saved or published, never over somebody else's words."""

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from paper_samples import jpeg

from coffret.accounts.models import Participation, Role
from coffret.catalogue.models import Record
from coffret.images.models import Image
from coffret.submissions import actions
from coffret.submissions.models import Origin, Review, Stage, Submission
from coffret.submissions.payload import unpack

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE = {
    "INV": "2026.9.1",
    "DOMN": "céramique",
    "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
    "DENO": "assiette",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
}
NEW = "/pro/notices/nouvelle?musee=M0650"


def member(role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(factories.user(museums={"M0650": role}))
    return client


def edit_url(record: Record) -> str:
    return reverse("desk:record_edit", args=[record.ref])


def post(client: Client, url: str, action: str = "enregistrer", **values: object):
    return client.post(url, {"action": action, **values})


def page(answer) -> str:
    return answer.content.decode()


def test_a_new_notice_is_published_by_a_manager():
    answer = post(member(), NEW, "publier", **WHOLE, TITR="La lecture")

    submission = Submission.objects.get()
    assert answer["Location"] == submission.get_absolute_url()
    assert (submission.stage, submission.origin) == (Stage.PUBLISHED, Origin.FORM)
    assert Record.objects.get().values["TITR"] == "La lecture"


def test_what_a_contributor_saves_waits():
    client = member(Role.CONTRIBUTOR)
    assert "publier" not in page(client.get(NEW))

    post(client, NEW, "publier", **WHOLE)

    assert Submission.objects.get().stage == Stage.CHECKED
    assert not Record.objects.exists()


def test_where_the_office_reads_first_a_review_is_asked():
    client = member()
    Participation.objects.update(reviewed=True)

    post(client, NEW, "publier", **WHOLE)

    assert Review.objects.get().submission == Submission.objects.get()
    assert not Record.objects.exists()


def test_a_notice_with_errors_is_not_published_and_nothing_typed_is_lost():
    answer = post(member(), NEW, "publier", INV="2026.9.1", TITR="La lecture")

    assert answer.status_code == 422
    assert "La lecture" in page(answer)
    assert "DOMN" in page(answer)
    assert not Submission.objects.exists()


def test_a_notice_with_errors_may_be_kept_to_be_finished_later():
    post(member(), NEW, INV="2026.9.1", TITR="La lecture")

    assert (Submission.objects.get().rejected, Record.objects.count()) == (1, 0)


def test_only_what_changed_is_handed_in():
    record = factories.record({"TITR": "Ancien", "DESC": "Ligne 1#Ligne 2", "COMM": "à revoir"})

    post(
        member(),
        edit_url(record),
        "publier",
        version=record.version,
        **{**record.values, "TITR": "Nouveau", "COMM": ""},
    )

    record.refresh_from_db()
    assert (record.values["TITR"], record.values["DESC"]) == ("Nouveau", "Ligne 1#Ligne 2")
    assert "COMM" not in record.values
    line = Submission.objects.get().lines.get()
    assert line.ref == record.ref


def test_nothing_changed_is_said():
    record = factories.record({"TITR": "Titre"})

    answer = post(member(), edit_url(record), version=record.version, **record.values)

    assert answer.status_code == 422
    assert "Rien n’a changé" in page(answer)
    assert not Submission.objects.exists()


def test_lines_typed_are_written_as_the_specification_wants():
    record = factories.record({"DENO": "assiette"})

    post(
        member(), edit_url(record), "publier",
        version=record.version, DESC="Au revers :\r\n un cachet.", DENO="assiette\r\nplat ;\r\n", TECH="ivoire\r\npapier",
    )  # fmt: skip

    record.refresh_from_db()
    assert record.values["DESC"] == "Au revers :#un cachet."
    assert record.values["DENO"] == "assiette ; plat"
    assert record.values["TECH"] == "ivoire#papier"


def test_a_check_while_typing_tells_each_field_and_keeps_nothing():
    record = factories.record({"DENO": "assiette"})

    answer = member().post(
        edit_url(record),
        {"action": "controler", "version": record.version, "STAT": "", "WWW": "www.example.org/n"},
        headers={"Accept": "application/json"},
    )

    told = answer.json()
    assert {"STAT", "WWW"} <= told["fields"].keys()
    assert 'data-text="https://www.example.org/n"' in told["fields"]["WWW"]
    assert "empêche" in told["summary"]
    assert not Submission.objects.exists()


def test_a_fix_is_applied_without_a_script():
    record = factories.record({"DENO": "assiette"})
    client = member()
    given = {"version": record.version, "WWW": "www.example.org/n", "DESC": "En cours"}
    told = client.post(
        edit_url(record), {"action": "controler", **given}, headers={"Accept": "application/json"}
    ).json()
    key = told["fields"]["WWW"].split('name="corriger" value="')[1].split('"')[0]

    answer = client.post(edit_url(record), {"corriger": key, **given})

    assert "https://www.example.org/n</textarea>" in page(answer)
    assert "En cours</textarea>" in page(answer)


def test_two_tabs_on_one_notice_are_told_both_texts_and_one_is_chosen():
    record = factories.record({"TITR": "Premier", "DESC": "Courte."})
    first, second = member(), member()
    version = record.version
    post(first, edit_url(record), "publier", version=version, TITR="Leur titre", DESC="Longue.")

    refused = post(second, edit_url(record), "publier", version=version, TITR="Mon titre", DESC="Courte.", COMM="Vu")

    assert refused.status_code == 409
    assert "Leur" in page(refused)
    assert "Mon" in page(refused)
    assert "Longue." in page(refused)
    record.refresh_from_db()
    assert record.values["TITR"] == "Leur titre"

    post(second, edit_url(record), version=record.version, TITR="Mon titre", COMM="Vu", **{"pick.TITR": "theirs"})
    line = Submission.objects.order_by("-pk")[0].lines.get()
    assert line.outcome == "U"
    post(second, edit_url(record), "publier", version=record.version, COMM="Vu")
    record.refresh_from_db()
    assert (record.values["TITR"], record.values["DESC"], record.values["COMM"]) == ("Leur titre", "Longue.", "Vu")


def test_a_new_notice_never_takes_the_reference_of_another():
    record = factories.record({"TITR": "La leur"})

    answer = post(member(), NEW, "publier", REF=record.ref, **WHOLE)

    assert answer.status_code == 422
    assert record.ref in page(answer)
    assert not Submission.objects.exists()


def test_another_museum_writes_neither():
    record = factories.record({"MUSEO": "M0811"})
    factories.museum("M0811")
    client = member()

    assert client.get(edit_url(record)).status_code == 403
    assert client.get("/pro/notices/nouvelle?musee=M0811").status_code == 403
    assert client.get("/pro/notices/nouvelle?musee=M9999").status_code == 404


def test_a_museum_that_takes_no_part_hands_nothing_in():
    factories.museum("M0811")
    client = Client()
    client.force_login(factories.user(office=True))

    answer = post(client, "/pro/notices/nouvelle?musee=M0811", **WHOLE)

    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_images_are_added_with_their_credit_then_ordered_and_taken_off():
    record = factories.record({"DENO": "assiette", "PHOT": "© Jeanne Morel"})
    client = member()
    files = [SimpleUploadedFile(name, jpeg(1600, 1500 + n)) for n, name in enumerate(("face.jpg", "dos ; 2.jpg"))]

    post(client, edit_url(record), "publier", version=record.version, images=files, **{"images.credit": "© Anne Petit"})

    assert images(record) == [("face.jpg", "© Anne Petit"), ("dos _ 2.jpg", "© Anne Petit")]
    record.refresh_from_db()
    assert "dos _ 2.jpg" in page(client.get(edit_url(record)))

    post(
        client, edit_url(record), "publier", version=record.version,
        **{"image.2.rang": "1", "image.1.rang": "1", "image.1.credit": "© Jeanne Morel", "image.2.credit": "© Anne Petit"},
    )  # fmt: skip
    assert images(record) == [("dos _ 2.jpg", "© Anne Petit"), ("face.jpg", "© Jeanne Morel")]

    record.refresh_from_db()
    post(client, edit_url(record), "publier", version=record.version, **{"image.1.oter": "on"})
    assert images(record) == [("face.jpg", "© Jeanne Morel")]


def images(record: Record) -> list[tuple[str, str]]:
    return list(Image.objects.filter(record=record).order_by("position").values_list("name", "credit"))


def test_a_notice_begun_like_another_leaves_what_is_its_own():
    record = factories.record({"TITR": "La lecture", "INV": "1900.1.1"})

    shown = page(member().get(f"{NEW}&comme={record.ref}"))

    assert "La lecture</textarea>" in shown
    assert "1900.1.1" not in shown


def test_the_form_asks_a_fixed_number_of_queries(django_assert_max_num_queries):
    record = factories.record({"TITR": "La lecture"})
    client = member()
    client.get(edit_url(record))

    with django_assert_max_num_queries(45):
        client.get(edit_url(record))


def waiting_line(tmp_path, **values: str):
    """Return a line handed in for M0650, not published; a value « » is handed in empty."""
    path = tmp_path / "versement.txt"
    record = {"REF": "M0650000777", "MUSEO": "M0650", **WHOLE, **values}
    path.write_text("".join(f"{code}\n{text}\n" for code, text in record.items()) + "//\n")
    factories.enrolled("M0650")
    return actions.submit(path, museum="M0650").lines.get()


def line_url(line) -> str:
    return reverse("desk:line_edit", args=[line.submission_id, line.pk])


def stamp(client: Client, line) -> str:
    return page(client.get(line_url(line))).split('name="stamp" value="')[1].split('"')[0]


def texts(line) -> dict[str, str]:
    line.refresh_from_db()
    return unpack(bytes(line.payload)).values


def test_a_line_that_waits_is_corrected_by_hand(tmp_path):
    line = waiting_line(tmp_path, DOMN="céramiqe", TITR="Titre")
    client = member(Role.CONTRIBUTOR)
    shown = page(client.get(line_url(line)))
    assert "céramiqe</textarea>" in shown
    assert "publier" not in shown

    answer = post(client, line_url(line), stamp=stamp(client, line), DOMN="céramique", TITR="Titre")

    assert answer["Location"] == reverse("desk:line", args=[line.submission_id, line.pk])
    assert texts(line)["DOMN"] == "céramique"
    assert [(act.field, act.before) for act in line.submission.mendings.all()] == [("DOMN", "céramiqe")]


def test_a_refused_line_is_cured_in_the_form(tmp_path):
    line = waiting_line(tmp_path, STAT="")
    assert line.outcome == "R"
    client = member()

    post(client, line_url(line), stamp=stamp(client, line), STAT=WHOLE["STAT"])

    line.refresh_from_db()
    assert line.outcome == "C"


def test_a_field_of_the_notice_that_the_line_does_not_hand_in_is_left_alone(tmp_path):
    factories.record({"REF": "M0650000777", "DESC": "Longue description", "DENO": "assiette"})
    line = waiting_line(tmp_path, TITR="Titre")
    client = member()
    given = {"stamp": stamp(client, line), "TITR": "Autre titre", "DESC": "Longue description"}

    post(client, line_url(line), **given)

    assert "DESC" not in texts(line)
    assert texts(line)["TITR"] == "Autre titre"


def test_two_tabs_on_one_line_are_told_both_texts(tmp_path):
    line = waiting_line(tmp_path, TITR="Premier", DESC="Courte.")
    first, second = member(), member()
    old = stamp(second, line)
    post(first, line_url(line), stamp=old, TITR="Leur titre", DESC="Longue.")

    refused = post(second, line_url(line), stamp=old, TITR="Mon titre", DESC="Courte.")

    assert refused.status_code == 409
    assert "Leur" in page(refused)
    assert "Longue." in page(refused)
    new = page(refused).split('name="stamp" value="')[1].split('"')[0]
    assert post(second, line_url(line), stamp=new, TITR="Mon titre").status_code == 302
    assert (texts(line)["TITR"], texts(line)["DESC"]) == ("Mon titre", "Longue.")


def test_a_published_line_is_corrected_as_a_notice(tmp_path):
    line = waiting_line(tmp_path)
    actions.publish(line.submission)

    assert member().get(line_url(line))["Location"] == reverse("desk:record_edit", args=["M0650000777"])
