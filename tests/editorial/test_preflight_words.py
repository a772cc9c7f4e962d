"""What the detectors of typography and of notes to oneself see, and what they rightly leave alone; days written in French."""

from datetime import date

import pytest

from coffret.editorial.proofing.days import days, weekday_of
from coffret.editorial.proofing.proof import LinkUse
from coffret.editorial.proofing.rules.links import untracked, why_dead
from coffret.editorial.proofing.rules.typography import TYPOGRAPHIC, masked
from coffret.editorial.proofing.rules.wording import unresolved

N, F = "\u00a0", "\u202f"


def seen(code: str, text: str) -> list[tuple[str, str]]:
    return [(text[start:end], right) for start, end, right in TYPOGRAPHIC[code](text) if text[start:end] != right]


@pytest.mark.parametrize(
    ("code", "text", "right"),
    [
        ("EDI040", "Qui vient ?", f"vient{F}?"),
        ("EDI040", "Qui vient?", f"vient{F}?"),
        ("EDI040", "Venez !!", f"Venez{F}!!"),
        ("EDI040", "Trois lieux : Paris", f"lieux{N}:"),
        ("EDI040", "Trois lieux: Paris", f"lieux{N}:"),
        ("EDI040", "Le « bleu", f"«{F}bleu"),
        ("EDI040", "Le «bleu", f"«{F}bleu"),
        ("EDI040", "bleu »", f"bleu{F}»"),
        ("EDI040", "12 %", f"12{N}%"),
        ("EDI040", "5€", f"5{N}€"),
        ("EDI040", "1 023 705 notices", f"1{F}023{F}705"),
        ("EDI040", "n°5", f"n°{N}5"),
        ("EDI040", "M. Petit", f"M.{N}Petit"),
        ("EDI041", 'le "bleu"', f"«{F}bleu{F}»"),
        ("EDI042", "aujourd'hui", "aujourd’hui"),
        ("EDI043", "de de", "de"),
        ("EDI043", "notices notices", "notices"),
        ("EDI044", "un  deux", "un deux"),
        ("EDI045", "XIXème", "XIXe"),
        ("EDI045", "1ère", "1re"),
        ("EDI045", "1 juin", "1er juin"),
        ("EDI046", "Mr Petit", f"M.{N}"),
        ("EDI046", "etc...", "etc."),
        ("EDI047", "bleu , vert", "bleu,"),
        ("EDI047", "bleu,vert", "bleu, vert"),
        ("EDI048", "bleu...", "bleu…"),
    ],
)
def test_what_typography_sees(code: str, text: str, right: str):
    assert [mended for _quote, mended in seen(code, text)] == [right]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("EDI040", f"Qui vient{F}? Toi{N}! (?) Ici{N}: «{F}oui{F}»{F}; 12{N}%, 10:30, n°{N}5, en 1900 150 œuvres"),
        ("EDI040", "tél. 01 02 03 04 05, le 12 mai, salle 3 : non".replace(" :", f"{N}:")),
        ("EDI041", 'une barre de 12" et 15" de long'),
        ("EDI043", "nous nous voyons, vous vous voyez, tout en en parlant, Homo sapiens sapiens, Bora Bora"),
        ("EDI045", "1er juin, 2e, XIXe, Chassey-Lès-Montbozon, 1ère moitié, 21 juin, le 2.1 juin"),
        ("EDI046", "M. Petit, etc."),
        ("EDI047", "1,5 m ; 3.14 ; a, b"),
        ("EDI048", "[...] et (...)"),
    ],
)
def test_what_typography_leaves_alone(code: str, text: str):
    assert seen(code, text) == []


def test_addresses_have_a_typography_of_their_own():
    text = "voir https://example.org/?a=1;b=2 ou a@b.fr ou normes.pdf, puis fin."
    assert [text[start:end] for start, end in masked(text)] == ["https://example.org/?a=1;b=2", "a@b.fr", "normes.pdf,"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("© CRDOA, ou juste © CRDOA", ["ou juste"]),
        ("Robe ou juste et jupon", []),
        ("un corsage, ou juste et une jupe", []),
        ("Le lieu à confirmer", ["lieu à confirmer"]),
        ("(à préciser)", ["à préciser"]),
        ("À compléter.", ["À compléter"]),
        ("Cette notice reste à vérifier avec le musée", []),
        ("une méthode pour apprendre à vérifier ses notices", []),
        ("Le XX juin", ["XX juin"]),
        ("Le XXe siècle", []),
        ("TODO", ["TODO"]),
        ("todo y nada", []),
        ("Quand ??", ["??"]),
        ("Lorem ipsum dolor", ["Lorem ipsum"]),
        ("Supprimer cette phrase avant l’envoi", ["Supprimer cette phrase"]),
        ("Voir [lien]", ["[lien]"]),
        ("Programme : […]", ["[…]"]),
    ],
)
def test_notes_to_oneself(text: str, found: list[str]):
    assert [text[start:end] for start, end in unresolved(text)] == found


def test_days_written_in_french():
    text = (
        f"Vendredi 5 juin 2026, 1er mai, le 05/06/2026, mardi 30{N}février 2026, le 12 à midi, réf. 3/4, 5 août 1789."
    )
    told = [(text[one.start : one.end], one.date, one.possible) for one in days(text)]
    assert told == [
        ("Vendredi 5 juin 2026", date(2026, 6, 5), True),
        ("1er mai", None, True),
        ("05/06/2026", date(2026, 6, 5), True),
        (f"mardi 30{N}février 2026", None, False),
        ("5 août 1789", date(1789, 8, 5), True),
    ]
    assert weekday_of(date(2026, 6, 5)) == "vendredi"


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("", "empty"),
        ("#", "none"),
        ("#suite", "none"),
        ("page.html", "relative"),
        ("//example.org/a", "relative"),
        ("mailto:", "nobody"),
        ("tel:", "nobody"),
        ("ftp://example.org/", "scheme"),
        ("http://localhost:8000/", "staging"),
        ("https://preprod.example.org/", "staging"),
        ("https://192.168.1.4/", "staging"),
        ("https://exemple/", "unreadable"),
        ("http://[::1/", "unreadable"),
        ("https://example.org/", ""),
        ("mailto:catalogue@example.org", ""),
        ("tel:+33102030405", ""),
        ("/recherche?q=vase", ""),
        ("coffret:notice/M0650000001", ""),
        ("https://integrations.example.org/", ""),
    ],
)
def test_links_that_lead_nowhere(href: str, why: str):
    assert why_dead(LinkUse("body", href, "mots")) == why


@pytest.mark.parametrize(
    ("href", "plain"),
    [
        ("https://example.org/?utm_source=a&page=2&fbclid=x#h", "https://example.org/?page=2#h"),
        ("https://example.org/?utm_source=a", "https://example.org/"),
        ("https://example.org/?q=%C3%A9t%C3%A9&utm_medium=a", "https://example.org/?q=%C3%A9t%C3%A9"),
        ("https://example.org/?source=a", "https://example.org/?source=a"),
        ("coffret:entry/1?utm_source=a", "coffret:entry/1?utm_source=a"),
    ],
)
def test_addresses_without_what_follows_readers(href: str, plain: str):
    assert untracked(href) == plain
