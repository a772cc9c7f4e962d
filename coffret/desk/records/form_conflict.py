"""Two people wrote the same notice: both texts field by field, a choice where both changed, nothing lost."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from coffret.base.marking import marked
from coffret.catalogue.fields import BY_CODE, Field
from coffret.desk.records.form_subject import Subject
from coffret.submissions.forming import Stale

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field both changed: the text of now and the one just written, the words that differ marked."""

    field: Field
    theirs: SafeString
    mine: SafeString


def page(request: HttpRequest, subject: Subject, changed: dict[str, str], stale: Stale) -> HttpResponse:
    """Return the page (409) that shows both texts of each field both changed; the rest of what was typed goes with it."""
    disputes = [Dispute(BY_CODE[one.code], *marked(one.theirs, one.mine)) for one in stale.fields]
    context = {
        "rail": "notices",
        "subject": subject,
        "sentence": str(stale),
        "version": stale.version,
        "stamp": getattr(stale, "stamp", ""),
        "disputes": disputes,
        "kept": list(changed.items()),
        "theirs": [(BY_CODE[code], text) for code, text in stale.theirs.items() if code in BY_CODE],
        "sent_images": bool(request.FILES),
    }
    return render(request, "desk/records/form_conflict.html", context, status=409)


def settled(request: HttpRequest, changed: dict[str, str]) -> dict[str, str]:
    """Return what was typed without the fields where the other text was chosen."""
    return {code: text for code, text in changed.items() if request.POST.get(f"pick.{code}") != THEIRS}
