"""/agenda/<événement>/inscription: registering; /agenda/inscription/<secret>/: one's own page.

What a page answers never tells who is registered: a mail does. One's own page changes nothing when it is read; each act
is a POST of its own.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coffret.base import counts
from coffret.base.errors import Refused
from coffret.editorial import identity
from coffret.editorial.agenda import calendar, interests, registrations
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.registrations import Given
from coffret.editorial.agenda.state import Button
from coffret.editorial.models import Attendance, Event, Plan, Redirect, Registration, Standing
from coffret.public.agenda.attending_forms import Guarded, InterestForm, NoteForm, RegistrationForm
from coffret.public.agenda.views import when

# Forms one network address may send for one event, and in how many seconds: a museum's people share theirs.
MOST, WINDOW = 30, 600

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Keep a page out of caches and search engines, and its address out of what other sites are told.

    Not « no-referrer »: browsers would then send its forms without saying from where, and they would be refused.
    """

    @never_cache
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept


# Registering ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@private
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or register; when one cannot, say why and offer to send one's link again."""
    event = _event(slug)
    if event is None:
        return _moved(slug, "/inscription")
    if event.plan != Plan.OWN:
        return redirect(event.get_absolute_url())
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, event, form)
    if form.trapped:
        return _sent(event)
    if form.is_valid() and _within_rate(request, event, form):
        try:
            registrations.register(event.pk, _given(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return _form(request, event, form, status=409)
        return _sent(event)
    return _form(request, event, form, status=400)


@require_POST
@private
def recall(request: HttpRequest, slug: str) -> HttpResponse:
    """Send their link again to who lost it: the same answer whoever asks."""
    event = _event(slug)
    if event is None:
        raise Http404(slug)
    form = InterestForm(request.POST)
    if not form.trapped and form.is_valid() and _within_rate(request, event, form):
        registrations.recall(event, form.cleaned_data["email"])
    return _sent(event) if form.trapped or form.is_valid() else _form(request, event, None, lost=form, status=400)


@require_safe
@private
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a mail leaves: it alone says more."""
    event = _event(slug)
    if event is None:
        raise Http404(slug)
    return render(request, "public/agenda/sent.html", {"section": "agenda", "event": event})


def _form(
    request: HttpRequest,
    event: Event,
    form: RegistrationForm | None,
    *,
    lost: InterestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    where = registrations.situation(event, timezone.now())
    site = identity.site()
    context = {
        "section": "agenda",
        "event": event,
        "where": where,
        "open": where.button in {Button.REGISTER, Button.WAIT},
        "waits": where.button is Button.WAIT,
        "form": form or RegistrationForm(),
        "lost": lost or InterestForm(prefix=None, auto_id="lost_%s"),
        "months": site.erased_after,
        "contact": event.content.get("contact") or site.contact_email,
        "when": when(agenda.facts(event)),
        "place": calendar.place_of(event.content),
    }
    return render(request, "public/agenda/register.html", context, status=status)


def _given(form: RegistrationForm) -> Given:
    data = form.cleaned_data
    names = ("name", "email", "institution", "audience", "note")
    return Given(**{name: data[name] for name in names}, language=_language())


# Me prévenir ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@private
def notify(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep an address until registration opens."""
    event = _event(slug)
    if event is None:
        return _moved(slug, "")
    if request.method != "POST":
        return redirect(event.get_absolute_url())
    form = InterestForm(request.POST)
    if form.trapped:
        return redirect("public:event_notified", slug=slug)
    if form.is_valid() and _within_rate(request, event, form):
        try:
            interests.note(event, form.cleaned_data["email"], _language())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("public:event_notified", slug=slug)
    context = {"section": "agenda", "event": event, "form": form, "months": identity.site().erased_after}
    return render(request, "public/agenda/notify.html", context, status=400)


@require_safe
@private
def notified(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that the address is kept until the opening."""
    event = _event(slug)
    if event is None:
        raise Http404(slug)
    return render(request, "public/agenda/notified.html", {"section": "agenda", "event": event})


@require_http_methods(["GET", "HEAD", "POST"])
@private
def unnotify(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what waits for an opening; POST forgets the address."""
    interest = interests.by_token(secret)
    if interest is not None and request.method == "POST":
        event = interest.event
        interests.forget(interest)
        return render(request, "public/agenda/forgotten.html", {"section": "agenda", "event": event})
    if interest is None:
        return _no_link(request)
    return render(request, "public/agenda/interest.html", {"section": "agenda", "event": interest.event})


# One's own page ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@private
def mine(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a registration to its person; POST cancels it."""
    return _act(request, secret, registrations.cancel) if request.method == "POST" else _mine(request, secret)


@require_POST
@private
def back(request: HttpRequest, secret: str) -> HttpResponse:
    """Take a cancellation back."""
    return _act(request, secret, registrations.undo)


@require_POST
@private
def note(request: HttpRequest, secret: str) -> HttpResponse:
    """Change what one says to those who organise."""
    form = NoteForm(request.POST)
    words = form.cleaned_data["note"] if form.is_valid() else request.POST.get("note", "")[:1000]
    return _act(request, secret, lambda registration: registrations.change_note(registration, words))


@require_http_methods(["GET", "HEAD", "POST"])
@private
def erasure(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask whether to erase what one gave; POST does it."""
    registration = registrations.by_token(secret)
    if registration is None:
        return _no_link(request)
    context = {"section": "agenda", "event": registration.event, "secret": secret, "registration": registration}
    if request.method != "POST":
        return render(request, "public/agenda/erasure.html", context)
    registrations.erase(registration)
    return render(request, "public/agenda/forgotten.html", context)


def _act(request: HttpRequest, secret: str, act: Callable[[Registration], None]) -> HttpResponse:
    registration = registrations.by_token(secret)
    if registration is None:
        return _no_link(request)
    try:
        act(registration)
    except Refused as refusal:
        return _mine(request, secret, str(refusal), status=409)
    return redirect("public:registration", secret=secret)


def _mine(request: HttpRequest, secret: str, refusal: str = "", status: int = 200) -> HttpResponse:
    registration = registrations.by_token(secret)
    if registration is None:
        return _no_link(request)
    event, now = registration.event, timezone.now()
    over = agenda.facts(event).over_at
    context = {
        "section": "agenda",
        "registration": registration,
        "event": event,
        "secret": secret,
        "refusal": refusal,
        "rank": registrations.rank(registration),
        "held": registration.state != Attendance.CANCELLED,
        "over": over is not None and now >= over,
        "called_off": event.standing == Standing.CANCELLED,
        "expected": registrations.expected(event, now),
        "can_undo": registrations.can_undo(event, now),
        "note": NoteForm(initial={"note": registration.note}),
        "when": when(agenda.facts(event)),
        "place": calendar.place_of(event.content),
        "join_url": agenda.web_address(event.content.get("online_url")),
        "where": registrations.situation(event, now),
        "months": identity.site().erased_after,
    }
    return render(request, "public/agenda/registration.html", context, status=status)


def _no_link(request: HttpRequest) -> HttpResponse:
    return render(request, "public/agenda/no_link.html", {"section": "agenda"}, status=404)


# Under the pages ------------------------------------------------------------------------------------------------------


def _event(slug: str) -> Event | None:
    return Event.objects.filter(path=f"/agenda/{slug}", live=True).first()


def _moved(slug: str, rest: str) -> HttpResponse:
    """Lead to the event's present address; raises Http404 when it has none."""
    found = Redirect.objects.filter(path=f"/agenda/{slug}", entry__live=True).select_related("entry").first()
    if found is None:
        raise Http404(slug)
    return redirect(f"{found.entry.path}{rest}", permanent=True)


def _sent(event: Event) -> HttpResponse:
    return redirect(f"{event.path}/inscription/envoyee")


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def visitor_address(request: HttpRequest) -> str:
    """Return the network address a request comes from, read behind as many proxies as the settings say."""
    hops = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return told[-hops] if 0 < hops <= len(told) else request.META.get("REMOTE_ADDR", "")


def _within_rate(request: HttpRequest, event: Event, form: Guarded) -> bool:
    """Count a form sent; say on it when there were too many. The network address is kept hashed, ten minutes."""
    if counts.within(f"attending:{event.pk}", visitor_address(request), MOST, WINDOW):
        return True
    form.add_error(None, _("Trop de demandes d’affilée depuis ce réseau. Réessayer dans dix minutes."))
    return False
