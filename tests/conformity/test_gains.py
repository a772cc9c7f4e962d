"""The corrections that gain most: ranked by what they mend, prepared as a submission, read like any other."""

import factories
import pytest
from django.utils import timezone

from coffret.accounts.models import Role, User
from coffret.authorities.models import Concept, ConceptLabel, LabelKind, Scheme
from coffret.base.errors import Refused
from coffret.catalogue.checking import Context, check_record
from coffret.catalogue.models import Record
from coffret.conformity import gains, measuring
from coffret.conformity.gains import Gain
from coffret.submissions import actions
from coffret.submissions.models import Origin, Outcome, Stage, Submission
from coffret.submissions.payload import unpack

pytestmark = pytest.mark.django_db(transaction=True)

MUSEUM = "M0650"
# REC044: precisions written without their colon, which the rule puts back by itself.
DATE, MENDED = "1822 entre ; 1880 et", "1822 : entre ; 1880 : et"


@pytest.fixture
def manager() -> User:
    return factories.user(museums={MUSEUM: Role.MANAGER})


def checked(**values: str) -> Record:
    """Return a published notice with the findings of its check."""
    record = factories.record({"TITR": "Coffret", **values})
    found = check_record(record.values, Context())
    record.findings = [[one.code, one.field, one.value[:300]] for one in found]
    record.save(update_fields=["findings"])
    return record


@pytest.fixture
def domains() -> None:
    """A vocabulary of two domains."""
    scheme = Scheme.objects.create(code="DOMN", title="Domaines", loaded_at=timezone.now())
    for label in ("peinture", "dessin"):
        concept = Concept.objects.create(scheme=scheme, label=label)
        ConceptLabel.objects.create(scheme=scheme, concept=concept, label=label, folded=label, kind=LabelKind.PREFERRED)


def best() -> list[Gain]:
    return [Gain(*row) for row in measuring.measure(MUSEUM).facts["gains"]]


def test_what_mends_most_notices_comes_first():
    for year in range(3):
        checked(MILL=f"182{year} entre ; 1880 et")
    checked(TITR="Un titre  à deux blancs")
    found = best()
    assert found[0].code == "REC044"
    assert (found[0].field, found[0].value, found[0].notices) == ("MILL", "", 3)
    assert [one.notices for one in found] == sorted((one.notices for one in found), reverse=True)
    assert found[0].after.count(":") == 2


def test_an_unknown_term_is_offered_what_was_probably_meant(domains: None):
    for _number in range(2):
        factories.record({"TITR": "Coffret", "DOMN": "paiture ; dessin"}, findings=[["AUT010", "DOMN", "paiture"]])
    found = next(one for one in best() if one.field == "DOMN")
    assert (found.value, found.choices[0], found.notices) == ("paiture", "peinture", 2)
    assert found.after == "peinture ; dessin"


def test_what_identifies_a_notice_is_never_corrected_in_bulk(manager: User):
    with pytest.raises(Refused, match="n’existe pas"):
        gains.prepare(MUSEUM, "REC044", "REF", "", "", by=manager)
    with pytest.raises(Refused, match="n’existe pas"):
        gains.prepare(MUSEUM, "NON999", "MILL", "", "", by=manager)
    with pytest.raises(Refused, match="Choisir"):
        gains.prepare(MUSEUM, "REC044", "MILL", "1822", " ", by=manager)


def test_prepared_it_waits_then_publishes_like_any_other(manager: User):
    records = [checked(MILL=DATE) for _number in range(3)]
    checked(MILL="1905")
    factories.record({"MUSEO": "M0001", "MILL": DATE}, findings=[["REC044", "MILL", DATE]])
    submission = gains.prepare(MUSEUM, "REC044", "MILL", "", "", by=manager)
    assert (submission.origin, submission.stage) == (Origin.CORRECTION, Stage.CHECKED)
    assert (submission.updated, submission.rejected, submission.museums) == (3, 0, [MUSEUM])
    assert submission.submitted_by == manager
    line = submission.lines.filter(outcome=Outcome.UPDATED).first()
    assert line is not None
    assert unpack(line.payload).values["MILL"] == MENDED
    records[0].refresh_from_db()
    assert records[0].values["MILL"] == DATE
    actions.publish(submission)
    for record in records:
        record.refresh_from_db()
        assert (record.values["MILL"], record.values["TITR"]) == (MENDED, "Coffret")
    assert not any(one.code == "REC044" for one in best())
    with pytest.raises(Refused, match="Plus aucune notice"):
        gains.prepare(MUSEUM, "REC044", "MILL", "", "", by=manager)


def test_a_term_is_replaced_as_a_whole_and_nothing_else(manager: User):
    both = checked(DOMN="painture ; dessin")
    inside = checked(DOMN="painture sur soie")
    Record.objects.update(findings=[["AUT010", "DOMN", "painture"]])
    submission = gains.prepare(MUSEUM, "AUT010", "DOMN", "painture", "peinture", by=manager)
    texts = {line.ref: unpack(line.payload).values["DOMN"] for line in submission.lines.order_by("pk")}
    assert texts == {both.ref: "peinture ; dessin"}
    assert inside.ref not in texts
    assert Submission.objects.count() == 1
