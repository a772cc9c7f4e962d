"""Fifty people for ten places, at the same moment, in several processes on one database file."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import instances
import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES, PROCESSES, THREADS = 10, 5, 10

# What each process does: its threads wait for the same instant, then each posts the form.
POST = """
import sys, threading, time
import django
django.setup()
from django.db import connection
from django.test import Client
from coffret.public.agenda.attending_forms import stamp

process, threads, at, path = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
answers = []

def post(number):
    name = f"p{process}t{number}"
    client = Client(REMOTE_ADDR=f"192.0.2.{process * threads + number}")
    time.sleep(max(0, at - time.time()))
    answer = client.post(path, {"name": name, "email": f"{name}@example.org", "shown_at": stamp(time.time() - 60)})
    answers.append(answer.status_code)
    connection.close()

running = [threading.Thread(target=post, args=(number,)) for number in range(threads)]
for one in running:
    one.start()
for one in running:
    one.join()
print(answers.count(302), flush=True)
"""

PREPARE = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import timedelta
from django.utils import timezone
from editorial_factories import entry

def soon(days):
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")

made = entry("event", title="Dix places", starts=soon(20), ends=soon(21), plan="own", opens=soon(-1), capacity=10,
             waiting_list=sys.argv[1] == "waiting")
print(made.path, flush=True)
"""

COUNT = """
import json
import django
django.setup()
from coffret.base.models import Mail
from coffret.editorial.models import Registration
rows = list(Registration.objects.order_by("at", "pk").values_list("pk", "state"))
print(json.dumps({"rows": rows, "mails": Mail.objects.count()}), flush=True)
"""


def run(data: Path, code: str, *words: str) -> "subprocess.Popen[str]":
    environment = {
        **instances.environment(data),
        "COFFRET_DEBUG": "1",
        "COFFRET_ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "coffret.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    }
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def said(process: "subprocess.Popen[str]") -> str:
    out, _err = process.communicate(timeout=120)
    assert process.returncode == 0
    return out.strip().splitlines()[-1]


@pytest.mark.journey
@pytest.mark.parametrize("list_kept", ["waiting", "none"])
def test_fifty_at_once_for_ten_places(tmp_path: Path, list_kept: str):
    data = tmp_path / "var"
    (data / "static").mkdir(parents=True)
    path = said(run(data, PREPARE, list_kept))

    at = time.time() + 6
    running = [
        run(data, POST, str(number), str(THREADS), str(at), f"{path}/inscription") for number in range(PROCESSES)
    ]
    accepted = sum(int(said(process)) for process in running)

    found = json.loads(said(run(data, COUNT)))
    everybody = PROCESSES * THREADS
    expected = everybody if list_kept == "waiting" else PLACES
    assert accepted == expected
    assert found["mails"] == expected
    # Exactly ten, and nobody who came first waits behind somebody who came after: the rows were written in this order.
    by_writing = [state for _pk, state in sorted(found["rows"])]
    assert by_writing == ["confirmed"] * PLACES + ["waiting"] * (expected - PLACES)
