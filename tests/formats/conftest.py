"""Files handed in, made of a few lines, and what reading them gives."""

from types import SimpleNamespace

import pytest

from coffret.base.errors import Refused
from coffret.formats.detect import open_source


@pytest.fixture
def handed_in(tmp_path):
    """Return a function that writes text (UTF-8) or bytes to a file and returns its path."""

    def make(content, name="versement.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def read(handed_in):
    """Return a function: content → what was detected, the records, and all the notes."""

    def run(content, name="versement.txt"):
        source, records = open_source(handed_in(content, name))
        records = list(records)
        said = [*source.notes, *(note for record in records for note in record.notes)]
        return SimpleNamespace(source=source, records=records, notes=said, codes={note[0] for note in said})

    return run


@pytest.fixture
def refusal(handed_in):
    """Return a function: content → the Refused it meets; the test fails when it is read."""

    def run(content, name="versement.txt"):
        with pytest.raises(Refused) as caught:
            list(open_source(handed_in(content, name))[1])
        refused = caught.value
        assert refused.code.startswith("SUB0")
        assert refused.facts["file"] == name
        assert refused.facts["remedy"] in str(refused)
        assert name in str(refused)
        return refused

    return run
