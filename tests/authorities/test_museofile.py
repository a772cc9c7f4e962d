"""The directory of museums: three layouts, cleaned values, broken files refused whole."""

import csv
from io import StringIO

import pytest

from coffret.accounts.models import Membership
from coffret.authorities import lookup, museofile, museum_values
from coffret.authorities.models import Museum
from coffret.base.errors import Refused

LAYOUT_2024 = (
    "Identifiant;Nom_officiel;Adresse;Code_postal;Ville;Departement;Région;URL;Domaine_thematique;Histoire;Refmer;"
    "Date_de_mise_a_jour;Coordonnees\r\n"
    "M0001;musée municipal;3 place du Port;33000;Bordeaux;Gironde;Nouvelle-Aquitaine;www.exemple.fr,;Histoire,Ethnologie;"
    '"Né en 1934 ;\r\nrouvert en 2013.";"PA1;IA2";2024-02-07;48.824977, 7.482915\r\n'
    "B9001;maison des métiers;;75355 Paris 07 SP;Paris;Paris;Ile-de-France;en cours de réalisation;;;;;0.0,0.0\r\n"
)
LAYOUT_CODES = (
    "ref;latitude;longitude;adrl1_m;autnom;cp_m;dmaj;dompal;dpt;hist;nomoff;refmer;region;url_m;ville_m\n"
    'M0001;48.824977;7.482915;3 place du Port;Le Musée;33000;2021-11-26;"Histoire;Ethnologie";Gironde;"Né en 1934 ;\n'
    'rouvert en 2013.";musée municipal;"PA1;IA2";Nouvelle-Aquitaine;/www.exemple.fr/;Bordeaux\n'
)
LAYOUT_PIPE = (
    '"Identifiant"|"Nom_officiel"|"Ville"|"Departement"|"Region"|"Date_de_mise_a_jour"|"Coordonnees"\n'
    '"M0001"|"musée municipal "|"Bordeaux"|"Gironde"|"Nouvelle-Aquitaine"|"2025-10-13"|"48.824977, 7.482915"\n'
    '"M1068"|"musée du sucre"|"Saint-Leu"|"Réunion"|"Territoires et départements d\'outre-mer"|""|""\n'
)


@pytest.fixture
def written(tmp_path):
    def write(content: str | bytes, name: str = "musees.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize(
    "content",
    [LAYOUT_2024, "\ufeff" + LAYOUT_2024, LAYOUT_CODES, LAYOUT_2024.encode("cp1252")],
    ids=["2024", "bom", "codes", "cp1252"],
)
def test_each_layout_says_the_same_of_a_museum(written, content):
    facts = museofile.read(written(content)).museums["M0001"]
    assert facts["official_name"] == "musée municipal"
    assert facts["history"] == "Né en 1934 ;\nrouvert en 2013."
    assert (facts["latitude"], facts["longitude"]) == (48.824977, 7.482915)
    assert facts["url"].startswith("http://www.exemple.fr")
    assert "," not in facts["url"]
    assert facts["domains"] == ["Histoire", "Ethnologie"]
    assert facts["merimee_refs"] == ["PA1", "IA2"]
    assert facts["postal_code"] == "33000"


def test_what_is_no_address_or_no_place_is_left_empty(written):
    facts = museofile.read(written(LAYOUT_2024)).museums["B9001"]
    assert facts["url"] == ""
    assert (facts["latitude"], facts["longitude"], facts["updated_on"]) == (None, None, None)
    assert facts["region"] == "Île-de-France"


@pytest.mark.parametrize(
    ("given", "department", "region"),
    [
        ("Ile-de-France", "Paris", "Île-de-France"),
        ("Pays-de-la-Loire", "Sarthe", "Pays de la Loire"),
        ("Provence-Alpes-Côte-d'Azur", "Var", "Provence-Alpes-Côte d'Azur"),
        ("DROM", "Réunion", "La Réunion"),
        ("COM", "Saint-Pierre-et-Miquelon", "Saint-Pierre-et-Miquelon"),
        ("", "Nord", ""),
        ("Bavière", "", "Bavière"),
    ],
)
def test_regions_have_one_name(given, department, region):
    assert museum_values.region(given, department) == region


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("www.a.fr,,", "http://www.a.fr"),
        ("https://a.fr/x,fr,16,p", "https://a.fr/x,fr,16,p"),
        ("a.fr/Quoi Faire/b.jpg", "http://a.fr/Quoi%20Faire/b.jpg"),
        ("/www.a.fr/", "http://www.a.fr"),
        ("www.a.fr ; www.b.fr", "http://www.a.fr"),
        ("html#.YFt", ""),
        ("javascript:alert(1)", ""),
        ("http://[bad", ""),
    ],
)
def test_addresses_are_cleaned_only_safely(given, url):
    assert museum_values.url(given) == url


