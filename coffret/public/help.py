"""/aide/: how to search, the controls, the fields."""

from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.base.rules import REGISTRY, Rule
from coffret.catalogue.fields import FIELDS, GROUP_LABELS, SCHEMA_VERSION, Group
from coffret.editorial.proofing import examples as entries
from coffret.images import examples as pictures
from coffret.newsletters.proofing import examples as letters

FAMILIES = ("REC", "AUT", "SUB", "IMG", "EDI", "INF", "P")
# Targets whose examples are told in words of their own.
TELLERS = {"picture": pictures, "entry": entries, "letter": letters}


def family_label(family: str) -> str:
    """Return what a family of rules looks at."""
    known = {
        "REC": _("La notice"),
        "AUT": _("Les vocabulaires et les musées"),
        "SUB": _("Le fichier et le versement"),
        "IMG": _("Les images"),
        "EDI": _("Ce que le bureau écrit"),
        "INF": _("Ce que le bureau annonce, face aux faits"),
        "P": _("Les lettres"),
    }
    return known.get(family, family)


def family_of(code: str) -> str:
    """Return the family of a rule's code: its letters."""
    return code.rstrip("0123456789")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show how to search and where the data come from."""
    return render(request, "public/help.html", {"section": "help", "here": "guide"})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show every control by family."""
    ordered = sorted(REGISTRY.values(), key=lambda r: (_rank(family_of(r.code)), r.code))
    families = [(family_label(f), list(group)) for f, group in groupby(ordered, key=lambda r: family_of(r.code))]
    context = {"section": "help", "here": "rules", "families": families, "total": len(ordered)}
    return render(request, "public/rules.html", context)


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show one control: what it asks, why, what to do, and an example of each kind."""
    found = REGISTRY.get(code.upper())
    if found is None:
        raise Http404(code)
    message, remedy = said(found)
    context = {
        "section": "help",
        "here": "rules",
        "rule": found,
        "message": message,
        "remedy": remedy,
        "family": family_label(family_of(found.code)),
        "passes": example(found.passes, found.target),
        "fails": example(found.fails, found.target),
    }
    return render(request, "public/rule.html", context)


def said(found: Rule) -> tuple[str, str]:
    """Return what a control says and advises: of its own example where it can be run, else with its places left open."""
    for finding in TELLERS[found.target].found(found, found.fails) if found.target in TELLERS else ():
        return finding.message(), finding.remedy()
    return readable(str(found.message)), readable(str(found.remedy))


def readable(sentence: str) -> str:
    """Return a rule's sentence with its places to fill shown as an ellipsis."""
    return Template(sentence).text


class Template:
    """A sentence with {places}: its text without them."""

    def __init__(self, sentence: str) -> None:
        self.text = sentence.format_map(_Anything())


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def example(given: object, target: str = "") -> dict[str, object]:
    """Return an example as its page shows it: field values by code, or lines of text, and the note."""
    values = getattr(given, "values", given)
    note = getattr(given, "note", "")
    if callable(values):
        values = given
    if isinstance(values, dict):
        values = TELLERS[target].shown(values) if target in TELLERS else values
        return {"values": [(code, str(text)) for code, text in values.items()], "text": "", "note": note}
    return {"values": [], "text": str(values), "note": note}


def _rank(family: str) -> int:
    return FAMILIES.index(family) if family in FAMILIES else len(FAMILIES)


@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """Show the field table, the public fields that museums give."""
    listed = [
        (GROUP_LABELS[group], [f for f in FIELDS if f.group is group and f.public and f.handed_in]) for group in Group
    ]
    context = {
        "section": "help",
        "here": "fields",
        "groups": [g for g in listed if g[1]],
        "schema": date.fromisoformat(SCHEMA_VERSION),
    }
    return render(request, "public/fields.html", context)
