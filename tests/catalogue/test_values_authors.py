"""AUTR as museums really write it: who, when, doing what, how surely."""

import pytest

from coffret.catalogue.authors import attributions, authors

# (text, [(name, birth year, death year, roles, qualifiers)])
CASES = [
    ("Robillard Julien (?)", [("Robillard Julien", None, None, (), ("doubt",))]),
    ("LE BRUN Charles (attribué)", [("LE BRUN Charles", None, None, (), ("attributed",))]),
    ("Barla Jean-Baptiste (1817-1896) (attribué à)", [("Barla Jean-Baptiste", 1817, 1896, (), ("attributed",))]),
    (
        "Georgin François (?, graveur);Pellerin (éditeur, imprimeur)",
        [("Georgin François", None, None, ("graveur",), ("doubt",)), ("Pellerin", None, None, ("éditeur", "imprimeur"), ())],
    ),
    (
        "MASSARD Léopold;DUMONSTIER Daniel (attribué, d'après)",
        [("MASSARD Léopold", None, None, (), ()), ("DUMONSTIER Daniel", None, None, (), ("attributed", "after"))],
    ),
    ("CARRACCI l'un des (attribué à)", [("CARRACCI l'un des", None, None, (), ("attributed",))]),
    ("Der Balian Sarkis (?-1996)", [("Der Balian Sarkis", None, 1996, (), ())]),
    (
        "Thiébault Jean-Baptiste (1809-?) ; graveur ; Lacour Prosper (1805-1840) ; éditeur ; imprimeur",
        [
            ("Thiébault Jean-Baptiste", 1809, None, ("graveur",), ()),
            ("Lacour Prosper", 1805, 1840, ("éditeur", "imprimeur"), ()),
        ],
    ),
    (
        "Henner Jean-Jacques (1829-1905) ; Poussin Nicolas (1594-1665) ; d'après",
        [("Henner Jean-Jacques", 1829, 1905, (), ()), ("Poussin Nicolas", 1594, 1665, (), ("after",))],
    ),
    ("Atelier de Rubens", [("Rubens", None, None, (), ("workshop",))]),
    ("Atelier Hoguet", [("Atelier Hoguet", None, None, (), ())]),
    ("école de Fontainebleau", [("Fontainebleau", None, None, (), ("school",))]),
    ("d'après Raphaël", [("Raphaël", None, None, (), ("after",))]),
    ("copie d'après Rubens", [("Rubens", None, None, (), ("after",))]),
    ("manière de Teniers", [("Teniers", None, None, (), ("manner",))]),
    ("Chardin (entourage)", [("Chardin", None, None, (), ("circle",))]),
    ("suiveur de Bosch", [("Bosch", None, None, (), ("follower",))]),
    ("WATTEAU Jean Antoine (imitateur de)", [("WATTEAU Jean Antoine", None, None, (), ("follower",))]),
    ("Corot (genre de)", [("Corot", None, None, (), ("genre",))]),
    ("Dürer Albrecht (d’après)", [("Dürer Albrecht", None, None, (), ("after",))]),
    ("Dürer Albrecht (copie)", [("Dürer Albrecht", None, None, (), ("copy",))]),
    ("AISON (peintre, attribué)", [("AISON", None, None, ("peintre",), ("attributed",))]),
    ("TOMOCHIKA I (attribué à, sculpteur)", [("TOMOCHIKA I", None, None, ("sculpteur",), ("attributed",))]),
    ("JOUVE Baptistine (couturière)", [("JOUVE Baptistine", None, None, ("couturier",), ())]),
    ("BUQUET (atelier, graveur)", [("BUQUET", None, None, ("atelier", "graveur"), ("workshop",))]),
    ("GIBELIN Emile (buronnier)", [("GIBELIN Emile", None, None, ("buronnier",), ())]),
    ("CASEAUX Pierre Hyacinthe (cloutier ; lunetier)", [("CASEAUX Pierre Hyacinthe", None, None, ("cloutier", "lunetier"), ())]),
    ("Buquet Narcisse Alexandre;(graveur)", [("Buquet Narcisse Alexandre", None, None, ("graveur",), ())]),
    ("Nom Prénom (1850-1900) : peintre", [("Nom Prénom", 1850, 1900, ("peintre",), ())]),
    ("Laurent Paul (vers 1790-1862)", [("Laurent Paul", 1790, 1862, (), ())]),
    ("Bourgeois Charles (1759 - 1832)", [("Bourgeois Charles", 1759, 1832, (), ())]),
    ("Soulages Pierre (1919-....)", [("Soulages Pierre", 1919, None, (), ())]),
    ("Dupont Marie (née en 1850)", [("Dupont Marie", 1850, None, (), ())]),
    ("Rubens ?", [("Rubens", None, None, (), ("doubt",))]),
    ("C (atelier, ?)", [("C", None, None, ("atelier",), ("workshop", "doubt"))]),
    ("manufacture de Sèvres (manufacture)", [("manufacture de Sèvres", None, None, ("manufacture",), ())]),
    ("LEROY & Fils (horloger)", [("LEROY & Fils", None, None, ("horloger",), ())]),
    ("Delacroix Eugène  (1798-1863)\u00a0(peintre)", [("Delacroix Eugène", 1798, 1863, ("peintre",), ())]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_an_author_field_is_read(text, expected):
    read = [
        (
            author.name,
            author.birth.start if author.birth else None,
            author.death.start if author.death else None,
            author.roles,
            tuple(str(qualifier) for qualifier in author.qualifiers),
        )
        for author in authors(text)
    ]
    assert read == expected
    assert all(author.understood for author in authors(text))


@pytest.mark.parametrize(
    ("dates", "birth", "death"),
    [
        ("1789-18..", (1789, 1789), (1800, 1899)),
        ("17..-1830?", (1700, 1799), (1830, 1830)),
        ("18?-19?", (1800, 1899), (1900, 1999)),
        ("166?-1701", (1660, 1669), (1701, 1701)),
        ("1580 ?-1620", (1580, 1580), (1620, 1620)),
        ("avant 1500-après 1550", (None, 1500), (1550, None)),
        ("1850-après 1900", (1850, 1850), (1900, None)),
    ],
)
def test_uncertain_lives_are_bounded(dates, birth, death):
    (author,) = authors(f"Nom Prénom ({dates})")
    assert (author.birth.start, author.birth.end) == birth
    assert (author.death.start, author.death.end) == death
    assert author.dates == dates


@pytest.mark.parametrize(
    ("held", "bounds"),
    [("actif 1881-1900", (1881, 1900)), ("actif vers 1650", (1650, 1650)), ("18e siècle", (1700, 1799)),
     ("actif au 17e siècle", (1600, 1699)), ("1848", (1848, 1848))],
)  # fmt: skip
def test_activity_is_not_a_life(held, bounds):
    (author,) = authors(f"Nom Prénom ({held})")
    assert author.active.bounds == bounds
    assert author.birth is None
    assert author.understood


def test_an_unknown_birth_is_no_doubt_and_a_lone_mark_is():
    assert authors("Der Balian Sarkis (?-1996)")[0].qualifiers == ()
    assert authors("Robillard Julien (?)")[0].birth is None


def test_another_name_is_said():
    first, other = authors("PRIMATICCIO Francesco (attribué à);LE PRIMATICE (dit, attribué à)")
    assert (first.said, other.said) == (False, True)
    first, other = authors("L'ALBANE (dit), ALBANI Francesco (d'après)")
    assert (first.name, first.said, other.name) == ("L'ALBANE", True, "ALBANI Francesco")


@pytest.mark.parametrize("text", ["anonyme", "ANONYME (exécutant)", "anonyme (orfèvre;)", "inconnu"])
def test_nobody_is_anonymous(text):
    assert authors(text)[0].anonymous


@pytest.mark.parametrize("text", ["Ravaut (Rue De La Paix Paris)", "Nom (peintre", "(graveur)", "12345", "peintre"])
def test_what_is_not_understood_says_so(text):
    assert not all(author.understood for author in authors(text))


def test_former_attributions_keep_who_attributed():
    read = attributions(
        "Caletti Giuseppe (1600?-1660?) : Rosenberg, 1970 ; d'après Saraceni Carlo (1580 ?-1620) : Fohr, 1982"
    )
    assert [(author.name, author.notes) for author in read] == [
        ("Caletti Giuseppe", ("Rosenberg, 1970",)),
        ("Saraceni Carlo", ("Fohr, 1982",)),
    ]
    assert str(read[1].qualifiers[0]) == "after"