@pytest.mark.django_db
def test_load_creates_completes_updates_and_leaves_the_rest(written):
    Museum.objects.create(code="M0001", official_name="musée ?", provisional=True)
    Museum.objects.create(code="M7777", official_name="musée d’ailleurs")
    assert lookup.directory_loaded(), "a museum typed in by the office counts"
    first = museofile.load(written(LAYOUT_CODES))
    assert (first.created, first.updated, first.unchanged, first.shown) == (0, 1, 0, ["M0001"])
    second = museofile.load(written(LAYOUT_PIPE))
    assert (second.created, second.updated, second.unchanged, second.total) == (1, 1, 0, 2)
    assert second.shown == [], "only the date of the directory changed"
    assert museofile.load(written(LAYOUT_PIPE)).unchanged == 2
    museum = Museum.objects.get(code="M0001")
    assert not museum.provisional
    assert museum.usual_name == "Le Musée", "a column the file does not have leaves its field untouched"
    assert str(museum.updated_on) == "2025-10-13"
    assert lookup.museum_directory()["M1068"] == lookup.MuseumFacts(
        "M1068", "musée du sucre", "Saint-Leu", "La Réunion", "La Réunion", None, None, False
    )
    assert Museum.objects.filter(code="M7777").exists()


@pytest.mark.django_db
def test_a_load_keeps_what_hangs_on_a_museum(written, django_user_model):
    museum = Museum.objects.create(code="M0001", official_name="avant")
    user = django_user_model.objects.create(email="a@exemple.fr")
    Membership.objects.create(user=user, museum=museum)
    museofile.load(written(LAYOUT_PIPE))
    assert Membership.objects.get().museum.official_name == "musée municipal"


def test_one_odd_value_in_a_sound_row_is_told_and_left_aside(written):
    directory = museofile.read(written(LAYOUT_PIPE.replace("48.824977, 7.482915", "inconnues")))
    assert directory.museums["M0001"]["latitude"] is None
    assert directory.notes == ["Ligne 2, M0001 : coordonnées illisible, laissé de côté."]


def naively(content: str, separator: str, cut: bool) -> str:
    """Return the file as a program that splits lines and cells without minding quotes writes it again."""
    rows = [line.split(separator) for line in content.splitlines() if line]
    if cut:
        rows = [(row + [""] * len(rows[0]))[: len(rows[0])] for row in rows]
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("cut", [False, True])
def test_columns_broken_by_naive_splitting_are_refused_with_their_lines(written, cut):
    with pytest.raises(Refused) as refusal:
        museofile.load(written(naively(LAYOUT_2024, ";", cut)))
    assert refusal.value.facts["lines"][0] in (2, 3)
    assert f"lignes {refusal.value.facts['lines'][0]}" in str(refusal.value)
    assert not Museum.objects.exists()


def test_a_row_shifted_inside_the_right_number_of_cells_is_seen(written):
    shifted = LAYOUT_PIPE.replace('"Bordeaux"|', '"Bordeaux"|"ville"|').replace('|"48.824977, 7.482915"', "")
    with pytest.raises(Refused, match="ligne 2 : coordonnées et date et région illisibles"):
        museofile.read(written(shifted))


def test_only_ten_lines_are_listed_and_all_are_counted(written):
    rows = "".join(f'"pas un code {number}"|"a"|"b"|""|""|""|""\n' for number in range(25))
    with pytest.raises(Refused) as refusal:
        museofile.read(written(LAYOUT_PIPE.splitlines()[0] + "\n" + rows))
    assert refusal.value.facts["lines"] == list(range(2, 12))
    assert refusal.value.facts["count"] == 25


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"\x00\x01\x02" * 50, "octet nul"),
        (b"PK\x03\x04", "archive"),
        ("Reference|Titre\nM1|x\n", "Identifiant"),
        ("REF;NOMOFF;VILLE_M\n", "aucun musée"),
        ("REF;NOMOFF;VILLE_M\nM0001;musÃ©e;Lyon\n", "ligne 2"),
        ("REF;NOMOFF;VILLE_M\nM0001;a;b\nM0001;a;b\n", "déjà ligne 2"),
        ('REF;NOMOFF;VILLE_M\nM0001;"' + "x" * 200_000, "ligne 2"),
    ],
)
def test_what_is_no_directory_is_refused_usefully(written, content, reason):
    with pytest.raises(Refused, match=reason):
        museofile.read(written(content))


@pytest.mark.parametrize(
    ("name", "count"),
    [("museofile_a.csv", 1227), ("museofile_2024-02_semicolon.csv", 1228), ("museofile_d.csv", 1222)],
)
def test_the_real_exports(shared_data, written, name, count):
    path = shared_data(f"museofile/{name}")
    directory = museofile.read(path)
    assert len(directory.museums) == count
    assert directory.notes == []
    sandelin = directory.museums["M0650"]
    assert (sandelin["city"], sandelin["region"]) == ("Saint-Omer", "Hauts-de-France")
    assert all(facts["official_name"] and facts["latitude"] for facts in directory.museums.values())
    assert not {facts["region"] for facts in directory.museums.values()} & {"Ile-de-France", "DROM", "Pays-de-la-Loire"}
    text = path.read_text("utf-8-sig")
    separator = "|" if "|" in text[:20] else ";"
    if separator == ";":
        with pytest.raises(Refused, match="brisées"):
            museofile.read(written(naively(text, separator, cut=True)))
