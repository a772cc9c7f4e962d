"""Captions and credits, to the letter."""

import pytest

from coffret.catalogue.captions import caption, caption_html, credit, makers, title

COFFRET = {
    "AUTR": "Robillard Julien (?)",
    "TITR": "Coffret à bijoux orné de scènes mythologiques",
    "TECH": "émail#bois",
    "MILL": "1822 entre ; 1880 et",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
}


def test_the_caption_of_the_coffret():
    assert caption(COFFRET) == (
        "Robillard Julien (attribution incertaine), Coffret à bijoux orné de scènes mythologiques, émail, bois, "
        "entre 1822 et 1880, Saint-Omer, musée de l'hôtel Sandelin"
    )


def test_in_english_the_words_that_are_ours_change():
    assert caption(COFFRET, "en") == (
        "Robillard Julien (uncertain attribution), Coffret à bijoux orné de scènes mythologiques, émail, bois, "
        "between 1822 and 1880, Saint-Omer, musée de l'hôtel Sandelin"
    )


def test_the_title_is_cited_and_everything_escaped():
    html = caption_html({**COFFRET, "TITR": "<b>Vénus & l'Amour</b>"})
    assert "<cite>&lt;b&gt;Vénus &amp; l&#x27;Amour&lt;/b&gt;</cite>" in html
    assert html.startswith("Robillard Julien (attribution incertaine), <cite>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Barla Jean-Baptiste (1817-1896) (attribué à)", "attribué à Barla Jean-Baptiste"),
        ("REDON Odilon ; DELACROIX Eugène (d'après)", "REDON Odilon, d'après DELACROIX Eugène"),
        ("CLOUET François (atelier de)", "atelier de CLOUET François"),
        ("Ingres (atelier)", "atelier d'Ingres"),
        ("école de Fontainebleau", "école de Fontainebleau"),
        ("Teniers (manière de)", "manière de Teniers"),
        ("Chardin (entourage)", "entourage de Chardin"),
        ("Bosch (suiveur)", "suiveur de Bosch"),
        ("PRIMATICCIO Francesco (attribué à);LE PRIMATICE (dit, attribué à)", "attribué à PRIMATICCIO Francesco, dit LE PRIMATICE"),
        ("L'ALBANE (dit), ALBANI Francesco (d'après)", "d'après ALBANI Francesco, dit L'ALBANE"),
        ("DUMONSTIER Daniel (attribué, d'après)", "d'après DUMONSTIER Daniel"),
        ("anonyme (orfèvre)", "anonyme"),
        ("Der Balian Sarkis (?-1996)", "Der Balian Sarkis"),
        ("Georgin François (?, graveur);Pellerin (éditeur, imprimeur)", "Georgin François (attribution incertaine), Pellerin"),
        ("", ""),
    ],
)  # fmt: skip
def test_makers(text, expected):
    assert makers({"AUTR": text}) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"TITR": "LA MODE ILLUSTRÉE (titre inscrit)"}, "LA MODE ILLUSTRÉE"),
        ({"TITR": "Henry marquis de Beringhen (titre factice) ; autre"}, "Henry marquis de Beringhen"),
        ({"TITR": "Vénus (titre d'usage)"}, "Vénus"),
        ({"TITR": "Equipage de Dangu (Normandie)"}, "Equipage de Dangu (Normandie)"),
        ({"TITR": "Ex-voto : Jean Baptiste Rouchas"}, "Ex-voto : Jean Baptiste Rouchas"),
        ({"TITR": "Tancrède et Herminie : ancien titre"}, "Tancrède et Herminie"),
        ({"TITR": "  ", "APPL": "bonnet ruché d'Oléron ; coiffette"}, "bonnet ruché d'Oléron"),
        ({"DENO": "coiffe;bonnet", "DOMN": "costume"}, "coiffe"),
        ({"REPR": "portrait ; homme", "DOMN": "dessin"}, "portrait"),
        ({"DESC": "Un objet", "DOMN": "dessin"}, "Un objet"),
        ({"DOMN": "ethnologie,textile", "INV": "12.3"}, "ethnologie, inv. 12.3"),
        ({"DOMN": "ethnologie"}, "ethnologie"),
        ({"INV": "12.3 ; 92 : Cat."}, "Objet sans titre, inv. 12.3"),
        ({}, "Objet sans titre"),
    ],
)
def test_a_record_always_has_a_title(values, expected):
    assert title(values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"TITR": "Éventail carré avec un livre ouvert. (titre factice)"}, "Éventail carré avec un livre ouvert"),
        ({"APPL": "cayon,caillon"}, "cayon, caillon"),
        ({"TITR": "Il était une fois..."}, "Il était une fois..."),
        ({"TITR": "Paniers, corbeilles, etc."}, "Paniers, corbeilles, etc."),
        ({"TITR": "Poids de 1,5 kg"}, "Poids de 1,5 kg"),
    ],
)
def test_a_title_stands_inside_a_phrase(values, expected):
    assert title(values) == expected


def test_a_long_description_is_cut_at_a_word():
    cut = title(
        {
            "DESC": "Cette pièce d'exception met en œuvre toute la palette technique de la dentelle au point d'Alençon et plus."
        }
    )
    assert cut.endswith("…")
    assert len(cut) <= 91


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ({"MILL": "1853 vers", "PERI": "19e siècle"}, "vers 1853"),
        ({"MILL": "1984 après"}, "après 1984"),
        ({"MILL": "1920 édité en"}, "édité en 1920"),
        ({"PERI": "4e quart 19e siècle;1er quart 20e siècle"}, "4e quart 19e siècle, 1er quart 20e siècle"),
        ({"EPOQ": "époque Restauration"}, "époque Restauration"),
        ({"LOCA": "Brest ; musée ; volé"}, "Brest, musée"),
        ({"VILLE_M": "Brest", "NOMOFF": "musée des beaux-arts"}, "Brest, musée des beaux-arts"),
    ],
)
def test_the_end_of_a_caption(values, end):
    assert caption({"TITR": "Titre", **values}) == f"Titre, {end}"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"PHOT": "Prénom Nom, agence"}, "© Prénom Nom, agence"),
        ({"PHOT": "© Brest, musée"}, "© Brest, musée"),
        ({"PHOT": "Cliché Anonyme"}, "Cliché Anonyme"),
        ({"COPY": "© Autun, musée Rolin"}, "© Autun, musée Rolin"),
        ({"PHOT": " ", "COPY": ""}, ""),
        ({}, ""),
    ],
)
def test_credits(values, expected):
    assert credit(values) == expected
