"""Texts longer than any column: SQLite keeps them whatever a column says, PostgreSQL refuses what it has no room for."""

import factories
import pytest
from sheets import sheet

from coffret.catalogue.fields import FIELDS
from coffret.catalogue.models import Record
from coffret.submissions.merging import PLATFORM
from coffret.submissions.models import Outcome

LONG = "Œ" + " long" * 600


@pytest.mark.parametrize("code", [field.code for field in FIELDS])
def test_a_field_of_any_length_is_judged_and_kept_or_refused(submit, code):
    factories.museum()
    submission = submit(sheet(1, **{"TITR": "Titre", code: LONG}))
    line = submission.lines.get()
    # What names a record or its museum has a length of its own.
    assert (line.outcome == Outcome.REJECTED) == (code in {"REF", "MUSEO"})
    if line.outcome != Outcome.REJECTED:
        # What is worked out here is not kept; all else is, as it was written.
        assert Record.objects.get(pk=line.record).values.get(code) == (None if code in PLATFORM else LONG)
