"""A data directory of the previous release: what it put forward by month is found again as pages of its months."""

import json
import re
import subprocess
import sys
from pathlib import Path

import instances
from demo_site import ROOT

# Run on a database of its own: the earlier schema, rows as that release wrote them, then today's migrations.
SCRIPT = """
import json
from datetime import date, timedelta
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

earlier = [("editorial", "0001_initial"), ("catalogue", "0002_record_submission"), ("accounts", "0001_initial")]
executor = MigrationExecutor(connection)
executor.migrate(earlier)
apps = executor.loader.project_state(earlier).apps
now = timezone.now()
museum = apps.get_model("authorities", "Museum").objects.create(code="M0650", official_name="Musée Sandelin")
Record, Feature = apps.get_model("catalogue", "Record"), apps.get_model("editorial", "Feature")
record = Record.objects.create(ref="M0650000001", museum=museum, status="published", values={"TITR": "Coffret"}, created_at=now, updated_at=now)
later = (timezone.localdate().replace(day=1) + timedelta(days=70)).replace(day=1)
Feature.objects.create(month=date(2026, 5, 1), museum=museum, position=2, words="Un hôtel de 1777.")
Feature.objects.create(month=date(2026, 5, 1), record=record, position=1, words="L’émail.")
Feature.objects.create(month=later, record=record)
call_command("migrate", verbosity=0)

from django.test import Client
from coffret.editorial.entries import references
from coffret.editorial.entries.content import clean, words
from coffret.editorial.models import Entry, Reference

said = {}
for entry in Entry.objects.order_by("pk"):
    kept = lambda: sorted(Reference.objects.filter(entry=entry).values_list("live", "field", "record__ref", "museum"))
    before = kept()
    for live in (True, False):
        references.rewrite(entry, live, entry.content if live else entry.working.content)
    said[entry.path or "later"] = {
        "live": entry.live,
        "normal": clean("feature", entry.working.content) == entry.working.content,
        "words": entry.words == (words("feature", entry.content) if entry.live else ""),
        "refs": before == kept() and len(before),
        "waits": bool(entry.publish_at),
        "page": Client(HTTP_HOST="127.0.0.1").get(entry.path or "/notices-du-mois/").content.decode(),
    }
print(json.dumps(said))
"""


def test_the_months_of_the_previous_release_are_pages(tmp_path: Path):
    environment = {**instances.environment(tmp_path), "DJANGO_SETTINGS_MODULE": "coffret.settings"}
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr[-2000:]
    said = json.loads(result.stdout.splitlines()[-1])
    assert set(said) == {"/notices-du-mois/2026-05", "/musees-du-mois/2026-05", "later"}
    assert all(one["normal"] and one["words"] for one in said.values())
    notices, museums, later = said["/notices-du-mois/2026-05"], said["/musees-du-mois/2026-05"], said["later"]
    assert (notices["live"], notices["refs"], notices["waits"]) == (True, 2, False)
    assert "L’émail." in notices["page"]
    assert "/notices/M0650000001" in notices["page"]
    assert "Un hôtel de 1777." in museums["page"]
    # A month to come is not shown before it begins.
    assert (later["live"], later["refs"], later["waits"]) == (False, 1, True)
    assert set(re.findall(r"/notices-du-mois/(\d{4}-\d\d)", later["page"])) == {"2026-05"}
