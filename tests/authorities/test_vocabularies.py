"""Vocabularies from files: the ministry's indented lists, SKOS in three serialisations, the closed lists."""

import json

import pytest
from rdflib import Graph

from coffret.authorities import indented, lookup, vocabularies
from coffret.authorities.models import Concept, ConceptLabel, Scheme
from coffret.base.errors import Refused

LIST = """Liste des essais

Mise à jour mai 2014

Les termes entre <>, et en gras, ne sont pas à utiliser

Important : plusieurs valeurs sont permises
Ex : bois ; métal

I. par matière
\tbois = boiserie  = en bois
\t\tchêne
\t<métal>
\t\tcuivre
\t\t  - cuivre rouge = rosette
\t \t \tlaiton
II. par usage
\tmeuble
\t\tchêne
\tœuvre brisée/0\tEM meuble
\tfauteuil/0\tEM siège
\tl&apos;écrin
\tforme n°3\t\t  -6
"""

TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix e: <http://exemple.fr/c/> .
e:liste a skos:ConceptScheme ; dct:title "Essais"@fr .
e:1 a skos:Concept ; skos:inScheme e:liste ; skos:prefLabel "costume"@en, "vêtement"@fr ;
  skos:altLabel "habit"@fr, "clothes"@en ; skos:hiddenLabel "vetment" ; skos:narrower e:2 .
