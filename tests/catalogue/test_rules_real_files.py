"""The rules before real records: none is refused, what they find is there, and they are fast."""

import csv
import time

import pytest

from coffret.base.rules import Severity
from coffret.catalogue.checking import Context, check_record
from coffret.catalogue.fields import by_name


@pytest.fixture(scope="module")
def costumes(shared_data):
    with shared_data("notices/costumes_67.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="|"))
    return [{by_name(name).code: text for name, text in row.items() if text} for row in rows]


def test_no_real_record_is_refused(costumes):
    context = Context()
    errors = [
        (record["REF"], finding.code)
        for record in costumes
        for finding in check_record(record, context)
        if finding.rule.severity is Severity.ERREUR
    ]
    assert errors == []


def test_known_faults_of_the_real_file_are_found(costumes):
    context = Context()
    found = {(finding.code, finding.value) for record in costumes for finding in check_record(record, context)}
    assert ("REC044", "1870 entre,1875 et") in found
    assert ("REC141", "Méru, musée de la nacre et de la tabletterie") in found
    assert ("REC042", "1896 / 3e quart 19e siècle") in found
    assert ("REC080", "LA MODE ILLUSTRÉE (titre inscrit)") in found


def test_texts_already_seen_cost_little(costumes):
    """What a text gives is remembered: a second pass over the same records takes well under half of the first."""
    context = Context()
    spent = []
    for _pass in range(2):
        start = time.process_time()
        for record in costumes:
            check_record(record, context)
        spent.append(time.process_time() - start)
    assert spent[1] < spent[0]
    assert spent[1] / len(costumes) < 0.001
