"""An index damaged in whatever way: noticed, built anew, said so; and the question that met it is answered."""

import random
from pathlib import Path

import pytest

from coffret.base.duties import run
from coffret.catalogue.log import last_sequence
from coffret.catalogue.models import ChangeKind, Status
from coffret.cli import doctor
from coffret.search import index, reader, reading, soundness, store
from coffret.search.query import SearchRequest, search

pytestmark = pytest.mark.django_db

FILES = ("*.term", "*.idx", "*.pos", "*.fast", "*.fieldnorm", "*.store", "*.del", "sets-*.sets", "sets-*.columns")


def lost(path: Path) -> bytes:
    """A block in the middle read as zeros, as disks give back what they lost."""
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : third + len(content) // 4] = bytes(len(content) // 4)
    return bytes(content)


def changed(path: Path) -> bytes:
    """A few bytes that are not those written."""
    content, draw = bytearray(path.read_bytes()), random.Random(7)
    for _time in range(5):
        at = draw.randrange(len(content))
        content[at] ^= 0xFF
    return bytes(content)


def cut(path: Path) -> bytes:
    """The first half alone."""
    return path.read_bytes()[: path.stat().st_size // 2]


def emptied(path: Path) -> bytes:
    """Nothing."""
    return b""


def damage(name: str, how) -> str:
    """Damage one file of the live index beside those who read it; return its name."""
    path = next(iter(sorted(store.current().glob(name))))
    other = path.with_suffix(".other")
    other.write_bytes(how(path))
    other.replace(path)
    return path.name


@pytest.fixture
def vases(publish, tell):
    """Forty records, one of them withdrawn."""
    made = publish(*[{"TITR": f"Vase {n}", "DESC": "un vase de terre cuite"} for n in range(40)])
    made[0].status = Status.WITHDRAWN
    made[0].save()
    tell(ChangeKind.WITHDRAWN, made[0])
    return made


@pytest.mark.parametrize("how", [cut, emptied, None])
@pytest.mark.parametrize("name", FILES)
def test_every_file_gone_or_cut_is_seen_on_opening(vases, name, how):
    old = store.current()
    if how is None:
        next(old.glob(name)).unlink()
    else:
        damage(name, how)
    reader._open = None  # as another process would find it
    assert search(SearchRequest("vase")).total == 39
    assert store.current() != old


@pytest.mark.parametrize(
    ("name", "how"), [*((name, lost) for name in FILES), *((name, changed) for name in FILES if "sets" not in name)]
)
def test_what_the_disk_lost_is_told_by_the_thorough_look(vases, name, how):
    assert soundness.fault(store.current(), thorough=True) == ""
    assert damage(name, how) in soundness.fault(store.current(), thorough=True)


def test_one_bit_of_a_set_that_is_another_is_told(vases):
    path = next(store.current().glob("sets-*.sets"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 8] ^= 4
    path.write_bytes(bytes(raw))
    assert path.name in soundness.fault(store.current(), thorough=True)


@pytest.mark.parametrize("name", ["*.term", "*.pos", "*.store", "sets-*.sets"])
def test_the_question_that_meets_the_damage_is_answered(vases, name, monkeypatch, caplog):
    damage(name, lost)
    reader._open, old = None, store.current()
    for request in (SearchRequest(), SearchRequest("vase"), SearchRequest('"terre cuite"'), SearchRequest("Vase 7")):
        found = search(request)
        assert (found.total, len(found.refs)) in {(39, 24), (1, 1)}
    assert store.current() != old, "some question met the damage"
    assert "abîmé" in caplog.text
    assert store.rebuilt()


def test_a_fault_of_ours_rebuilds_nothing(vases, monkeypatch):
    def fails(*_given):
        raise ValueError("a bug")

    before = store.stamp()
    monkeypatch.setattr(reading, "parse", fails)
    with pytest.raises(ValueError, match="a bug"):
        search(SearchRequest("vase"))
    assert store.stamp() == before


def test_an_index_found_damaged_is_rebuilt_by_the_follower_that_has_nothing_else_to_do(vases):
    old, wanted = store.current(), last_sequence()
    assert index.follow() == wanted
    damage("*.fast", lost)
    assert "abîmé" in index.mend()
    assert index.held() == 0
    assert index.follow() == wanted
    assert store.current() != old
    assert (index.mend(), index.held()) == ("", wanted)
    assert list(store.root().glob("index-*")) == [store.current()]


def test_a_large_index_is_not_built_by_who_reads(vases, monkeypatch):
    monkeypatch.setattr(index, "AT_ONCE", 10)
    (store.current() / "meta.json").unlink()
    reader._open, old = None, store.current()
    with pytest.raises(index.Unready, match="se prépare"):
        search(SearchRequest("vase"))
    assert store.current() == old
    index.follow()  # as the worker does within a third of a second
    assert search(SearchRequest("vase")).total == 39


def test_pages_say_that_search_is_being_prepared_and_records_go_on(vases, monkeypatch, client):
    monkeypatch.setattr(index, "AT_ONCE", 10)
    (store.current() / "meta.json").unlink()
    reader._open = None
    answer = client.get("/recherche?q=vase")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "La recherche se prépare" in answer.content.decode()
    assert client.get(f"/notices/{vases[5].ref}?dans=q%3Dvase&rang=2").status_code == 200
    assert client.get("/").status_code == 200
    index.follow()
    assert client.get("/recherche?q=vase").status_code == 200


def test_the_doctor_and_the_night_tell_of_damage_and_of_its_mending(vases):
    assert doctor.search_index().state == "ok"
    name = damage("*.fieldnorm", lost)
    told = doctor.search_index()
    assert (told.state, told.detail) == ("faute", f"{name} est abîmé")
    assert "reindex" in told.remedy
    assert name in run(["index"])["index"]
    index.follow()
    told = doctor.search_index()
    assert told.state == "ok"
    assert f"{name} est abîmé" in told.detail
    assert run(["index"]) == {"index": ""}
