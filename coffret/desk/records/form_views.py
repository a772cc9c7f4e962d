"""/pro/notices/…/modifier and /pro/notices/nouvelle: a notice written in a form, checked as one types, handed in.

What is saved is a submission of one line, read and published as any other; nothing is lost when it is refused.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coffret.accounts import access, participations
from coffret.accounts.models import Role
from coffret.authorities.lookup import museum_directory
from coffret.base.errors import Refused
from coffret.catalogue.models import Record
from coffret.desk.guards import members
from coffret.desk.records import form_conflict, form_fields, form_images, form_subject
from coffret.desk.records.form_subject import Subject
from coffret.desk.records.form_typed import resulting, typed
from coffret.submissions import forming, reviewing
from coffret.submissions.models import Submission

Texts = dict[str, str]
CHECK, SAVE, PUBLISH = "controler", "enregistrer", "publier"


@require_http_methods(["GET", "HEAD", "POST"])
@members
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the form of a notice, or take what it sends."""
    return _answer(request, form_subject.existing(request, ref))


@require_http_methods(["GET", "HEAD", "POST"])
@members
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new notice of ``?musee=``, or take what it sends; asks which museum when there are several."""
    code = request.GET.get("musee", "").strip().upper()
    if not code:
        return _which_museum(request)
    return _answer(request, form_subject.new(request, code))


def _which_museum(request: HttpRequest) -> HttpResponse:
    if not access.hands_in(request.user):
        raise PermissionDenied
    directory = museum_directory()
    codes = sorted(access.museum_codes(request.user, Role.CONTRIBUTOR, Role.MANAGER) & directory.keys())
    if len(codes) == 1 and not access.is_administrator(request.user):
        return redirect(f"{reverse('desk:record_new')}?musee={codes[0]}")
    context = {"rail": "notices", "museums": [directory[code] for code in codes]}
    return render(request, "desk/records/form_museum.html", context)


def _answer(request: HttpRequest, subject: Subject) -> HttpResponse:
    if request.method != "POST":
        return shown(request, subject, dict(subject.offered), look=subject.record is not None)
    changed = _with_reference(request, subject, typed_in(request, subject))
    if "corriger" in request.POST:
        return fixed(request, subject, changed, request.POST["corriger"])
    action = request.POST.get("action", CHECK)
    if action not in {SAVE, PUBLISH}:
        return checked(request, subject, changed)
    try:
        return _saved(request, subject, changed, publication=action == PUBLISH)
    except forming.Stale as stale:
        return form_conflict.page(request, subject, changed, stale)
    except Refused as refusal:
        return shown(request, subject, changed, refusal=str(refusal), status=422)


def typed_in(request: HttpRequest, subject: Subject) -> Texts:
    """Return what was typed and is not as it was, without the fields where somebody else's text was chosen."""
    return form_conflict.settled(request, typed(request.POST, subject.began, subject.fields))


def _with_reference(request: HttpRequest, subject: Subject, changed: Texts) -> Texts:
    """Return what was typed, with the reference given to a new notice; « » leaves the next free one."""
    reference = request.POST.get("REF", "").replace("\0", "").strip()[:60]
    return {**changed, "REF": reference} if reference and subject.record is None else changed


# Showing --------------------------------------------------------------------------------------------------------------


def looked_at(subject: Subject, changed: Mapping[str, str]) -> forming.Looked:
    """Return what the check finds in a notice as it is typed."""
    if subject.line is not None:
        return forming.look({**subject.given, **changed}, museum=subject.expected)
    ref = subject.ref or changed.get("REF") or forming.next_reference(subject.museum.code)
    return forming.look({**changed, "REF": ref}, museum=subject.museum.code)


