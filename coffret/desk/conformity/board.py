"""/pro/musees/<code>/conformite/: how the notices of a museum stand, and what gains most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base import jobs as base_jobs
from coffret.base.errors import Refused
from coffret.base.marking import marked
from coffret.base.rules import REGISTRY, Rule, Severity
from coffret.base.text import grouped
from coffret.catalogue.fields import BY_CODE, Field
from coffret.catalogue.models import Record, Status
from coffret.conformity import duties, gains, jobs, measuring, trend
from coffret.conformity.gains import Gain
from coffret.conformity.models import Board
from coffret.conformity.tallying import DESIGNATION
from coffret.desk.guards import members
from coffret.desk.museums.guard import me, museum_for
from coffret.images.norms import RECOMMENDED_SHORT_SIDE

# Notices measured, or corrected, while one waits for the page; more is done by the worker.
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: its name, how many, of how many (0: no share), where it leads (« » for nowhere)."""

    label: str
    count: int
    whole: int = 0
    url: str = ""
    code: str = ""

    @property
    def share(self) -> int:
        """Return the share, in hundredths, rounded down: 100 says all of them."""
        return 100 * self.count // self.whole if self.whole else 0

    @property
    def missing(self) -> int:
        """Return how many lack it."""
        return self.whole - self.count


@dataclass(frozen=True, slots=True)
class Proposed:
    """A correction as it is offered: the rule, the field, an example marked, the choices, the job under way."""

    gain: Gain
    rule: Rule
    field: Field
    before: SafeString
    after: SafeString
    url: str
    busy: bool
    submission: int | None


@require_GET
@members
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Show the board; one never measured is measured now when that is quick, else asked for."""
    museum = museum_for(request, code)
    found = Board.objects.filter(museum=museum).first() or _first_board(museum)
    context: dict[str, Any] = {"rail": "conformity", "museum": museum, "board": found}
    if found is None:
        return render(request, "desk/conformity/unmeasured.html", context)
    curve = request.GET.get("courbe", "minimum")
    curve = curve if curve in trend.CURVES else "minimum"
    context |= {
        "stale": museum.code in duties.stale(timedelta(0)),
        "measuring": base_jobs.is_busy("measure", museum.code),
        "figures": _figures(found),
        "gains": _gains(found),
        "can_prepare": access.can_mend(request.user, {museum.code}),
        "sheet": _sheet(found),
        "images": _images(found),
        "schemes": _schemes(found),
        "rules": _rules(found),
        "duplicates": _duplicates(found),
        "curves": trend.CURVES.items(),
        "curve": curve,
        "curve_name": trend.CURVES[curve],
        "plot": trend.plot(museum.code, curve),
    }
    return render(request, "desk/conformity/board.html", context)


@require_POST
@members
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """Measure again: at once when that is quick, else by the worker."""
    museum = museum_for(request, code)
    if _is_small(museum):
        measuring.keep(museum.code)
    else:
        jobs.ask_measure(museum.code)
        messages.success(request, _("La mesure est en cours : la page dira quand elle est faite."))
    return redirect("desk:museum_conformity", code=code)


@require_POST
@members
def preparation(request: HttpRequest, code: str) -> HttpResponse:
    """Prepare one of the corrections of the board as a submission, to be read and published as any other."""
    museum = museum_for(request, code)
    if not access.can_mend(request.user, {museum.code}):
        raise PermissionDenied
    given = {name: request.POST.get(name, "") for name in ("regle", "champ", "valeur", "par")}
    asked = (museum.code, given["regle"], given["champ"], given["valeur"], given["par"])
    try:
        if Record.objects.filter(museum=museum, status=Status.PUBLISHED).count() > AT_ONCE:
            jobs.ask_preparation(*asked, by=me(request))
            messages.success(
                request, _("La préparation est en cours. Le versement paraîtra ici et dans « Versements ».")
            )
            return redirect("desk:museum_conformity", code=code)
        submission = gains.prepare(*asked, by=me(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:museum_conformity", code=code)
    count = submission.updated
    said = ngettext(
        "Une notice corrigée : relire, puis publier.", "%(n)s notices corrigées : relire, puis publier.", count
    )
    messages.success(request, said % {"n": grouped(count)})
    return redirect(submission.get_absolute_url())


def _first_board(museum: Museum) -> Board | None:
    if _is_small(museum):
        return measuring.keep(museum.code)
    jobs.ask_measure(museum.code)
    return None


def _is_small(museum: Museum) -> bool:
    return Record.objects.filter(museum=museum, status=Status.PUBLISHED).count() <= AT_ONCE


def notices_url(museum: str, **asked: str) -> str:
    """Return the list of the museum's notices that these filters leave (those of « Mes notices »)."""
    return "/pro/notices/?" + urlencode({"musee": museum, **asked})


