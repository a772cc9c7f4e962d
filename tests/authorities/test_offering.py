"""Terms offered while one types."""

import random
import string
import time

import pytest
from django.utils import timezone

from coffret.authorities.lookup import LabelRow
from coffret.authorities.models import Concept, ConceptLabel, LabelKind, Scheme
from coffret.authorities.offering import ANSWERS, Offering, offering
from coffret.base.text import fold


def label(text: str, kind: str = "preferred", term: str = "") -> LabelRow:
    return LabelRow(text, fold(text), kind, term or text)


TERMS = Offering(
    [
        label("assiette"),
        label("assiette à dessert"),
        label("écuelle"),
        label("porte-assiette"),
        label("service d'assiettes"),
        label("grande assiette"),
        label("assiete", "rejected", "assiette"),
        label("assiettée", "alternate", "plat"),
        label("plat"),
    ]
)


def terms(text: str, count: int = ANSWERS) -> list[str]:
    return [offer.term for offer in TERMS.like(text, count)]


def test_what_begins_so_comes_before_what_holds_it_and_forms_to_write_before_others():
    assert terms("assiet") == [
        "assiette",
        "assiette à dessert",
        "plat",
        "grande assiette",
        "porte-assiette",
        "service d'assiettes",
    ]


def test_accents_case_and_apostrophes_do_not_count():
    assert terms("ECUEL") == ["écuelle"]
    assert terms("d’assi") == ["service d'assiettes"]


def test_another_form_leads_to_the_term_to_write():
    assert TERMS.like("assiettee")[0]._asdict() == {"term": "plat", "form": "assiettée", "rejected": False}
    assert TERMS.like("assiete")[0]._asdict() == {"term": "assiette", "form": "assiete", "rejected": True}


def test_nothing_typed_offers_the_first_terms_and_nothing_found_offers_none():
    assert terms("", 2) == ["assiette", "assiette à dessert"]
    assert terms("zzz") == []


def test_an_answer_takes_a_few_milliseconds_among_twenty_thousand_terms():
    dice = random.Random(1)
    words = ["".join(dice.choices(string.ascii_lowercase, k=dice.randint(4, 9))) for _ in range(4000)]
    many = Offering(label(" ".join(dice.choices(words, k=dice.randint(1, 4)))) for _ in range(20_000))

    for asked in ("a", "ab", "abc", "", "zzzz", words[7]) * 3:
        started = time.perf_counter()
        many.like(asked)
        # Ten times what a machine at rest takes: the tests run beside others.
        assert time.perf_counter() - started < 0.05, asked


@pytest.mark.django_db
def test_a_vocabulary_is_read_again_after_a_load_without_its_headings():
    assert offering("DENO") is None
    scheme = Scheme.objects.create(code="DENO", title="Dénominations", loaded_at=timezone.now())
    add(scheme, "assiette")
    add(scheme, "<vaisselle>", usable=False)
    assert [one.term for one in offering("DENO").like("")] == ["assiette"]

    add(scheme, "bol")
    Scheme.objects.update(loaded_at=timezone.now())

    assert [one.term for one in offering("DENO").like("")] == ["assiette", "bol"]


def add(scheme: Scheme, text: str, *, usable: bool = True) -> None:
    concept = Concept.objects.create(scheme=scheme, label=text, usable=usable)
    ConceptLabel.objects.create(scheme=scheme, concept=concept, label=text, folded=fold(text), kind=LabelKind.PREFERRED)