def shown(
    request: HttpRequest,
    subject: Subject,
    changed: Texts,
    *,
    look: bool = True,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of the form, with what was typed and what the check finds in it."""
    looked = looked_at(subject, changed) if look else forming.Looked("")
    return render(
        request, "desk/records/form.html", _context(request, subject, changed, looked, refusal), status=status
    )


def _context(
    request: HttpRequest, subject: Subject, changed: Texts, looked: forming.Looked, refusal: str
) -> dict[str, Any]:
    values = resulting(subject.began, changed)
    first, rest = form_fields.parts(values, looked.findings, subject.fields)
    # A line is published with its submission.
    museums, alone = {subject.museum.code}, subject.line is None
    return {
        "rail": "notices" if alone else "submissions",
        "subject": subject,
        "first": first,
        "rest": rest,
        "images": form_images.shown(subject.record) if alone else [],
        "apart": form_fields.apart(looked.findings, values, subject.fields),
        "looked": looked if looked.outcome else None,
        "summary": said(looked),
        "worst": worst(subject, looked),
        "refusal": refusal,
        "reference": changed.get("REF", ""),
        "unsaved": request.method == "POST",
        "publishes": alone and access.publishes_at_once(request.user, museums),
        "asks": alone and access.can_publish(request.user, museums) and access.reviewed(museums),
        "withdrawn": subject.record is not None and subject.record.status == "withdrawn",
    }


def said(looked: forming.Looked) -> str:
    """Return what the check found, in a sentence; « » when nothing was looked at."""
    if not looked.outcome:
        return ""
    count = len(looked.findings)
    if looked.refused:
        words = ngettext(
            "%(count)d erreur empêche de publier.", "%(count)d erreurs empêchent de publier.", looked.refused
        )
        return words % {"count": looked.refused}
    if not count:
        return _("Aucun constat.")
    return ngettext("%(count)d constat, aucune erreur.", "%(count)d constats, aucune erreur.", count) % {"count": count}


def worst(subject: Subject, looked: forming.Looked) -> str:
    """Return the code of the field of the gravest finding, to lead to it; « » when no field of the form has one."""
    codes = {entry.code for entry in subject.fields}
    return next((finding.field for finding in looked.findings if finding.field in codes), "")


def checked(request: HttpRequest, subject: Subject, changed: Texts) -> HttpResponse:
    """Say what the check finds in what is typed: the page again, or JSON for the script that asked."""
    if "application/json" not in request.headers.get("Accept", ""):
        return shown(request, subject, changed)
    looked = looked_at(subject, changed)
    values = resulting(subject.began, changed)
    first, rest = form_fields.parts(values, looked.findings, subject.fields)
    boxes = [box for part in (first, *rest) for box in part.boxes]
    return JsonResponse(
        {
            "summary": said(looked),
            "worst": worst(subject, looked),
            "apart": _told(request, form_fields.apart(looked.findings, values, subject.fields)),
            "fields": {box.field.code: _told(request, box.told) for box in boxes if box.told},
        }
    )


def _told(request: HttpRequest, told: list[form_fields.Told]) -> str:
    return render_to_string("desk/records/form_findings.html", {"told": told}, request)


def fixed(request: HttpRequest, subject: Subject, changed: Texts, asked: str) -> HttpResponse:
    """Put right what a button of the form names, in what is typed; nothing is saved."""
    values = resulting(subject.began, changed)
    found = form_fields.fixed(values, looked_at(subject, changed).findings, asked)
    if found is None:
        return shown(request, subject, changed, refusal=_("Ce constat n’est plus là : relire le contrôle."))
    code, text = found
    kept = {**changed, code: text}
    if (subject.record or subject.line) and text == subject.began.get(code):
        kept.pop(code)
    return shown(request, subject, kept)


# Saving ---------------------------------------------------------------------------------------------------------------


def _saved(request: HttpRequest, subject: Subject, changed: Texts, *, publication: bool) -> HttpResponse:
    """Hand in what was typed; raises Refused, and Stale when the notice changed meanwhile."""
    museum = subject.museum.code
    participations.require({museum})
    images = form_images.asked(request, subject.record)
    values = {code: text for code, text in changed.items() if text or subject.record}
    if images:
        values["REFIM"] = images.refim
    if not values:
        raise Refused(_("Rien n’a changé : il n’y a rien à enregistrer."))
    _refuse_taken(subject, values)
    if publication and looked_at(subject, values if not images else changed).refused:
        raise Refused(_("La notice a des erreurs : les corriger, ou l’enregistrer sans la publier."))
    at_once = publication and access.publishes_at_once(request.user, {museum})
    with form_images.folder(images) as folder:
        submission = forming.submit(
            values,
            museum=museum,
            by=request.user,
            ref=subject.ref,
            images=folder,
            publication=at_once,
            version=subject.version,
        )
    asked = publication and not at_once and reviewing.asked_for(submission, by=request.user)
    return _told_and_gone(request, submission, at_once=at_once, asked=asked)


def _refuse_taken(subject: Subject, values: Mapping[str, str]) -> None:
    """Raise Refused for a new notice whose reference another one bears: it would be overwritten."""
    ref = values.get("REF", "") if subject.record is None else ""
    if ref and Record.objects.filter(ref=ref).exists():
        sentence = _("La référence {ref} est déjà celle d’une notice. En donner une autre, ou modifier cette notice.")
        raise Refused(sentence.format(ref=ref), value=ref)


def _told_and_gone(request: HttpRequest, submission: Submission, *, at_once: bool, asked: bool) -> HttpResponse:
    ref = submission.lines.values_list("ref", flat=True).first() or ""
    if submission.rejected:
        messages.warning(
            request,
            _("La notice {ref} est enregistrée. Elle a des erreurs : elle ne se publie pas encore.").format(ref=ref),
        )
    elif not submission.created + submission.updated:
        messages.info(request, _("La notice {ref} dit déjà cela : rien n’a changé.").format(ref=ref))
    elif at_once:
        messages.success(request, _("La notice {ref} est en ligne.").format(ref=ref))
    elif asked:
        messages.success(request, _("La publication de la notice {ref} est demandée au bureau.").format(ref=ref))
    else:
        messages.success(request, _("La notice {ref} est enregistrée. Elle attend la publication.").format(ref=ref))
    return redirect(submission)
