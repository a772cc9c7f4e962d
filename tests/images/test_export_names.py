"""Names and numbers of an export: whole names kept, two never one; numbers in sequence, never given twice."""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coffret.base.errors import Refused
from coffret.images.export.handover import Item, Notice, check_places, folder_name, merged_on_pop, plan, sources
from coffret.images.export.numbering import take


def folder(tmp_path: Path, *names: str) -> Path:
    root = tmp_path / "photos"
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return root


def planned(root: Path, *notices: Notice, barred: tuple[tuple[str, str], ...] = ()) -> dict[str, Item]:
    base, files = sources(root)
    return {item.name: item for item in plan(base, files, notices, barred)[0]}


def named(ref: str, *names: str) -> Notice:
    return Notice(ref, names=tuple((name,) for name in names))


@pytest.mark.parametrize(
    "names",
    [
        ("vase.jpg", "vase.tif", "vase.png", "VASE.JPG"),
        ("a/1.jpg", "b/1.jpg", "1.jpg", "1-2.jpg"),
        ("été.jpg", "e\u0301te\u0301.jpg", "ete.jpg"),
        ("x;y.jpg", "x-y.jpg", "x,y.jpg"),
        ("n" * 250, "n" * 251, "é" * 120 + ".tif"),
        ("a:b.jpg", "a?b.jpg", "a-b.jpg", "a\\b.png"),
        ("sans-point", ".jpg.png", "a.b.c.tiff", "plan.pdf"),
    ],
)
def test_every_file_has_a_name_of_its_own_on_any_disk(tmp_path, names):
    exported = [item.exported for item in planned(folder(tmp_path, *names)).values()]
    assert len({name.casefold() for name in exported}) == len([name for name in names if not name.startswith(".")])
    for name in exported:
        assert name.lower().endswith((".jpg", ".jpeg"))
        assert not {";", ",", "/", "\n"} & set(name)
        assert len(name.encode()) <= 255


def test_a_jpeg_keeps_its_whole_name_and_what_is_converted_gives_way(tmp_path):
    items = planned(folder(tmp_path, "inv_12_a.jpg", "inv_12_a.tif", "IMG.JPEG"))
    assert items["inv_12_a.jpg"].exported == "inv_12_a.jpg"
    assert items["inv_12_a.tif"].exported == "inv_12_a-2.jpg"
    assert items["IMG.JPEG"].exported == "IMG.JPEG"


def test_a_name_from_an_old_disk_is_read(tmp_path):
    root = folder(tmp_path, "reste.jpg")
    (root / os.fsdecode("tête.JPG".encode("cp1252"))).write_bytes(b"x")
    items = planned(root, named("M1", "tête.JPG"))
    assert items["tête.JPG"].exported == "tête.JPG"


def test_notices_find_their_pictures_in_their_order(tmp_path):
    root = folder(tmp_path, "b.jpg", "a.jpg", "salle/C.JPG", "reste.jpg")
    base, files = sources(root)
    notices = [named("M1", "b.jpg", "a.jpg", "c.jpg", "b.jpg"), named("M2", "absent.jpg", "a.jpg")]
    items, of = plan(base, files, notices)

    assert [[item.exported for item in one] for one in of] == [["b.jpg", "a.jpg", "C.JPG"], ["", "a.jpg"]]
    by_name = {item.name: item for item in items}
    assert by_name["absent.jpg"].reason == "absent"
    assert by_name["reste.jpg"].target == "images-sans-notice/reste.jpg"
    assert by_name["a.jpg"].target == "texte-media/a.jpg"
    assert [notice.ref for notice in by_name["a.jpg"].notices] == ["M1", "M2"]


def test_the_older_form_is_found_by_its_original_name(tmp_path):
    root = folder(tmp_path, "0016630.JPG")
    notice = Notice("M1", names=(("M016183_0016630_P.JPG", "0016630.JPG"),))
    assert planned(root, notice)["M016183_0016630_P.JPG"].exported == "0016630.JPG"


