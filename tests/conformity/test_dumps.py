"""The whole catalogue offered to everyone: public fields alone, whole or not at all, its seals right."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import factories
import pytest
from django.db import transaction
from django.test import Client

from coffret.base.errors import Refused
from coffret.catalogue import log
from coffret.catalogue.fields import FIELDS
from coffret.catalogue.models import ChangeKind, Record, Status
from coffret.cli.main import main
from coffret.conformity import dumps, duties
from coffret.formats import open_data

pytestmark = pytest.mark.django_db

PRIVATE = [one.code for one in FIELDS if not one.public and one.handed_in]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def publish(**values: str) -> Record:
    record = factories.record({"TITR": 'Coffret ; « é | " »', **values})
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [record.pk])
    return record


def rows(dump: dumps.Dump) -> list[dict[str, Any]]:
    with gzip.open(dumps.folder() / dump.key / dumps.JSON_LINES, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle]


def table(dump: dumps.Dump) -> list[list[str]]:
    with gzip.open(dumps.folder() / dump.key / dumps.CSV, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle, delimiter="|"))


def test_a_dump_holds_what_is_published_and_nothing_private():
    assert PRIVATE
    shown = publish(**dict.fromkeys(PRIVATE, "SECRET"))
    hidden = publish()
    Record.objects.filter(pk=hidden.pk).update(status=Status.WITHDRAWN)
    made = dumps.make()
    assert (made.count, made.sequence) == (1, log.last_sequence())
    (row,) = rows(made)
    assert row["ref"] == shown.ref
    assert row["values"]["TITR"] == shown.values["TITR"]
    head, only = table(made)
    assert head == list(open_data.OPEN_DATA_COLUMNS)
    assert only[0] == shown.ref
    assert "SECRET" not in json.dumps(row) + "".join(only)


def test_the_same_catalogue_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    publish()
    first = dumps.make()
    monkeypatch.setattr(dumps.timezone, "now", lambda: first.at.replace(year=first.at.year + 1))
    second = dumps.make()
    assert [one.sha256 for one in first.files] == [one.sha256 for one in second.files]
    assert dumps.last() == second


def test_seven_are_kept(monkeypatch: pytest.MonkeyPatch):
    publish()
    start = dumps.timezone.now()
    for day in range(9):
        monkeypatch.setattr(dumps.timezone, "now", lambda day=day: start.replace(year=start.year + day))
        dumps.make()
    assert len(dumps.every()) == dumps.KEPT
    assert dumps.every()[0].at.year == start.year + 8


def test_a_dump_that_fails_leaves_the_one_before(monkeypatch: pytest.MonkeyPatch):
    publish()
    made = dumps.make()

    def full(*_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dumps, "digest", full)
    with pytest.raises(Refused, match="disque est plein"):
        dumps.make()
    assert [path.name for path in dumps.folder().iterdir()] == [made.key]


def test_a_changed_file_is_told():
    publish()
    made = dumps.make()
    assert dumps.verify() == []
    path = dumps.folder() / made.key / dumps.CSV
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert "SHA-256" in dumps.verify()[0]
    path.unlink()
    assert "absent" in dumps.verify(made.key)[0]
    with pytest.raises(Refused, match="coffret dump make"):
        dumps.verify("20010101-000000")


def test_by_night_only_what_changed_is_offered_anew():
    publish()
    assert "1" in duties.dump()
    assert duties.dump() == ""


def test_the_command_makes_and_verifies(capsys: pytest.CaptureFixture[str]):
    publish()
    assert main(["dump", "verify"]) == 2
    assert main(["dump", "make", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["count"] == 1
    assert main(["dump", "verify"]) == 0
    (dumps.folder() / made["key"] / dumps.CSV).write_bytes(b"")
    assert main(["dump", "verify"]) == 1


def test_everyone_downloads_and_downloads_are_counted(client: Client):
    assert "cette nuit" in client.get("/donnees").content.decode()
    record = publish()
    made = dumps.make()
    page = client.get("/donnees").content.decode()
    assert all(one.sha256 in page for one in made.files)
    (told,) = client.get("/donnees/exports.json").json()["exports"]
    assert told["count"] == 1
    path = told["addresses"][0].partition("//")[2].partition("/")[2]
    assert (made.taken, made.taken_at) == (0, None)
    head = client.head(f"/{path}")
    assert int(head["Content-Length"]) == made.files[0].size
    answer = client.get(f"/{path}")
    text = gzip.decompress(b"".join(answer.streaming_content)).decode()
    assert record.ref in text
    assert list(csv.reader(io.StringIO(text), delimiter="|"))[1][0] == record.ref
    assert made.taken == 1
    assert made.taken_at is not None


@pytest.mark.parametrize("address", ["20010101-000000/notices.csv.gz", "../secret_key", "%2e%2e/secret_key"])
def test_nothing_else_is_downloaded(client: Client, address: str):
    publish()
    dumps.make()
    assert client.get(f"/donnees/{address}").status_code == 404


def test_neither_the_manifest_nor_the_count_is_a_file_of_it(client: Client):
    publish()
    made = dumps.make()
    stream = dumps.opened(made.key, dumps.CSV)
    assert stream is not None
    stream.close()
    for name in (dumps.MANIFEST, dumps.TAKEN):
        assert client.get(f"/donnees/{made.key}/{name}").status_code == 404
