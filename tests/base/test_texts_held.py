"""A text of the base holds some words whatever their accents or case: what fold() says, whichever base is asked."""

import pytest
from django.db.models import F, Q
from factories import museum

from coffret.authorities.models import Museum
from coffret.base.text import fold
from coffret.desk.museums.enrol import named

TEXTS = (
    "Épinal",
    "SAINT-ÉTIENNE",
    "Musée de l’Œuvre Notre-Dame",
    "musée de l'hôtel  Sandelin",
    "Straße",
    "L’Haÿ\u00a0les\u202fRoses",
    "E\u0301vreux",
    "Æther & 100 % _vrai_",
    "",
)
ASKED = (
    *(
        "épinal",
        "Épinal",
        "EPINAL",
        "étienne",
        "œuvre",
        "OEUVRE",
        "l'oeuvre",
        "hôtel sandelin",
        "strasse",
        "haÿ les roses",
    ),
    *("evreux", "ÉVREUX", "aether", "100 %", "_", "%", "\\", "'", "rien de tel", ""),
)


# Where what a base knows of letters may not be what we do: still, what is typed as it is written is found.
WRITTEN = ("№ 12", "Bureau™", "ΟΔΥΣΣΕΥΣ", "Łódź", "Эрмитаж", "ガンダム", "कृष्ण", "שָׁלוֹם", "พระพุทธรูป", "¨", "x\u0301")


@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_typed_as_it_is_written_is_found(db, written):
    museum(city=f"à {written}")
    assert Museum.objects.filter(city__holds=written).exists()
    assert not Museum.objects.filter(official_name__holds=written).exists()


def test_only_a_text_is_compared_with():
    with pytest.raises(TypeError):
        Museum.objects.filter(city__holds=F("region"))


@pytest.mark.parametrize("asked", ASKED)
def test_each_base_finds_what_the_folded_words_find(db, asked):
    for number, text in enumerate(TEXTS):
        museum(f"M9{number:03d}", city=text)

    found = Museum.objects.filter(city__holds=asked).values_list("city", flat=True)

    assert sorted(found) == sorted(text for text in TEXTS if fold(asked) in fold(text))


def test_a_text_that_is_not_there_holds_nothing(db):
    kept = museum(city="Épinal")  # and nobody in it
    for asked, found in (("epinal", [kept]), ("nancy", [])):
        assert list(Museum.objects.filter(Q(memberships__user__name__holds=asked) | Q(city__holds=asked))) == found


def test_a_museum_is_found_by_its_town_in_small_letters(db):
    kept = museum(city="Épinal", official_name="musée départemental")
    museum("M0651", city="Nancy")
    for words in ("épinal", "epinal départemental", "ÉPINAL"):
        assert list(Museum.objects.filter(named(words))) == [kept]
