"""Pages opened from a letter: its links bear one parameter, the same for all, which is counted and changes nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from coffret.newsletters.rendering.links import PARAMETER
from coffret.newsletters.returns import visits
from coffret.public.records.counting import is_a_reader

Answer = Callable[[HttpRequest], HttpResponse]


class Arrivals:
    """Counts, per day and per issue, the pages that a letter's links opened: no cookie, nobody told apart."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        mark = request.GET.get(PARAMETER, "")
        if mark and request.method == "GET" and _is_a_page(response) and is_a_reader(request):
            visits.count_page(mark)
        return response


def _is_a_page(response: HttpResponse) -> bool:
    return response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
