"""A record written in the workshop, made a file of one line (JSON) and submitted as any other file.

The file is kept and given back byte for byte: what a person wrote, when, and what came of it is never lost.
"""

import contextlib
import fcntl
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.catalogue.actions import Changed
from coffret.catalogue.models import Record, RecordVersion
from coffret.submissions import actions
from coffret.submissions.forming.numbering import next_reference
from coffret.submissions.forming.stale import Stale, divergence
from coffret.submissions.merging import PLATFORM
from coffret.submissions.models import Origin, Submission


def submit(
    values: Mapping[str, str],
    *,
    museum: str,
    by: Any,
    origin: Origin = Origin.FORM,
    ref: str = "",
    images: Path | None = None,
    publication: bool = False,
    version: int = 0,
) -> Submission:
    """Receive and check a record written without a file, and publish it when asked; returns its submission of one line.

    ``values``: code → text, « » clears the field, a field left out stays as it is. ``ref``: the record to change; a new
    one gets the next reference of ``museum``. ``images``: a folder where names of REFIM are looked for, even an empty
    one (a name already held there stays). ``version``: that of the record when the form was made, 0 not to ask.
    A line that is refused is not published: see ``Submission.rejected``. Call it outside any transaction.
    Raises Refused when there is nothing to read, and Stale when the record is no more at ``version``.
    """
    given = {code: text for code, text in values.items() if code not in PLATFORM}
    with _one_at_a_time(museum):
        given["REF"] = ref or given.get("REF", "").strip() or next_reference(museum)
        given["MUSEO"] = given.get("MUSEO", "").strip() or museum
        refuse_stale(given, version)
        submission = _received(given, origin, by)
        try:
            actions.check(submission, museum=museum, images=images)
            # Somebody may have published it while it was being read.
            refuse_stale(given, version)
            if publication and submission.created + submission.updated:
                return actions.publish(submission, by=by, still=True)
        except Refused as refusal:
            actions.forget(submission)
            raise _told(refusal, given, version) from refusal
    return submission


def _told(refusal: Refused, given: Mapping[str, str], version: int) -> Refused:
    """Return a refusal as the form tells it: of a record that changed, both texts; of a new one, that it exists now."""
    if not isinstance(refusal, Changed):
        return refusal
    try:
        refuse_stale(given, version)
    except Stale as stale:
        return stale
    sentence = _("La référence {ref} est déjà celle d’une notice. En donner une autre, ou modifier cette notice.")
    return Refused(sentence.format(ref=given["REF"]), value=given["REF"]) if not version else refusal


def refuse_stale(values: Mapping[str, str], version: int) -> None:
    """Raise Stale, with both texts, when the record of ``values`` is no more at ``version`` (0: any will do)."""
    record = Record.objects.filter(ref=values["REF"]).first() if version else None
    if record is None or record.version == version:
        return
    kept = RecordVersion.objects.filter(record=record, number=version).first()
    both, others = divergence(kept.values if kept else {}, record.values, values)
    raise Stale(record.ref, record.version, both, others)


def _received(values: Mapping[str, str], origin: Origin, by: Any) -> Submission:
    """Write the file and receive it; a form of no more than a few pages fits in memory."""
    with tempfile.TemporaryDirectory(prefix="forming-") as folder:
        name = f"{_file_name(values['REF'])}.jsonl"
        path = Path(folder) / "notice.jsonl"
        path.write_bytes((json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
        submission = actions.receive(path, name, by)
    submission.origin = origin
    submission.save(update_fields=["origin"])
    return submission


def _file_name(ref: str) -> str:
    """Return a reference as a file may be called: it may hold any character."""
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in ref)[:60].lstrip(".") or "notice"


@contextlib.contextmanager
def _one_at_a_time(museum: str) -> Iterator[None]:
    """Let one form of a museum in at a time: neither a number given twice nor a version read before it is written."""
    folder = Path(settings.DATA) / "received"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"forming-{_file_name(museum)}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
