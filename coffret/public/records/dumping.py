"""/donnees: the whole catalogue as files, for re-users; what is downloaded is counted, nobody is."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coffret.conformity import dumps
from coffret.public.anyone import for_anyone

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Show the files offered: their date, their count, their seals."""
    held = dumps.every()
    context = {"section": "data", "last": held[0] if held else None, "older": held[1:], "licence": LICENCE}
    return render(request, "public/data.html", context)


@for_anyone
def listing(request: HttpRequest) -> HttpResponse:
    """Answer the files offered as JSON, newest first: what a program follows."""
    base = settings.BASE_URL
    found = [
        {
            **dumps.described(one),
            "licence": LICENCE,
            "addresses": [f"{base}/donnees/{one.key}/{f.name}" for f in one.files],
        }
        for one in dumps.every()
    ]
    return JsonResponse({"exports": found}, json_dumps_params={"ensure_ascii": False})


@for_anyone
@never_cache
def download(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """Stream a file of a dump; one that is no more answers 404."""
    found = dumps.read(key)
    if request.method == "HEAD":
        size = next((one.size for one in found.files if one.name == name), None) if found else None
        if size is None:
            raise Http404(name)
        return HttpResponse(content_type="application/gzip", headers={"Content-Length": str(size)})
    stream = dumps.opened(key, name)
    if stream is None:
        raise Http404(name)
    return FileResponse(stream, as_attachment=True, filename=f"coffret-{key}-{name}", content_type="application/gzip")