def test_two_files_of_one_name_are_ambiguous_unless_they_are_the_same(tmp_path):
    root = folder(tmp_path, "a/1.jpg", "b/1.jpg", "a/2.jpg", "b/2.jpg")
    for place in ("a/2.jpg", "b/2.jpg"):
        (root / place).write_bytes(b"the same")
    items = planned(root, named("M1", "1.jpg", "2.jpg", "a/1.jpg"))
    assert items["1.jpg"].reason == "ambiguous"
    assert (items["2.jpg"].reason, items["a/1.jpg"].reason) == ("", "")


def test_a_name_cannot_leave_the_folder(tmp_path):
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    root = folder(tmp_path, "a.jpg")
    (root / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    items = planned(root, named("M1", "../secret.jpg", "link.jpg"))
    assert {item.reason for item in items.values() if item.name != "a.jpg"} == {"absent"}


def test_pictures_not_to_be_shown_stay_behind(tmp_path):
    root = folder(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    items = planned(root, named("M1", "a.jpg", "b.jpg"), barred=(("M1", "a.jpg"), ("", "c.jpg"), ("M2", "b.jpg")))
    assert {name: item.reason for name, item in items.items()} == {"a.jpg": "barred", "b.jpg": "", "c.jpg": "barred"}


def test_names_that_the_platform_would_make_one_are_told(tmp_path):
    items = planned(folder(tmp_path, "inv_12_a.jpg", "inv_12_b.jpg"), named("M1", "inv_12_a.jpg", "inv_12_b.jpg"))
    assert merged_on_pop(items.values()) == [("inv_12_a.jpg", "inv_12_b.jpg")]


def test_nothing_is_written_among_the_masters(tmp_path):
    root = folder(tmp_path, "a.jpg")
    for out in (root, root / "export", root / ".." / "photos"):
        with pytest.raises(Refused, match="parmi les originaux"):
            check_places(root, out)
    check_places(root, tmp_path / "photos-export")
    with pytest.raises(Refused, match="est un fichier"):
        check_places(root, root.parent / "photos" / ".." / Path(__file__).resolve())


def test_the_folder_is_named_as_the_specification_writes_it():
    assert folder_name("M0401", 1, "2009-05-19") == "J_M0401-0001_2009-05-19"


def test_numbers_follow_each_other_and_outlive_the_year_the_folders_and_the_counter(tmp_path):
    data, out = tmp_path / "var", tmp_path / "out"
    assert [take(data, out, "M0401"), take(data, out, "M0401"), take(data, out, "M0650")] == [1, 2, 1]
    out.mkdir()
    for name in ("J_M0401-0007_2024-12-31", ".J_M0401-0009_2025-01-02.partiel", "J_M0650-0050_2025-01-02", "J_M0401"):
        (out / name).mkdir()
    assert take(data, out, "M0401") == 10
    assert take(tmp_path / "another", out, "M0401") == 10
    assert take(data, tmp_path / "elsewhere", "M0401") == 11


def test_a_number_may_be_asked_for_once(tmp_path):
    data, out = tmp_path / "var", tmp_path / "out"
    assert take(data, out, "M0401", 40) == 40
    assert take(data, out, "M0401") == 41
    (out / "J_M0401-0041_2026-01-01").mkdir(parents=True)
    with pytest.raises(Refused, match="0041"):
        take(data, out, "M0401", 41)
    for wrong in (-1, 10_000):
        with pytest.raises(Refused, match="quatre chiffres"):
            take(data, out, "M0401", wrong)


def test_a_counter_spoilt_by_hand_is_told_and_not_guessed(tmp_path):
    take(tmp_path, tmp_path, "M0401")
    (tmp_path / "exports" / "M0401").write_text("douze")
    with pytest.raises(Refused, match="compteur"):
        take(tmp_path, tmp_path, "M0401")


def test_exports_at_the_same_time_take_different_numbers(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: take(tmp_path, tmp_path, "M0401"), range(40)))
    assert sorted(numbers) == list(itertools.islice(itertools.count(1), 40))