def _figures(found: Board) -> list[Line]:
    counts, code = found.counts, found.museum_id
    online = counts.get("online", 0)
    return [
        Line(_("notices en ligne"), online, 0, notices_url(code)),
        Line(_("fiches minimum complètes"), counts.get("minimum", 0), online),
        Line(_("notices illustrées"), counts.get("illustrated", 0), online),
        Line(_("images à la norme"), counts.get("images_norm", 0), counts.get("images", 0)),
        Line(_("sans erreur ni alerte"), counts.get("sound", 0), online),
    ]


def _gains(found: Board) -> list[Proposed]:
    rows = [Gain(*row) for row in found.facts.get("gains", [])]
    return [_proposed(gain, found.museum_id) for gain in rows if gain.code in REGISTRY and gain.field in BY_CODE]


def _proposed(gain: Gain, museum: str) -> Proposed:
    before, after = marked(gain.before, gain.after)
    key = jobs.preparation_key(museum, gain.code, gain.field, gain.value)
    job = base_jobs.last("prepare", key)
    done = job.result.get("submission") if job and job.ended_at else None
    url = notices_url(museum, regle=gain.code)
    busy = job is not None and job.ended_at is None
    return Proposed(gain, REGISTRY[gain.code], BY_CODE[gain.field], before, after, url, busy, done)


def _sheet(found: Board) -> list[Line]:
    online = found.counts.get("online", 0)
    lines = [Line(_named(codes), count, online) for codes, count in found.facts.get("sheet", [])]
    illustrated = found.counts.get("images", 0)
    if illustrated:
        lines.append(Line(_("Crédit de chaque image"), found.counts.get("images_credit", 0), illustrated))
    return lines


def _named(codes: Sequence[str]) -> str:
    labels = [BY_CODE[code].label for code in codes if code in BY_CODE]
    if tuple(codes) == DESIGNATION:
        return _("Désignation : {labels}").format(labels=_(" ou ").join(labels))
    return _(" ou ").join(labels)


def _images(found: Board) -> list[Line]:
    counts = found.counts
    whole = counts.get("images", 0)
    if not whole:
        return []
    return [
        Line(
            _("Petit côté d’au moins {n} pixels").format(n=grouped(RECOMMENDED_SHORT_SIDE)),
            counts.get("images_norm", 0),
            whole,
        ),
        Line(_("Crédit présent"), counts.get("images_credit", 0), whole),
        Line(_("Crédit qui nomme quelqu’un"), counts.get("images_good_credit", 0), whole),
        Line(_("Licence déclarée"), counts.get("images_licence", 0), whole),
    ]


def _schemes(found: Board) -> list[tuple[Line, list[Line]]]:
    return [
        (
            Line(scheme, count, found.counts.get("online", 0)),
            [Line(term, n, 0, _of_rule(found, rule), BY_CODE[name].label) for rule, name, term, n in terms],
        )
        for scheme, count, terms in found.facts.get("schemes", [])
    ]


def _rules(found: Board) -> list[tuple[Severity, list[Line]]]:
    groups: dict[Severity, list[Line]] = {severity: [] for severity in Severity}
    for code, count in found.facts.get("rules", []):
        if code in REGISTRY:
            rule = REGISTRY[code]
            groups[rule.severity].append(Line(str(rule.title), count, 0, _of_rule(found, code), code))
    return [(severity, lines) for severity, lines in groups.items() if lines]


def _of_rule(found: Board, code: str) -> str:
    return notices_url(found.museum_id, regle=code)


def _duplicates(found: Board) -> list[tuple[str, int, list[Line]]]:
    counts, code = found.facts.get("duplicates", {}), found.museum_id
    kinds = (
        ("numbers", _("Même numéro d’inventaire")),
        ("twins", _("Même description, au numéro près")),
        ("pictures", _("Même image")),
    )
    return [
        (label, counts.get(name, 0), [Line(text, n, 0, notices_url(code, q=text)) for text, n in found.facts[name]])
        for name, label in kinds
        if found.facts.get(name)
    ]
