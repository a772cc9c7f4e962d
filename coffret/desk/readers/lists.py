"""Lists that come in and go out: an import shown before it is done, its report, the export of readers."""

from typing import cast

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.base.text import grouped
from coffret.desk.readers.forms import ImportForm
from coffret.desk.readers.views import managers
from coffret.editorial.files import receiving
from coffret.editorial.models import Newsletter
from coffret.newsletters.readers import exporting, importing, tables, waiting_imports
from coffret.newsletters.readers.importing import WORDS, Verdict
from coffret.newsletters.readers.waiting_imports import Waiting

# Lines of the report shown on the page; the file holds them all.
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a list; POST reads it, and leads to what it would do."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        try:
            waiting = _read(form)
        except Refused as refusal:
            form.add_error("fichier", str(refusal))
        else:
            return redirect("desk:readers_import", key=waiting.key)
    status = 400 if request.method == "POST" else 200
    return render(request, "desk/readers/import.html", {"rail": "letters", "form": form}, status=status)


@require_GET
@managers
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show line by line what an import would do, or did."""
    waiting = _waiting(key)
    newsletter = get_object_or_404(Newsletter, slug=waiting.newsletter)
    lines = list(waiting.done) if waiting.done is not None else importing.judge(waiting.given, newsletter)
    counted = importing.counts(lines)
    # What is not done comes first: that is what one looks for.
    kept_out = [line for line in lines if line.verdict not in {Verdict.NEW, Verdict.ALREADY}]
    shown = [*kept_out, *(line for line in lines if line.verdict in {Verdict.NEW, Verdict.ALREADY})][:SHOWN]
    context = {
        "rail": "letters",
        "waiting": waiting,
        "newsletter": newsletter,
        "counts": [(one.value, str(WORDS[one]), number) for one, number in counted.items() if number],
        "new": counted[Verdict.NEW],
        "lines": [{"line": line, "said": WORDS[line.verdict]} for line in shown],
        "total": len(lines),
        "more": len(lines) - len(shown),
    }
    return render(request, "desk/readers/preview.html", context)


@require_POST
@managers
def application(request: HttpRequest, key: str) -> HttpResponse:
    """Do an import, in one transaction; asked twice, it is done once."""
    waiting = _waiting(key)
    newsletter = get_object_or_404(Newsletter, slug=waiting.newsletter)
    if waiting.done is not None:
        return redirect("desk:readers_import", key=key)
    try:
        lines = _applied(waiting, newsletter, cast(User, request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        waiting_imports.finish(waiting, lines)
        n = importing.counts(lines)[Verdict.NEW]
        said = ngettext("{n} adresse ajoutée à « {name} ».", "{n} adresses ajoutées à « {name} ».", n)
        messages.success(request, said.format(n=grouped(n), name=newsletter.name))
    return redirect("desk:readers_import", key=key)


@require_POST
@managers
def abandon(request: HttpRequest, key: str) -> HttpResponse:
    """Forget an import that was not done."""
    waiting = _waiting(key)
    if waiting.done is None:
        waiting_imports.drop(waiting)
        messages.success(request, _("L’import est abandonné : rien n’a changé."))
    return redirect("desk:readers")


@require_GET
@managers
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Give the report of an import, every line, as a table."""
    waiting = _waiting(key)
    newsletter = get_object_or_404(Newsletter, slug=waiting.newsletter)
    lines = waiting.done if waiting.done is not None else importing.judge(waiting.given, newsletter)
    rows = exporting.report(lines, waiting.done is not None)
    return _file(exporting.as_csv(rows), exporting.CSV_TYPE, f"import-{key}.csv")


@require_GET
@managers
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the readers of a newsletter (`?lettre=`), or of all, as CSV or as a workbook."""
    slug = request.GET.get("lettre", "")
    newsletter = get_object_or_404(Newsletter, slug=slug) if slug else None
    name = f"abonnes-{slug or 'toutes'}.{kind}"
    if kind == "xlsx":
        return _file(exporting.as_workbook(exporting.readers(newsletter)), exporting.XLSX_TYPE, name)
    return _file(exporting.as_csv(exporting.readers(newsletter)), exporting.CSV_TYPE, name)


def _read(form: ImportForm) -> Waiting:
    given, newsletter = form.cleaned_data, form.cleaned_data["lettre"]
    proof = importing.checked_proof(given["preuve"])
    with receiving.aside() as folder:
        name = receiving.tidy_name(given["fichier"].name or "", "liste.csv")
        path = folder / name
        receiving.received(given["fichier"], path, tables.LARGEST)
        return waiting_imports.keep(newsletter.slug, name, proof, tables.read(path))


def _applied(waiting: Waiting, newsletter: Newsletter, by: User) -> list[importing.Line]:
    """Do the import; when somebody subscribed at the very same moment, look again and do it."""
    try:
        return importing.apply(waiting.given, newsletter, waiting.proof, waiting.source, by)
    except IntegrityError:
        return importing.apply(waiting.given, newsletter, waiting.proof, waiting.source, by)


def _waiting(key: str) -> Waiting:
    """Return what waits under a key; raises Http404."""
    waiting = waiting_imports.find(key)
    if waiting is None:
        raise Http404(key)
    return waiting


def _file(content: str | bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
