"""`coffret demo` on a data directory of its own: what it leaves, that it changes nothing twice, that it survives a kill."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import instances
from demo_site import ROOT, coffret
from instances import ask as _ask


def test_the_demonstration_is_whole(demo_data: Path):
    assert _ask(demo_data, "SELECT COUNT(*) FROM catalogue_record")[0][0] >= 400
    assert _ask(demo_data, "SELECT COUNT(*) FROM images_image")[0][0] >= 250
    assert _ask(demo_data, "SELECT COUNT(DISTINCT museum_id) FROM catalogue_record")[0][0] >= 20
    states = {state for (state,) in _ask(demo_data, "SELECT DISTINCT state FROM catalogue_record")}
    assert states == {"", "manquant", "vole", "retrouve"}
    stages = dict(_ask(demo_data, "SELECT stage, COUNT(*) FROM submissions_submission GROUP BY stage"))
    # 37 collections and two versions of a notice; what is to be corrected, and what is asked of the office.
    assert stages == {"published": 39, "checked": 2}
    assert not _ask(demo_data, "SELECT 1 FROM submissions_submission WHERE stage = 'published' AND rejected > 0")
    kinds = dict(_ask(demo_data, "SELECT kind, COUNT(*) FROM editorial_entry WHERE live GROUP BY kind"))
    assert kinds.keys() == {"resource", "news", "event", "feature", "page", "letter"}
    assert kinds["resource"] >= 8
    assert kinds["news"] >= 6
    assert kinds["event"] >= 8
    assert kinds["feature"] >= 14
    assert not (demo_data / "demonstration").exists()


def test_its_letters_are_there_and_nothing_is_to_leave(demo_data: Path):
    assert len(_ask(demo_data, "SELECT slug FROM editorial_newsletter")) == 3
    sent = _ask(
        demo_data,
        "SELECT CAST(i.day AS TEXT) FROM editorial_issue i JOIN newsletters_sending s ON s.issue_id = i.entry_ptr_id",
    )
    assert sent == [("2026-05-11",)]
    assert _ask(demo_data, "SELECT COUNT(*) FROM editorial_issue WHERE sent_at IS NULL") == [(1,)]
    assert _ask(demo_data, "SELECT state FROM newsletters_sending") == [("finished",)]
    states = {state for (state,) in _ask(demo_data, "SELECT DISTINCT state FROM newsletters_delivery")}
    assert states == {"sent", "refused", "bounced", "doubt"}
    domains = {name for (name,) in _ask(demo_data, "SELECT DISTINCT domain FROM newsletters_delivery")}
    assert all(name.endswith(".example") for name in domains)
    assert not _ask(demo_data, "SELECT 1 FROM base_mail")


def test_the_dirty_submission_is_worth_reading(demo_data: Path):
    codes = {
        code
        for (code,) in _ask(
            demo_data,
            "SELECT DISTINCT g.code FROM submissions_findinggroup g JOIN submissions_submission s ON s.id = g.submission_id"
            " WHERE s.stage = 'checked'",
        )
    }
    expected = {
        "AUT010",
        "REC002",
        "REC004",
        "REC040",
        "REC063",
        "REC080",
        "REC130",
        "REC143",
        "REC141",
        "SUB050",
        "SUB051",
        "SUB061",
    }
    assert expected <= codes
    assert len(codes) >= 35


def test_a_second_run_changes_nothing(demo_data: Path):
    before = (instances.content(demo_data), (demo_data / "demo_accounts.json").read_bytes())
    again = coffret("demo", data=demo_data)
    assert (instances.content(demo_data), (demo_data / "demo_accounts.json").read_bytes()) == before
    assert "rien n’a changé" in again.stdout
    assert "http://127.0.0.1:8000/notices/M0650000001" in again.stdout
    for email, password in json.loads(before[1]).items():
        assert email in again.stdout
        assert password in again.stdout
    assert (demo_data / "demo_accounts.json").stat().st_mode & 0o777 == 0o600


def test_a_directory_in_use_is_left_alone(tmp_path: Path, prepared: Callable[[Path], Path]):
    notice = "REF\nM0162005384\nMUSEO\nM0162\nINV\n2004.1.1\nDOMN\ncéramique\nSTAT\npropriété de la commune ; achat ; Brest ; musée\n//\n"
    (tmp_path / "un.txt").write_text(notice, encoding="utf-8")
    data = prepared(tmp_path / "var")
    coffret("submit", str(tmp_path / "un.txt"), "--publish", data=data)
    told = coffret("demo", data=data)
    assert "contient déjà des notices" in told.stdout
    assert _ask(data, "SELECT COUNT(*) FROM catalogue_record") == [(1,)]


def test_a_killed_run_is_taken_up_again(tmp_path: Path, prepared: Callable[[Path], Path]):
    data = prepared(tmp_path / "var")
    tables = "M0265 M0266"
    script = (
        "import sys; from coffret.cli.demonstration import collection;"
        f"collection.museum_codes = lambda: tuple({tables!r}.split());"
        "import coffret.cli.main as main; sys.exit(main.main(['demo', '--processes', '1']))"
    )
    environment = instances.environment(data)
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        next(line for line in first.stdout if "M0265" in line)
        time.sleep(0.2)
        first.send_signal(signal.SIGKILL)
    assert json.loads((data / "demonstration.json").read_text())["state"] == "begun"
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    assert _ask(data, "SELECT COUNT(*) FROM catalogue_record")[0][0] == 25
    stages = dict(_ask(data, "SELECT stage, COUNT(*) FROM submissions_submission GROUP BY stage"))
    # What is to be corrected, and what a museum asks of the office.
    assert stages == {"published": 2, "checked": 2}


def test_the_museums_have_a_life_to_look_at(demo_data: Path):
    assert _ask(demo_data, "SELECT COUNT(*) FROM accounts_participation WHERE reviewed") == [(1,)]
    assert _ask(demo_data, "SELECT region FROM accounts_observation") == [("Hauts-de-France",)]
    for table in ("submissions_correction", "submissions_acceptance", "submissions_remark", "submissions_review"):
        assert _ask(demo_data, f"SELECT COUNT(*) FROM {table}") == [(1,)], table
    assert _ask(demo_data, "SELECT version FROM catalogue_record WHERE ref = 'M0650000002'") == [(3,)]
    assert _ask(demo_data, "SELECT COUNT(*) FROM conformity_board")[0][0] == 37
    left = sorted(path.name for path in (demo_data / "a-verser" / "saint-omer").rglob("*") if path.is_file())
    assert left == ["a_corriger_1.jpg", "a_corriger_2.jpg", "oubliee.jpg", "versement_a_corriger.txt"]
