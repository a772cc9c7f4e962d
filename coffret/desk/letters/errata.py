"""/pro/lettres/<n>/errata: what is put right under an issue that has left; what was mailed cannot change."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coffret.base.errors import Refused
from coffret.desk.letters.issues import issue_of, person, senders, tabs
from coffret.newsletters import errata as acts


@require_http_methods(["GET", "HEAD", "POST"])
@senders
def errata(request: HttpRequest, number: int) -> HttpResponse:
    """Show the errata of an issue; POST adds one, that its web version shows at once."""
    issue = issue_of(number)
    if issue.sent_at is None:
        raise Http404
    text = request.POST.get("text", "")
    refusal = ""
    if request.method == "POST":
        try:
            acts.add(issue, text, person(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Ajouté sous le numéro en ligne."))
            return redirect("desk:letter_errata", number)
    context = {
        "rail": "letters",
        "issue": issue,
        "tabs": tabs(issue, "desk:letter_errata", left=True),
        "errata": issue.errata.select_related("by").order_by("-at", "-pk"),
        "text": text,
        "refusal": refusal,
    }
    return render(request, "desk/letters/errata.html", context, status=422 if refusal else 200)
