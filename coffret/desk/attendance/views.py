"""/pro/agenda/: events with their registrations; who comes to each, marked, added, moved up, written to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.base.cells import MARK, csv_row
from coffret.base.errors import Refused
from coffret.base.text import fold
from coffret.desk.attendance.forms import AddForm, MessageForm
from coffret.desk.guards import opened_to
from coffret.editorial import moments
from coffret.editorial.agenda import calendar, registrations
from coffret.editorial.agenda import letters as registration_letters
from coffret.editorial.agenda import messages as event_messages
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.registrations import Given
from coffret.editorial.kinds import AUDIENCES
from coffret.editorial.models import Attendance, Event, Headcount, Registration

organisers = opened_to(access.can_see_attendance)

CSV_TYPE = "text/csv; charset=utf-8"
# What spreadsheet programs expect before UTF-8.


@dataclass(frozen=True, slots=True)
class Row:
    """An event of the list: where it stands, when it takes place in words, who registered, and what was kept after."""

    event: Event
    where: agenda.Situation
    when: str
    counts: dict[str, int]
    kept: Headcount | None

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return self.kept.waiting if self.kept else self.counts[Attendance.WAITING]

    @property
    def confirmed(self) -> int:
        """Return how many have a place."""
        return self.kept.registered if self.kept else self.counts[Attendance.CONFIRMED]


# The events ----------------------------------------------------------------------------------------------------------


@require_GET
@organisers
def index(request: HttpRequest) -> HttpResponse:
    """List the events online: those to come, or with `?passes=1` those that are over, latest first."""
    now, past = timezone.now(), request.GET.get("passes") == "1"
    rows = [row for row in _rows(_events(past, now), now) if (row.where.state is agenda.State.PAST) == past]
    context = {"rail": "agenda", "rows": rows, "past": past}
    return render(request, "desk/agenda/index.html", context)


def _events(past: bool, now: datetime) -> QuerySet[Event]:
    shown = Event.objects.filter(live=True)
    if past:
        return shown.filter(starts_at__lt=now).order_by("-starts_at", "-pk")
    today = moments.midnight(moments.local(now).date())
    ahead = Q(ends_at__gt=now) | Q(starts_at__gte=today) | Q(starts_at=None)
    return shown.filter(ahead).order_by(F("starts_at").asc(nulls_last=True), "pk")


def _rows(events: QuerySet[Event], now: datetime) -> list[Row]:
    found = list(events)
    counted = registrations.counts(found)
    kept = {one.event_id: one for one in Headcount.objects.filter(event__in=found)}
    return [
        Row(
            event,
            agenda.state(event, now, counted[event.pk][Attendance.CONFIRMED]),
            _when(event),
            counted[event.pk],
            kept.get(event.pk),
        )
        for event in found
    ]


def _when(event: Event) -> str:
    return moments.span(event.starts_at, event.ends_at, event.all_day) if event.starts_at else _("Date à venir")


# Who comes -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@organisers
def attendance(request: HttpRequest, number: int) -> HttpResponse:
    """Show who registered for an event, `?q=` by name, address or institution; POST adds somebody by hand."""
    event = _event(number)
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = registrations.add(event.pk, _given(form), beyond=form.cleaned_data["beyond"])
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            said = _("{name} : {state}. Un courriel part.")
            messages.success(request, said.format(name=added.name, state=Attendance(added.state).label))
            return redirect("desk:attendance", number=number)
    status = 400 if request.method == "POST" else 200
    return render(request, "desk/agenda/attendance.html", _context(request, event, form), status=status)


def _context(request: HttpRequest, event: Event, form: AddForm) -> dict[str, Any]:
    now, asked = timezone.now(), request.GET.get("q", "")[:100].replace("\x00", "")
    (row,) = _rows(Event.objects.filter(pk=event.pk), now)
    people = _people(event)
    shown = [one for one in people if _has(one, asked)]
    return {
        "rail": "agenda",
        "event": event,
        "row": row,
        "form": form,
        "asked": asked,
        "sections": [(state, label, [one for one in shown if one.state == state]) for state, label in _headings()],
        "found": len(shown),
        "total": len(people),
        "present": sum(one.attended is True for one in people),
        "began": event.starts_at is not None and now >= event.starts_at,
        "written": event.messages.select_related("by").order_by("-pk"),
        "audiences": {code: str(label) for code, label in AUDIENCES},
    }


def _headings() -> list[tuple[str, str]]:
    return [
        (Attendance.CONFIRMED, _("Inscrits")),
        (Attendance.WAITING, _("En liste d’attente")),
        (Attendance.CANCELLED, _("Annulés")),
    ]


def _people(event: Event) -> list[Registration]:
    return list(Registration.objects.filter(event=event).order_by("at", "pk"))


def _has(one: Registration, words: str) -> bool:
    text = fold(f"{one.name} {one.email} {one.institution}")
    return all(word in text for word in fold(words).split())


def _given(form: AddForm) -> Given:
    data = form.cleaned_data
    return Given(**{name: data[name] for name in ("name", "email", "institution", "audience", "note")})


@require_POST
@organisers
def presence(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Note whether somebody came: « oui », « non », or nothing known."""
    known = {"oui": True, "non": False}
    return _act(request, number, person, lambda one: registrations.mark(one, known.get(request.POST.get("venu", ""))))


