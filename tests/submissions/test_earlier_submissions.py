"""A data directory of the release before the workshop: what was handed in then is read, sought and corrected as today."""

import json
import subprocess
import sys
from pathlib import Path

import instances
from demo_site import ROOT

# Run on a database of its own: the earlier schema, rows as that release wrote them, then today's migrations.
SCRIPT = """
import json, zlib
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

earlier = [("submissions", "0001_initial"), ("catalogue", "0002_record_submission"), ("accounts", "0004_fields_named")]
executor = MigrationExecutor(connection)
executor.migrate(earlier)
apps = executor.loader.project_state(earlier).apps
now = timezone.now()
museum = apps.get_model("authorities", "Museum").objects.create(code="M0650", official_name="Musée Sandelin")
held = {"REF": "M0650000002", "MUSEO": "M0650", "TITR": "Pied de croix", "INV": "0.2"}
record = apps.get_model("catalogue", "Record").objects.create(
    ref=held["REF"], museum=museum, status="published", values=held, created_at=now, updated_at=now
)
Submission, Line, Group = (apps.get_model("submissions", name) for name in ("Submission", "Line", "FindingGroup"))
one = Submission.objects.create(
    file_name="envoi.txt", sha256="0" * 64, size=3, format="joconde", encoding="utf-8", stage="checked",
    museums=["M0650"], created=1, updated=1, rejected=1, received_at=now, checked_at=now,
)

def line(number, ref, outcome, values, findings=(), images=None, record=None):
    kept = {"values": values, "lines": {}, "findings": [list(one) for one in findings]}
    if images is not None:
        kept["images"] = images
    payload = zlib.compress(json.dumps(kept).encode())
    Line.objects.create(submission=one, number=number, ref=ref, outcome=outcome, payload=payload, record=record)

said = ["AUT010", "DOMN", "peintre", 4, {"scheme": "domn", "hint": "", "suggestions": []}]
line(9, "M0650000002", "U", {"REF": "M0650000002", "DOMN": "émaillerie"}, [["AUT010", "DOMN", "émaillerie", 9, {"scheme": "domn", "hint": "", "suggestions": []}]], record=record.pk)
line(4, "M0650000001", "C", {"REF": "M0650000001", "MUSEO": "M0650", "TITR": "Coffret aux émaux", "INV": "2010.1", "DOMN": "peintre"}, [said], [["a.jpg"]])
line(14, "", "R", {"TITR": "Sans numéro"}, [["REC001", "REF", "", 14, {}]])
for code, field, value, lines in (("AUT010", "DOMN", "peintre", [4]), ("AUT010", "DOMN", "…", [9]), ("REC001", "REF", "", [14])):
    Group.objects.create(
        submission=one, code=code, severity="alerte" if field == "DOMN" else "erreur", field=field, value=value, count=1, lines=lines,
        facts={"scheme": "domn", "hint": "", "suggestions": []} if field == "DOMN" else {},
    )
call_command("migrate", verbosity=0)

from django.test import Client
from coffret.accounts.models import User
from coffret.catalogue import store
from coffret.submissions import sets
from coffret.submissions.models import FindingGroup, Submission

office = User.objects.create_user("bureau@coffret.example", "laiton-email-vermeil", office="administrator")
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(office, backend="django.contrib.auth.backends.ModelBackend")

def shown(query):
    return client.get(f"/pro/versements/{one.pk}/lignes?{query}").content.decode()

print(json.dumps({
    "stored": store.stored([held["REF"]])[held["REF"]].values,
    "sets": {name: list(members) for name, members in sets.of(one.pk).items() if members},
    "groups": {group.value: list(sets.load(group.members)) for group in FindingGroup.objects.all()},
    "lines": list(Submission.objects.get().lines.values_list("ref", "inventory", "words")),
    "report": client.get(f"/pro/versements/{one.pk}").status_code,
    "found": {word: [ref for ref in ("M0650000001", "M0650000002", "M0650999999") if ref in shown("q=" + word)]
              for word in ("emaux", "croix", "2010.1")},
}))
"""


def test_what_was_handed_in_before_is_read_as_today(tmp_path: Path):
    environment = {**instances.environment(tmp_path), "DJANGO_SETTINGS_MODULE": "coffret.settings"}
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr[-2000:]
    said = json.loads(result.stdout.splitlines()[-1])
    if instances.ON_POSTGRESQL:  # which gave the text back spaced, and is to keep it as records are written today
        assert said["stored"] == json.dumps(json.loads(said["stored"]), separators=(",", ":"))
    assert json.loads(said["stored"]) == {"REF": "M0650000002", "MUSEO": "M0650", "TITR": "Pied de croix", "INV": "0.2"}
    # Ranks follow the file, not the order in which lines were written.
    assert said["sets"] == {"C": [0], "U": [1], "R": [2], "pictured": [0]}
    assert said["groups"] == {"peintre": [0], "…": [1], "": [2]}
    assert said["lines"] == [
        ["M0650000001", "00002010.00000001", "coffret aux emaux"],
        # What the record holds already: the file gave it neither number nor title.
        ["M0650000002", "00000000.00000002", "pied de croix"],
        ["", "", "sans numero"],
    ]
    assert said["report"] == 200
    assert said["found"] == {"emaux": ["M0650000001"], "croix": ["M0650000002"], "2010.1": ["M0650000001"]}
