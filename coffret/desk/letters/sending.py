"""/pro/lettres/<n>/envoi: what remains to do before an issue leaves; once it leaves, where it stands, live."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coffret.desk.editing.checking_panel import panel
from coffret.desk.letters import leaving, live
from coffret.desk.letters.issues import issue_of, person, senders, sending_of, tabs
from coffret.editorial.entries.publishing import working_content
from coffret.editorial.models import Issue
from coffret.newsletters.models import Sending, SendingState
from coffret.newsletters.sending import actions, reading, throttle
from coffret.newsletters.sending.message import sender_of

# Doubts shown, and settled, at once.
DOUBTS = 50


@require_GET
@senders
def sending(request: HttpRequest, number: int) -> HttpResponse:
    """Show the steps of an issue that has not left, or its sending."""
    issue = issue_of(number)
    found = sending_of(issue)
    if found is not None:
        return _live(request, issue, found)
    if issue.sent_at is not None:
        raise Http404
    return _steps(request, issue)


def _steps(request: HttpRequest, issue: Issue) -> HttpResponse:
    now = timezone.now()
    told = panel(issue, working_content(issue))
    audience = leaving.audience(issue, now)
    newsletter = issue.newsletter
    context = {
        "rail": "letters",
        "issue": issue,
        "tabs": tabs(issue, "desk:letter_sending", left=False),
        "panel": told,
        "doubts": leaving.doubts(told),
        "proofless": leaving.proofless(told),
        "errors": leaving.errors(told),
        "steps": leaving.steps(issue, person(request), told, audience),
        "base": issue.working.number if issue.working else 0,
        "copies": issue.proof_copies.select_related("by").order_by("-at", "-pk"),
        "proof_to": person(request).email,
        "audience": audience,
        "expected": throttle.expected(audience.count, now),
        "sender": sender_of(newsletter.sender_name, newsletter.sender_email) if newsletter else "",
        "reply_to": newsletter.reply_to if newsletter else "",
        "asked_at": "",
    }
    return render(request, "desk/letters/sending.html", context)


def _live(request: HttpRequest, issue: Issue, found: Sending) -> HttpResponse:
    status = live.status(found)
    doubts = actions.doubts(found)
    over = found.state in {SendingState.FINISHED, SendingState.CANCELLED}
    context = {
        "rail": "letters",
        "issue": issue,
        "sending": found,
        "tabs": tabs(issue, "desk:letter_sending", left=True),
        "status": status,
        "over": over,
        "open_doubts": len(doubts),
        "doubts": [(one, reading.message_id(found, one)) for one in doubts[:DOUBTS]],
        "missed": status.missed if found.state == SendingState.FINISHED else 0,
        "journal": live.journal(found),
    }
    return render(request, "desk/letters/live.html", context)


@require_GET
@senders
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the figures alone, and in a header the state they belong to: what a script asks every two seconds."""
    issue = issue_of(number)
    found = sending_of(issue)
    if found is None:
        raise Http404
    context = {"issue": issue, "sending": found, "status": live.status(found)}
    response = render(request, "desk/letters/progress.html", context)
    response["X-Sending-State"] = f"{found.state} {len(actions.doubts(found))}"
    return response
