"""The reference pages are those the code makes, and say everything it declares."""

from pathlib import Path

import pytest

from coffret.base.rules import REGISTRY
from coffret.catalogue.fields import FIELDS
from coffret.cli import reference
from coffret.cli.main import main
from coffret.cli.reference import PAGES, SETTINGS, fields_page, rules_page, settings_page, settings_read


def test_the_pages_kept_are_up_to_date():
    assert main(["docs", "--check"]) == 0


def test_a_stale_page_is_named_then_made_again(tmp_path, capsys):
    assert main(["docs", "--dir", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PAGES)
    (tmp_path / "rules.md").write_text("autre chose", encoding="utf-8")
    assert main(["docs", "--check", "--dir", str(tmp_path)]) == 1
    assert "rules.md" in capsys.readouterr().err
    assert main(["docs", "--dir", str(tmp_path)]) == 0
    assert main(["docs", "--check", "--dir", str(tmp_path)]) == 0


def test_no_folder_no_page(tmp_path, capsys):
    assert main(["docs", "--dir", str(tmp_path / "absent")]) == 2
    assert "absent" in capsys.readouterr().err


def test_every_rule_and_every_field_has_its_place():
    rules, fields = rules_page(), fields_page()
    assert [code for code in REGISTRY if f'<a id="{code.lower()}"></a>' not in rules] == []
    assert [field.code for field in FIELDS if f'<a id="{field.code.lower()}"></a>' not in fields] == []


def test_pages_hold_no_hole_and_no_invisible_character():
    for page in (rules_page(), fields_page(), settings_page()):
        assert all(char.isprintable() or char == "\n" for char in page)
        assert "{value}" not in page


def test_fields_that_museums_fill_are_explained():
    assert [field.code for field in FIELDS if field.handed_in and not field.help] == []


def test_settings_are_described_and_none_is_left_over():
    assert {setting.key for setting in settings_read()} == set(SETTINGS)


def test_a_setting_nobody_described_stops_the_page(monkeypatch, tmp_path: Path):
    (tmp_path / "settings.py").write_text('NEW = env_int("NEW_ONE", 3)\n', encoding="utf-8")
    monkeypatch.setattr(reference, "PACKAGE", tmp_path)
    with pytest.raises(LookupError, match="NEW_ONE"):
        settings_page()
