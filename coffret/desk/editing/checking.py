"""The preflight beside the form: what is being typed is checked, put right at once, or confirmed by name.

Nothing is saved here but confirmations. A script asks for the panel alone; without it the same buttons load the page.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coffret.base.errors import Refused
from coffret.base.numbers import row_number
from coffret.base.rules import Severity
from coffret.desk.editing import page as editing_page
from coffret.desk.editing.checking_panel import key_of, panel
from coffret.desk.editing.form import read
from coffret.desk.editing.page import entry_of, writer
from coffret.desk.editing.saving import base_of, sends_form
from coffret.desk.guards import editors
from coffret.editorial.entries import actions
from coffret.editorial.entries.content import clean
from coffret.editorial.kinds import kind_of
from coffret.editorial.models import Entry
from coffret.editorial.proofing import preflight

Content = dict[str, Any]


@require_POST
@editors
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Say what the preflight finds in what is being typed."""
    entry = entry_of(number)
    return _answer(request, entry, _typed(request, entry))


@require_POST
@editors
def fix(request: HttpRequest, number: int) -> HttpResponse:
    """Put right what a button of the panel names, in what is being typed."""
    entry = entry_of(number)
    typed = _typed(request, entry)
    try:
        mended = _mended(entry, typed, request.POST.get("fix", ""))
    except Refused as refusal:
        return _answer(request, entry, typed, refusal=str(refusal))
    return _answer(request, entry, mended, before=typed)


@require_POST
@editors
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that the account lets an alerte be, and why."""
    entry = entry_of(number)
    typed = _typed(request, entry)
    key = request.POST.get("confirm", "")
    refusal = ""
    try:
        one = _named(entry, typed, key)
        if one.severity is not Severity.ALERTE:
            raise Refused(_("Une erreur se corrige ; elle ne se confirme pas."))
        actions.confirm(entry, *preflight.key(one), request.POST.get(f"reason.{key}", ""), writer(request))
    except Refused as refused:
        refusal = str(refused)
    return _answer(request, entry, typed, refusal=refusal)


def confirm_told(request: HttpRequest, entry: Entry) -> None:
    """Confirm the alertes of what is saved whose reason was typed in the panel, when its button was not pressed."""
    told = {name.removeprefix("reason."): text for name, text in request.POST.items() if name.startswith("reason.")}
    if not any(str(reason).strip() for reason in told.values()) or entry.working is None:
        return
    for one in preflight.check(entry.kind, clean(entry.kind, entry.working.content), entry=entry):
        reason = str(told.get(key_of(one), "")).strip()
        if reason and one.severity is Severity.ALERTE:
            actions.confirm(entry, *preflight.key(one), reason, writer(request))


def _typed(request: HttpRequest, entry: Entry) -> Content:
    """Return what the form holds; what is saved when the request holds no form."""
    if sends_form(request):
        return clean(entry.kind, read(kind_of(entry), request.POST))
    return clean(entry.kind, entry.working.content if entry.working else {})


def _mended(entry: Entry, typed: Content, asked: str) -> Content:
    if asked.startswith("tout:"):
        return preflight.mended(entry.kind, typed, asked.removeprefix("tout:").split(","), entry=entry)
    key, _dot, choice = asked.partition(".")
    return preflight.fixed(entry.kind, typed, _named(entry, typed, key), row_number(choice) or 0)


def _named(entry: Entry, typed: Content, key: str) -> preflight.Finding:
    """Return the finding a button names; raises Refused when it is found no longer."""
    found = preflight.check(entry.kind, typed, entry=entry)
    one = next((one for one in found if key_of(one) == key), None)
    if one is None:
        raise Refused(_("Ce passage n’est plus là : relancer le contrôle."))
    return one


# Answering ------------------------------------------------------------------------------------------------------------


def _answer(
    request: HttpRequest, entry: Entry, content: Content, *, before: Content | None = None, refusal: str = ""
) -> HttpResponse:
    if "application/json" not in request.headers.get("Accept", ""):
        return editing_page.shown(request, entry, content, base_of(request), refusal=refusal, unsaved=True)
    told = panel(entry, content)
    changed = dict(_changes(before, content)) if before is not None else {}
    answer = {
        "html": render_to_string("desk/editing/preflight_found.html", {"panel": told, "entry": entry}, request),
        "summary": f"{_('Contrôle')} : {told.summary}",
        "refusal": refusal,
        "changed": changed,
        # What no field of the form can take, a row taken off a list, needs the page.
        "whole": before is not None and _form(before).keys() != _form(content).keys(),
    }
    return JsonResponse(answer, status=422 if refusal else 200)


def _changes(before: Content, after: Content) -> Iterator[tuple[str, str]]:
    """Yield the inputs whose value changed, with the new one."""
    known = _form(before)
    yield from ((path, value) for path, value in _form(after).items() if known.get(path) != value)


def _form(content: Content) -> dict[str, str]:
    """Return a content as the inputs of its form hold it: name -> text, for what is text."""
    return dict(_inputs("", content))


def _inputs(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _inputs(f"{path}.{name}" if path else name, one)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _inputs(f"{path}.{number}", one)
    elif isinstance(value, str):
        yield path, value
