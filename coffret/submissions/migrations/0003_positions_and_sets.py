"""Submissions from before sets of lines: each line gets its rank, each finding and outcome its set."""

import json
import zlib

from django.db import migrations
from pyroaring import BitMap

VALUE_LIMIT = 300


def number_lines(apps, schema_editor):
    """Rank the lines of each submission, and gather them by finding and by outcome."""
    Submission = apps.get_model("submissions", "Submission")
    for submission in Submission.objects.order_by("pk").iterator():
        _number(apps, submission)


def _number(apps, submission):
    Line = apps.get_model("submissions", "Line")
    outcomes, found, ranked = {}, {}, []
    for position, line in enumerate(
        Line.objects.filter(submission=submission.pk).order_by("number", "pk").iterator(chunk_size=2000)
    ):
        outcomes.setdefault(line.outcome, BitMap()).add(position)
        kept = json.loads(zlib.decompress(bytes(line.payload)).decode("utf-8", "surrogatepass"))
        for code, field, value, *_rest in kept.get("findings", []):
            found.setdefault((code, field, value), BitMap()).add(position)
        line.position = position
        ranked.append(line)
        if len(ranked) == 2000:
            Line.objects.bulk_update(ranked, ["position"])
            ranked = []
    Line.objects.bulk_update(ranked, ["position"])
    _write(apps, submission, outcomes, found)


def _write(apps, submission, outcomes, found):
    LineSet = apps.get_model("submissions", "LineSet")
    FindingGroup = apps.get_model("submissions", "FindingGroup")
    if submission.stage in {"published", "reverted"}:
        changed = outcomes.get("C", BitMap()) | outcomes.get("U", BitMap())
        outcomes["published"] = changed
        if submission.stage == "reverted":
            outcomes["reverted"] = changed
    rows = [LineSet(submission_id=submission.pk, name=name, members=one.serialize()) for name, one in outcomes.items()]
    LineSet.objects.bulk_create(rows)
    for group in FindingGroup.objects.filter(submission=submission.pk).iterator():
        members = found.get((group.code, group.field, group.value[:VALUE_LIMIT]))
        if members:
            group.members = members.serialize()
            group.value = group.value[:VALUE_LIMIT]
            group.save(update_fields=["members", "value"])
    if len(submission.museums) == 1:
        submission.museum = submission.museums[0]
        submission.save(update_fields=["museum"])


class Migration(migrations.Migration):
    dependencies = [("submissions", "0002_workshop")]
    operations = [migrations.RunPython(number_lines, migrations.RunPython.noop)]
