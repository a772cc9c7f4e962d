"""/pro/versements/<n>/lignes/<line>/modifier: a line that waits, corrected by hand in the form of notices."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coffret.accounts import access
from coffret.authorities.lookup import MuseumFacts, museum_directory
from coffret.base.errors import Refused
from coffret.catalogue.models import Record
from coffret.desk.guards import members
from coffret.desk.records import form_conflict
from coffret.desk.records.form_subject import Subject
from coffret.desk.records.form_views import CHECK, SAVE, Texts, checked, fixed, shown, typed_in
from coffret.desk.submissions.seeing import visible_submission
from coffret.submissions import sets
from coffret.submissions.forming import Stale
from coffret.submissions.mending import by_hand
from coffret.submissions.mending.writing import as_written, earlier
from coffret.submissions.models import Line, SetName, Submission
from coffret.submissions.payload import Content, unpack


@require_http_methods(["GET", "HEAD", "POST"])
@members
def edit(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Show a line in the form of notices, or correct it by hand; one published already is corrected as a notice."""
    submission = visible_submission(request, number)
    if not access.can_mend(request.user, submission.concerned):
        raise PermissionDenied
    row = get_object_or_404(submission.lines, pk=line)
    kept = sets.of(submission.pk)
    if row.position in kept[SetName.PUBLISHED] - kept[SetName.REVERTED]:
        return redirect("desk:record_edit", row.ref)
    return _answer(request, submission, _subject(request, submission, row))


def _subject(request: HttpRequest, submission: Submission, row: Line) -> Subject:
    content = unpack(bytes(row.payload))
    record = Record.objects.filter(ref=row.ref).first() if row.ref else None
    # A refused line may name another museum's record: its fields are not for the readers of this submission.
    held = record if record is not None and record.museum_id in submission.concerned else None
    code = content.values.get("MUSEO", "") or submission.museum
    return Subject(
        museum=museum_directory().get(code) or MuseumFacts(code, code, "", "", "", None, None, True),
        record=held,
        began=_merged(held, _texts_of(content, request.POST.get("stamp", ""))),
        line=row,
        stamp=request.POST.get("stamp", "") or by_hand.stamp(row),
        given=as_written(content),
        expected=submission.expected,
    )


def _texts_of(content: Content, stamp: str) -> Mapping[str, str]:
    """Return the texts of the line as the form was made from them: those of now, unless it was corrected since."""
    now = as_written(content)
    if not stamp or stamp == by_hand.stamp_of(content):
        return now
    return next((texts for texts in earlier(content) if _stamp(texts) == stamp), now)


def _stamp(texts: Mapping[str, str]) -> str:
    filled = {code: text for code, text in texts.items() if text}
    return by_hand.stamp_of(Content(values=filled, empty=[code for code in texts if code not in filled]))


def _merged(record: Record | None, texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in {**(record.values if record else {}), **texts}.items() if text}


def _answer(request: HttpRequest, submission: Submission, subject: Subject) -> HttpResponse:
    if request.method != "POST":
        return shown(request, subject, {})
    changed = typed_in(request, subject)
    if "corriger" in request.POST:
        return fixed(request, subject, changed, request.POST["corriger"])
    if request.POST.get("action", CHECK) != SAVE:
        return checked(request, subject, changed)
    try:
        return _saved(request, submission, subject, changed)
    except Stale as stale:
        return form_conflict.page(request, subject, changed, stale)
    except Refused as refusal:
        return shown(request, subject, changed, refusal=str(refusal), status=422)


def _saved(request: HttpRequest, submission: Submission, subject: Subject, changed: Texts) -> HttpResponse:
    """Correct the line; raises Stale when somebody corrected it meanwhile, Refused for what cannot be written."""
    assert subject.line is not None
    if not changed:
        raise Refused(_("Rien n’a changé : il n’y a rien à enregistrer."))
    by_hand.change(submission, subject.line.position, changed, by=request.user, edition=subject.stamp)
    messages.success(request, _("La ligne est corrigée. Le fichier remis reste tel quel."))
    return redirect("desk:line", submission.pk, subject.line.pk)
