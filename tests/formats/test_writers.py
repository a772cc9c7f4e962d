"""Read → write → read gives the same values."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coffret.catalogue.fields import FIELDS, OPEN_DATA_COLUMNS
from coffret.formats import joconde, open_data
from coffret.formats.detect import open_source

CODES = [entry.code for entry in FIELDS]
# Text as it may be in a table: anything but NUL and half characters, which no UTF-8 text file holds.
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60).filter(
    lambda value: value.strip()
)
# Text as ajout piloté may hold it: one line, no tab, no `//`, not the ¶ that its readers remove.
LAWFUL = ANY.filter(lambda value: joconde.strict(value) == value and "¶" not in value)
TRICKY = st.sampled_from(
    ["REF", "TITR", "IMAGE", "VENUS", "- ", "fin -", "-", '"', '""', " x ", "#", "a#b", "=1+1", "\\", "|"]
)


def records(codes, values):
    """Return a strategy of records whose REF makes them worth reading."""
    return st.lists(
        st.dictionaries(
            st.sampled_from([code for code in codes if code != "REF"]), values | TRICKY | st.just(""), max_size=6
        ).map(lambda record: {"REF": "M0162005384"} | record),
        min_size=1,
        max_size=4,
    )


def written(write, given_records, path):
    """Write records to a file and return what is read back, empty values included."""
    held = io.BytesIO()
    assert write(given_records, held) == len(given_records)
    path.write_bytes(held.getvalue())
    return [record.values | dict.fromkeys(record.empty, "") for record in open_source(path)[1]]


@settings(deadline=None)
@given(records(CODES, LAWFUL))
@example([{"REF": "A", "DENO": "REF", "APPL": "IMAGE", "TITR": "Suite -", "DESC": "", "TECH": "ivoire#bois"}])
def test_ajout_pilote_gives_back_what_it_may_hold(tmp_path_factory, given_records):
    path = tmp_path_factory.getbasetemp() / "round.txt"
    assert written(joconde.write, given_records, path) == given_records


@settings(deadline=None)
@given(records(CODES, ANY))
def test_ajout_pilote_is_stable_once_written(tmp_path_factory, given_records):
    path = tmp_path_factory.getbasetemp() / "stable.txt"
    once = written(joconde.write, given_records, path)
    assert written(joconde.write, once, path) == once
    assert [set(record) for record in once] == [set(record) for record in given_records]


@settings(deadline=None)
@given(records(open_data.CODES, ANY))
@example([{"REF": "A", "TITR": '"La Joconde" dite', "DESC": "deux\r\nlignes|barre"}, {"REF": "B", "INV": '"'}])
def test_the_open_data_table_gives_back_everything(tmp_path_factory, given_records):
    path = tmp_path_factory.getbasetemp() / "round.csv"
    complete = [dict.fromkeys(open_data.CODES, "") | record for record in given_records]
    assert written(open_data.write, given_records, path) == complete


def test_ajout_pilote_as_the_specification_wants_it():
    held = io.StringIO(newline="")
    joconde.write(
        [{"TITR": "Vénus\nde\tMilo // Louvre", "INV": "12", "REF": "A", "WWW": "https://a.example", "DESC": ""}], held
    )
    assert held.getvalue() == (
        "REF\r\nA\r\nINV\r\n12\r\nTITR\r\nVénus#de Milo / / Louvre\r\nDESC\r\n\r\nWWW\r\nhttps://a.example\r\n//\r\n"
    )


def test_the_open_data_table_has_its_67_columns():
    held = io.StringIO(newline="")
    open_data.write([{"REF": "A", "TITR": "=1+1"}], held)
    header, row = held.getvalue().splitlines()
    assert header.split("|") == list(OPEN_DATA_COLUMNS)
    assert len(row.split("|")) == 67
    assert "=1+1" in row


@pytest.mark.parametrize(
    "name", ["costumes_67.csv", "costumes_ajout_pilote.txt", "joconde-valid-UTF-8.txt", "joconde2xml_sample.txt"]
)
@pytest.mark.parametrize("write", [joconde.write, open_data.write])
def test_real_files_come_back(shared_data, tmp_path, name, write):
    kept = set(CODES if write is joconde.write else open_data.CODES)
    before = [
        {code: value for code, value in record.values.items() if code in kept}
        for record in open_source(shared_data(f"notices/{name}"))[1]
    ]
    back = [
        {code: value for code, value in record.items() if value}
        for record in written(write, before, tmp_path / "back.txt")
    ]
    assert len(back) == len(before) > 1
    assert back == before