e:2 a skos:Concept ; skos:inScheme e:liste ; skos:prefLabel "robe" ; skos:broader e:3 ; skos:scopeNote "D’une pièce."@fr .
e:3 a skos:Concept ; skos:inScheme e:liste ; skos:prefLabel "gown"@en .
e:4 a skos:Concept ; skos:inScheme e:liste ; skos:prefLabel "toge"@fr ; owl:deprecated true ; dct:isReplacedBy e:2 .
[] a skos:Concept ; skos:inScheme e:liste ; skos:prefLabel "sans adresse"@fr .
"""


@pytest.fixture
def written(tmp_path):
    def write(content: str | bytes, name: str = "liste.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def by_label(vocabulary):
    return {term.label: term for term in vocabulary.terms}


def above(vocabulary, label):
    return [vocabulary.terms[place].label for place in by_label(vocabulary)[label].broader]


def test_an_indented_list_with_all_its_habits():
    read = indented.read(LIST, "essai.txt")
    terms = by_label(read)
    assert read.title == "Liste des essais"
    assert list(terms) == [
        "I. par matière", "bois", "chêne", "métal", "cuivre", "cuivre rouge", "laiton", "II. par usage", "meuble", "l'écrin", "forme n°3-6",
    ]  # fmt: skip
    assert terms["bois"].alternates == ["boiserie", "en bois"]
    assert [term.label for term in read.terms if not term.usable] == ["I. par matière", "métal", "II. par usage"]
    assert above(read, "chêne") == ["bois", "meuble"], "one term under two parents"
    assert above(read, "cuivre rouge") == ["cuivre"], "a dash is one level more"
    assert above(read, "laiton") == ["cuivre"], "spaces among the tabs do not count"
    assert terms["meuble"].rejected == ["œuvre brisée"]
    assert "siège" in read.notes[0]
    assert "Ligne 21" in read.notes[0]
    assert {term.uri for term in read.terms} == {""}, "no address is made up"


def test_a_list_without_heading_is_all_terms():
    assert [term.label for term in indented.read("bois\n\tchêne\nmétal\n", "a").terms] == ["bois", "chêne", "métal"]


def test_a_term_is_never_above_itself():
    read = indented.read("a\n\tb\n\t\ta\n", "a")
    assert above(read, "b") == ["a"]
    assert above(read, "a") == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("bois\nmétal\tcuivre\n", "lignes 2"),
        ("Reference;Titre;Auteur;Date;Lieu\nx;y;z;t;u\n", "tableau"),
        ("\n \n", "vide"),
        (b"{\\rtf1 bois}", "RTF"),
        (b"bois\x00", "octet nul"),
        ("mÃ©tal\n", "ligne 1"),
        ("b" * 600, "600 caractères"),
    ],
)
@pytest.mark.django_db
def test_what_is_no_list_is_refused_and_the_former_list_stands(written, content, reason):
    vocabularies.load("DENO", written("bois\n"))
    with pytest.raises(Refused, match=reason):
        vocabularies.load("DENO", written(content))
    assert list(Concept.objects.filter(scheme="DENO").values_list("label", flat=True)) == ["bois"]


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_load_replaces_whatever_the_encoding(written, encoding):
    vocabularies.load("DENO", written("ancien\n\tterme\n"))
    loaded = vocabularies.load("DENO", written(LIST.encode(encoding)))
    assert (loaded.terms, loaded.headings, loaded.alternates, loaded.rejected) == (8, 3, 3, 1)
    assert Concept.objects.filter(scheme="DENO").count() == 11
    assert not ConceptLabel.objects.filter(label="ancien").exists()
    scheme = Scheme.objects.get(code="DENO")
    assert (scheme.title, scheme.uri) == ("Dénominations", "http://data.culture.fr/thesaurus/resource/ark:/67717/T505")
    assert set(Concept.objects.get(label="chêne").broader.values_list("label", flat=True)) == {"bois", "meuble"}


@pytest.mark.django_db
def test_the_process_sees_a_new_load(written):
    vocabularies.load("DENO", written(LIST))
    words = lookup.vocabularies()
    assert words.known("DENO")
    assert not words.known("TECH")
    assert words.match("DENO", "Boiserie").preferred == "bois"
    assert words.match("DENO", "œuvre brisée").kind == "rejected"
    assert words.match("DENO", "métal") == lookup.Match("unusable", "", ("cuivre",))
    assert words.match("DENO", "velours").kind == "none"
    vocabularies.load("DENO", written("velours\n"))
    assert lookup.vocabularies().match("DENO", "velours").kind == "exact"
    assert lookup.vocabularies().match("DENO", "Boiserie").kind == "none"


def as_serialisation(serialisation: str) -> str:
    return Graph().parse(data=TURTLE, format="turtle").serialize(format=serialisation)


@pytest.mark.django_db
@pytest.mark.parametrize("serialisation", ["turtle", "xml", "pretty-xml", "json-ld"])
def test_skos_says_the_same_in_each_serialisation(written, serialisation):
    loaded = vocabularies.load("DENO", written(as_serialisation(serialisation), "essai.rdf"))
    assert (loaded.terms, loaded.alternates, loaded.rejected, loaded.links) == (4, 1, 2, 2)
    assert loaded.uri == "http://exemple.fr/c/liste"
    garment = Concept.objects.get(label="vêtement")
    assert garment.uri == "http://exemple.fr/c/1"
    robe = Concept.objects.get(label="robe")
    assert set(robe.broader.values_list("label", flat=True)) == {"vêtement", "gown"}
    assert robe.note == "D’une pièce."
    assert Concept.objects.get(label="sans adresse").uri == ""
    words = lookup.vocabularies()
    assert words.match("DENO", "habit").preferred == "vêtement"
    assert words.match("DENO", "toge") == lookup.Match("rejected", "robe")
    assert words.match("DENO", "vetment").kind == "rejected"
    assert words.match("DENO", "clothes").kind == "none", "an English synonym is no French one"


@pytest.mark.django_db
def test_json_ld_in_a_named_graph_is_read(written):
    skos = "http://www.w3.org/2004/02/skos/core#"
    concept = {
        "@id": "http://e.fr/1",
        "@type": [skos + "Concept"],
        skos + "prefLabel": [{"@value": "robe", "@language": "fr"}],
    }
    nested = [{"@id": "http://e.fr/graphe", "@graph": [concept]}]
    assert vocabularies.load("DENO", written(json.dumps(nested))).terms == 1
    assert Concept.objects.get().uri == "http://e.fr/1"


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>'
REMOTE = {"@context": "https://exemple.fr/contexte.jsonld", "@id": "x"}
NESTED = {"@graph": [{"@context": [{"a": "http://x/"}, "http://exemple.fr/c"], "@id": "x"}]}
IMPORT = {"@context": {"@version": 1.1, "@import": "http://exemple.fr/c"}, "@id": "x"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "DOCTYPE ou ENTITY"),
        (OUTSIDE, "DOCTYPE ou ENTITY"),
        ("<?xml version='1.0'?><a><b></a>", "bien formé"),
        ("<html><p>bonjour</p></html>", "aucun concept|lisible"),
        (json.dumps(REMOTE), "contexte JSON-LD distant"),
        (json.dumps(NESTED), "contexte JSON-LD distant"),
        (json.dumps(IMPORT), "contexte JSON-LD distant"),
        ('{"@id": ', "JSON-LD lisible"),
        ("[" * 100_000, "JSON-LD lisible|aucun terme|100000 caractères"),
        ("@prefix a: <http://a/> .\na:b a:c", "Turtle lisible"),
        ("@prefix a: <http://a/> .\na:b a:c a:d .", "aucun concept"),
        (TURTLE + "e:z a skos:Concept ; skos:inScheme e:autre ; skos:prefLabel 'z' .", "2 vocabulaires"),
    ],
)
def test_hostile_or_foreign_rdf_is_refused(written, content, reason):
    with pytest.raises(Refused, match=reason):
        vocabularies.load("DENO", written(content, "essai.rdf"))
    assert not Scheme.objects.exists()


@pytest.mark.django_db
def test_too_large_a_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "enorme.txt"
    with path.open("wb") as handle:
        handle.truncate(65 * 1024 * 1024)
    with pytest.raises(Refused, match="65 Mo"):
        vocabularies.load("DENO", path)


@pytest.mark.django_db
def test_closed_lists_are_there_once_and_cannot_be_replaced(written, django_assert_num_queries):
    assert vocabularies.ensure_closed_lists() == ["MANQUANT", "NSDA"]
    with django_assert_num_queries(1):
        assert vocabularies.ensure_closed_lists() == []
    words = lookup.vocabularies()
    assert words.match("NSDA", "Feminin").preferred == "féminin"
    assert words.match("MANQUANT", "disparu") == lookup.Match("rejected", "manquant")
    with pytest.raises(Refused, match="liste fermée"):
        vocabularies.load("NSDA", written("autre\n"))


@pytest.mark.django_db
def test_an_unknown_scheme_is_refused_unless_it_is_given_a_title(written):
    with pytest.raises(Refused, match="DENO"):
        vocabularies.load("DENI", written("bois\n"))
    assert vocabularies.load("atelier", written("bois\n"), "Nos ateliers").scheme == "ATELIER"
    assert vocabularies.load("PERU", written("19e siècle\n")).scheme == "PERI", "three fields share one list"


# Terms, synonyms, headings of each list: lines counted by hand in the files, less the terms that stand several times.
@pytest.mark.parametrize(
    ("name", "terms", "synonyms", "headings"),
    [
        ("lexdomn", 142, 8, 4),
        ("lexdeno", 5222, 354, 0),
        ("lexperi", 343, 0, 0),
        ("lextech", 2776, 261, 0),
        ("lexautr", 32344, 5779, 0),
        ("lexautrole", 231, 13, 0),
        ("lexstat", 88, 7, 0),
        ("lexecol", 447, 154, 0),
        ("lexepoq", 812, 112, 0),
        ("lexlieux", 3310, 1216, 0),
        ("lexrepr", 15644, 4343, 0),
    ],
)
def test_the_real_lists(shared_data, name, terms, synonyms, headings):
    read = vocabularies.read(shared_data(f"thesaurus/{name}.txt"))
    assert len(read.terms) == terms
    assert sum(len(term.alternates) for term in read.terms) == synonyms
    assert sum(not term.usable for term in read.terms) == headings
    assert read.notes == []
    assert not [term.label for term in read.terms if set(term.label) & set("<>=\t") or term.label.startswith("- ")]


def test_a_technique_stands_under_several_in_the_real_list(shared_data):
    read = vocabularies.read(shared_data("thesaurus/lextech.txt"))
    assert sum(len(term.broader) > 1 for term in read.terms) > 100
