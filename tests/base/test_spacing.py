"""French spacing: made on French pages, kept together and never added on the others."""

import pytest
from django.utils import translation

from coffret.base.rules import Finding, hint
from coffret.base.text import kept_together, typeset
from coffret.public.templatetags.coffret import grouped
from coffret.public.templatetags.coffret import typeset as shown


@pytest.mark.parametrize(
    ("written", "french", "elsewhere"),
    [
        ("Où ?", "Où\u202f?", "Où\u202f?"),
        ("Check the year (1682 for 1982?)", "Check the year (1682 for 1982\u202f?)", "Check the year (1682 for 1982?)"),
        ("values separated by “;”.", "values separated by “\u202f;”.", "values separated by “;”."),
        ("« mot »", "«\u202fmot\u202f»", "«\u202fmot\u202f»"),
        (
            "1822 : entre ; 1880 : et",
            "1822\u00a0: entre\u202f; 1880\u00a0: et",
            "1822\u00a0: entre\u202f; 1880\u00a0: et",
        ),
        ("Photo © CRDOA", "Photo ©\u00a0CRDOA", "Photo ©\u00a0CRDOA"),
        ("20 000 francs", "20\u202f000 francs", "20\u202f000 francs"),
    ],
)
def test_spacing_by_language(written, french, elsewhere):
    assert typeset(written) == french
    assert kept_together(written) == elsewhere
    with translation.override("en"):
        assert shown(written) == elsewhere


def test_figures_by_language():
    assert grouped(1023705) == "1\u202f023\u202f705"
    with translation.override("en"):
        assert grouped(1023705) == "1,023,705"


def test_what_may_have_been_meant_is_said_when_shown():
    assert hint([]) == ""
    assert hint(["plat", "plate"]) == " ; peut-être « plat » ou « plate »"
    finding = Finding("AUT010", "DENO", "platt", None, {"scheme": "DENO", "suggestions": ["plat", "plate"]})
    assert finding.message() == "« platt » ne figure pas dans le vocabulaire DENO ; peut-être « plat » ou « plate »."
    with translation.override("en"):
        assert finding.message() == "“platt” is not in the DENO vocabulary; perhaps “plat” or “plate”."
        private = Finding("REC073", "COMM", "a@b.fr", None, {"what": "une adresse électronique"})
        assert private.message() == "The field COMM seems to contain an email address: “a@b.fr”."
