"""The commands that load museums and vocabularies: what they print, write and answer."""

import json

import pytest
from django.utils import timezone

from coffret.authorities.models import Museum
from coffret.catalogue.models import Change, Record
from coffret.cli.main import main

pytestmark = pytest.mark.django_db

MUSEUMS = "REF|NOMOFF|VILLE_M|DPT|REGION|POP_COORDONNEES.lat|POP_COORDONNEES.lon\nM0650|musée de l'hôtel Sandelin|Saint-Omer|Pas-de-Calais|Hauts-de-France|50.749|2.254\n"


def test_museums_load(tmp_path, capsys):
    path = tmp_path / "musees.csv"
    path.write_text(MUSEUMS)
    assert main(["museums", "load", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"created": 1, "updated": 0, "unchanged": 0, "total": 1}
    assert main(["museums", "load", str(path)]) == 0
    assert capsys.readouterr().out == "1 musées lus : 0 créés, 0 mis à jour, 1 inchangés.\n"


def test_a_broken_directory_exits_2_and_writes_nothing(tmp_path, capsys):
    path = tmp_path / "musees.csv"
    path.write_text(MUSEUMS + "suite d'une cellule\n")
    assert main(["museums", "load", str(path), "--json"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "lignes 3" in shown.err
    assert not Museum.objects.exists()


def test_a_renamed_museum_is_news_of_its_records(tmp_path, capsys):
    museum = Museum.objects.create(code="M0650", official_name="nom d’avant", provisional=True)
    now = timezone.now()
    record = Record.objects.create(
        ref="M0650000001", museum=museum, title="t", caption="c", created_at=now, updated_at=now, values={}
    )
    path = tmp_path / "musees.csv"
    path.write_text(MUSEUMS)
    for _ in range(2):
        assert main(["museums", "load", str(path)]) == 0
    assert list(Change.objects.order_by("sequence").values_list("record_id", flat=True)) == [record.pk], "told once"


def test_vocabularies_load_and_list(tmp_path, capsys):
    path = tmp_path / "deno.txt"
    path.write_text("robe = vêtement long\n\trobe de mariée\n")
    assert main(["vocabularies", "load", "--scheme", "DENO", str(path)]) == 0
    assert "2 termes, 1 synonymes" in capsys.readouterr().out
    assert main(["vocabularies", "list", "--json"]) == 0
    rows = {row["code"]: row for row in json.loads(capsys.readouterr().out)["vocabularies"]}
    assert rows["DENO"]["terms"] == 2
    assert main(["vocabularies", "list"]) == 0
    assert "Dénominations" in capsys.readouterr().out


def test_an_unknown_vocabulary_or_file_exits_2(tmp_path, capsys):
    assert main(["vocabularies", "load", "--scheme", "DENO", str(tmp_path / "absent.txt")]) == 2
    assert "n’existe pas" in capsys.readouterr().err
    path = tmp_path / "deno.txt"
    path.write_text("robe\n")
    assert main(["vocabularies", "load", "--scheme", "DENI", str(path)]) == 2
    assert "DENI" in capsys.readouterr().err