@require_POST
@organisers
def cancellation(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Cancel for somebody, who is told."""
    return _act(request, number, person, registrations.cancel, _("{name} : inscription annulée. Un courriel part."))


@require_POST
@organisers
def comeback(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Take a cancellation back for somebody, who is told: a place if one is left, else the end of the waiting list."""
    return _act(request, number, person, registrations.undo, _("{name} : {state}. Un courriel part."))


@require_POST
@organisers
def promotion(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Give a place to somebody who waits, who is told."""
    return _act(request, number, person, registrations.move_up, _("{name} : {state}. Un courriel part."))


def _act(
    request: HttpRequest, number: int, person: int, act: Callable[[Registration], None], done: str = ""
) -> HttpResponse:
    """Do something to a registration; ``done`` is said once its state has changed."""
    row = get_object_or_404(Registration.objects.select_related("event"), pk=person, event=_event(number))
    before = row.state
    try:
        act(row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    if row.state != before:
        messages.success(request, done.format(name=row.name, state=Attendance(row.state).label))
    answer = redirect("desk:attendance", number=number)
    answer["Location"] += f"#p{person}"
    return answer


# Lists to take away --------------------------------------------------------------------------------------------------


@require_GET
@organisers
def table(request: HttpRequest, number: int) -> HttpResponse:
    """Give the list as a table for spreadsheet programs, its formulas disarmed."""
    event = _event(number)
    audiences, yes_no = dict(AUDIENCES), {True: _("oui"), False: _("non"), None: ""}
    heads = (_("Nom"), _("Adresse"), _("Établissement"), _("Public"), _("État"), _("Inscrit le"), _("Mot"), _("Venu"))
    rows = [csv_row(heads)]
    for one in _people(event):
        at = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")
        said = (str(audiences.get(one.audience, "")), str(Attendance(one.state).label), at)
        cells = (one.name, one.email, one.institution, *said, one.note, yes_no[one.attended])
        rows.append(csv_row(" ".join(cell.split()) for cell in cells))
    name = f"inscrits-{(event.path or '').rpartition('/')[2]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(MARK + "".join(rows), content_type=CSV_TYPE, headers=headers)


@require_GET
@organisers
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show the sheet to print and sign at the door: those who have a place, in alphabetical order."""
    event = _event(number)
    held = [one for one in _people(event) if one.state == Attendance.CONFIRMED]
    context = {
        "rail": "agenda",
        "event": event,
        "when": _when(event),
        "place": calendar.place_of(event.content),
        "people": sorted(held, key=lambda one: fold(one.name)),
    }
    return render(request, "desk/agenda/sheet.html", context)


# Writing to them ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@organisers
def message(request: HttpRequest, number: int) -> HttpResponse:
    """Compose a message to those registered; POST shows it as they will read it, then sends it once confirmed."""
    event = _event(number)
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        initial={"key": uuid4().hex, "states": [Attendance.CONFIRMED]},
    )
    if request.method == "POST" and form.is_valid() and "changer" not in request.POST:
        return _sent(request, event, form) if "envoyer" in request.POST else _preview(request, event, form)
    status = 400 if request.method == "POST" and form.errors else 200
    context = {"rail": "agenda", "event": event, "form": form, "counts": registrations.counts([event])[event.pk]}
    return render(request, "desk/agenda/message.html", context, status=status)


def _preview(request: HttpRequest, event: Event, form: MessageForm) -> HttpResponse:
    data = form.cleaned_data
    subject, text, _html = registration_letters.composed(event, data["subject"], data["text"])
    context = {
        "rail": "agenda",
        "event": event,
        "form": form,
        "subject": subject,
        "text": text,
        "people": event_messages.recipients(event, data["states"]),
    }
    return render(request, "desk/agenda/message_preview.html", context)


def _sent(request: HttpRequest, event: Event, form: MessageForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        by = cast(User, request.user)
        written = event_messages.send(event, data["key"], data["subject"], data["text"], data["states"], by)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:attendance_message", number=event.pk)
    count = written.recipients
    said = ngettext("Le message part à {n} personne.", "Le message part à {n} personnes.", count)
    messages.success(request, said.format(n=count))
    return redirect("desk:attendance", number=event.pk)


def _event(number: int) -> Event:
    """Return an event that is or was online; raises Http404."""
    # By its own column: a number no database holds is then one nobody has.
    return get_object_or_404(Event, id=number, path__isnull=False)
