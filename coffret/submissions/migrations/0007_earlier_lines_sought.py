"""Submissions from before lines could be looked for: each line gets the number and the title it is sought by.

So are gathered the lines that bring images, and those of the findings that share the group of too many values.
"""

import json
import zlib

from django.db import migrations
from pyroaring import BitMap

from coffret.base.text import fold
from coffret.catalogue import captions
from coffret.catalogue.derive import first_number, natural_key

BATCH = 500
WORDS = 120
INVENTORY = 80
# The value of the group that stands for every value beyond the thousandth of a rule and a field.
OTHERS = "…"


def complete(apps, schema_editor):
    """Write what a search reads of the lines of each submission made before it."""
    submission = apps.get_model("submissions", "Submission")
    done = apps.get_model("submissions", "LineSet").objects.filter(name="pictured").values("submission")
    for pk in submission.objects.exclude(pk__in=done).order_by("pk").values_list("pk", flat=True).iterator():
        _complete(apps, schema_editor.connection, pk)


def _complete(apps, connection, submission):
    line, record = apps.get_model("submissions", "Line"), apps.get_model("catalogue", "Record")
    named, gathered = _groups(apps, submission)
    pictured = BitMap()
    # By their keys: rows are written while others are still to be read.
    keys = list(line.objects.filter(submission=submission).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        rows = list(line.objects.filter(pk__in=keys[start : start + BATCH]).order_by("pk"))
        there = dict(record.objects.filter(pk__in={row.record for row in rows}).order_by().values_list("pk", "values"))
        said = []
        for row in rows:
            kept = json.loads(zlib.decompress(bytes(row.payload)).decode("utf-8", "surrogatepass"))
            values = {**there.get(row.record, {}), **kept["values"]}
            number = natural_key(first_number(values.get("INV", "")))
            said.append((number[:INVENTORY], fold(captions.title(values))[:WORDS], row.pk))
            if kept.get("images"):
                pictured.add(row.position)
            for code, field, value, *_rest in kept.get("findings", []):
                if (code, field) in gathered and (code, field, value) not in named:
                    gathered[code, field].add(row.position)
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE submissions_line SET inventory = %s, words = %s WHERE id = %s", said)
    _write(apps, submission, pictured, gathered)


def _groups(apps, submission):
    """Return the findings that have a group of their own, and (code, field) → positions still to gather."""
    group = apps.get_model("submissions", "FindingGroup").objects.filter(submission=submission).order_by()
    named = set(group.values_list("code", "field", "value"))
    return named, {(code, field): BitMap() for code, field, value in named if value == OTHERS}


def _write(apps, submission, pictured, gathered):
    apps.get_model("submissions", "LineSet").objects.create(
        submission_id=submission, name="pictured", members=pictured.serialize()
    )
    groups = apps.get_model("submissions", "FindingGroup").objects.filter(submission=submission, value=OTHERS)
    for group in groups.order_by("pk"):
        members = gathered[group.code, group.field]
        if members and not group.members:
            group.members = members.serialize()
            group.save(update_fields=["members"])


class Migration(migrations.Migration):
    dependencies = [("submissions", "0006_expected_museum"), ("catalogue", "0003_withdrawal")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop, elidable=True)]
