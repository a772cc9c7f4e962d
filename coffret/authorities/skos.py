"""Vocabularies in SKOS (RDF/XML, Turtle, JSON-LD), read without ever going to the network.

A document type or an entity in XML, a remote context in JSON-LD are refused: they are the doors by which a file makes
its reader open other files. French labels are preferred, then those without a language, then any.
Sources: SKOS Reference, W3C Recommendation of 18 August 2009; JSON-LD 1.1, § 3.1.
"""

import json
import warnings
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from rdflib import Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from rdflib.term import Node

from coffret.authorities.terms import Term, Vocabulary, clean
from coffret.base.errors import Refused

_NAMES = {"xml": "RDF/XML", "turtle": "Turtle", "json-ld": "JSON-LD"}


def read(text: str, serialisation: str, name: str, scheme_uri: str = "") -> Vocabulary:
    """Return the vocabulary of a SKOS file; ``scheme_uri`` tells which one when the file holds several.

    Raises Refused: not readable, entities or remote context, no concept, several schemes and none of them ours.
    """
    graph = _parse(text, serialisation, name)
    scheme = _choose_scheme(graph, scheme_uri, name)
    concepts = _concepts(graph, scheme)
    vocabulary = _build(graph, concepts)
    if not vocabulary.terms:
        raise Refused(
            f"« {name} » ne contient aucun concept SKOS portant un libellé (skos:Concept, skos:prefLabel).", file=name
        )
    if isinstance(scheme, URIRef):
        vocabulary.uri = str(scheme)
        titles = (DCTERMS.title, SKOS.prefLabel, URIRef("http://purl.org/dc/elements/1.1/title"))
        vocabulary.title = next((best for title in titles if (best := _best(graph.objects(scheme, title)))), "")
    return vocabulary


def _parse(text: str, serialisation: str, name: str) -> Graph:
    text = text.lstrip("\ufeff")
    if serialisation == "xml":
        _refuse_entities(text, name)
    elif serialisation == "json-ld":
        _refuse_remote_context(text, name)
    graph = Graph(bind_namespaces="none")
    try:
        with warnings.catch_warnings():
            # rdflib's JSON-LD reader uses a class that rdflib itself has deprecated.
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=text, format=serialisation, publicID="urn:coffret:file")
    except (ParserError, ValueError, SyntaxError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(serialisation, name, error) from None
    except Exception as error:
        # rdflib's own readers raise SAXParseException and BadSyntax, which share nothing but Exception.
        if type(error).__module__.split(".")[0] not in {"xml", "rdflib"}:
            raise
        raise _unreadable(serialisation, name, error) from None
    return _flat(graph)


def _flat(graph: Graph) -> Graph:
    """Return all the statements read as one graph: JSON-LD may nest named ones, and they are one vocabulary."""
    flat = Graph(store="SimpleMemory", bind_namespaces="none")
    for statement, _ in graph.store.triples((None, None, None), None):
        flat.add(statement)
    return flat


def _unreadable(serialisation: str, name: str, error: Exception) -> Refused:
    reason = clean(str(error))[:200]
    return Refused(
        f"« {name} » n’est pas du {_NAMES[serialisation]} lisible : {reason}. Exportez-le de nouveau depuis sa source.",
        file=name,
        reason=reason,
    )


def _refuse_entities(text: str, name: str) -> None:
    """Raise Refused when the XML declares a document type or an entity, before anything reads them."""
    parser = expat.ParserCreate()

    def refuse(*_: Any) -> None:
        raise Refused(
            f"« {name} », ligne {parser.CurrentLineNumber} : une déclaration DOCTYPE ou ENTITY n’est pas acceptée. "
            "Retirez-la du fichier, ou exportez-le sans entités.",
            file=name,
            line=parser.CurrentLineNumber,
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise Refused(
            f"« {name} » n’est pas du XML bien formé : {error} (ligne {error.lineno}). Exportez-le de nouveau.",
            file=name,
            line=error.lineno,
        ) from None


def _refuse_remote_context(text: str, name: str) -> None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable("json-ld", name, error) from None
    for context in _contexts(document):
        raise Refused(
            f"« {name} » renvoie à un contexte JSON-LD distant (« {context[:200]} »), qui n’est pas suivi. "
            "Exportez le fichier avec son contexte, ou en JSON-LD développé.",
            file=name,
            value=context,
        )


def _contexts(document: Any) -> Iterator[str]:
    """Yield the addresses that a reader of JSON-LD would open: textual contexts and @import, however deep."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            held = node.get("@context")
            yield from (entry for entry in (held if isinstance(held, list) else [held]) if isinstance(entry, str))
            if isinstance(node.get("@import"), str):
                yield node["@import"]
            waiting += node.values()


def _choose_scheme(graph: Graph, scheme_uri: str, name: str) -> Node | None:
    schemes = sorted(
        set(graph.subjects(RDF.type, SKOS.ConceptScheme)) | set(graph.objects(None, SKOS.inScheme)), key=str
    )
    if len(schemes) < 2:
        return schemes[0] if schemes else None
    ours = [scheme for scheme in schemes if _bare(str(scheme)) == _bare(scheme_uri)]
    if ours:
        return ours[0]
    listed = ", ".join(f"« {scheme} »" for scheme in schemes[:5])
    raise Refused(
        f"« {name} » contient {len(schemes)} vocabulaires ({listed}…) et aucun n’a l’adresse attendue. "
        "Exportez le vocabulaire voulu seul.",
        file=name,
    )


def _bare(uri: str) -> str:
    return uri.removeprefix("http://").removeprefix("https://").rstrip("/")


def _concepts(graph: Graph, scheme: Node | None) -> list[Node]:
    """Return the concepts of the scheme (all of them when none says where it belongs), by label order of the file."""
    concepts = list(dict.fromkeys(graph.subjects(RDF.type, SKOS.Concept)))
    placed = set(graph.subjects(SKOS.inScheme, scheme)) if scheme is not None else set()
    if placed:
        elsewhere = set(graph.subjects(SKOS.inScheme, None)) - placed
        concepts = [concept for concept in concepts if concept not in elsewhere]
    return sorted(concepts, key=lambda concept: (_best(graph.objects(concept, SKOS.prefLabel)), str(concept)))


def _build(graph: Graph, concepts: list[Node]) -> Vocabulary:
    vocabulary = Vocabulary([])
    places: dict[Node, int] = {}
    replaced: list[tuple[Node, Term]] = []
    for concept in concepts:
        term = _term(graph, concept)
        if not term.label:
            vocabulary.notes.append(f"Concept sans libellé, ignoré : « {concept} ».")
        elif term.usable or not list(graph.objects(concept, DCTERMS.isReplacedBy)):
            places[concept] = len(vocabulary.terms)
            vocabulary.terms.append(term)
        else:
            replaced.append((concept, term))
    for concept, place in places.items():
        above = [places[other] for other in _broader(graph, concept) if other in places]
        vocabulary.terms[place].broader = sorted(set(above) - {place})
    for concept, term in replaced:
        for other in graph.objects(concept, DCTERMS.isReplacedBy):
            if other in places:
                vocabulary.terms[places[other]].rejected += [term.label, *term.alternates]
    return vocabulary


def _term(graph: Graph, concept: Node) -> Term:
    label = _best(graph.objects(concept, SKOS.prefLabel))
    deprecated = any(str(value).lower() in {"true", "1"} for value in graph.objects(concept, OWL.deprecated))
    heading = label.startswith("<") and label.endswith(">")
    notes = (_best(graph.objects(concept, kind)) for kind in (SKOS.scopeNote, SKOS.definition, SKOS.note))
    return Term(
        label=label.strip("<> ") if heading else label,
        uri=str(concept) if isinstance(concept, URIRef) and not str(concept).startswith("urn:coffret:") else "",
        usable=not (heading or deprecated),
        note=next((note for note in notes if note), ""),
        alternates=_others(graph.objects(concept, SKOS.altLabel), label),
        rejected=_others(graph.objects(concept, SKOS.hiddenLabel), label),
    )


def _broader(graph: Graph, concept: Node) -> set[Node]:
    return set(graph.objects(concept, SKOS.broader)) | set(graph.subjects(SKOS.narrower, concept))


def _rank(label: Node) -> int:
    language = (getattr(label, "language", None) or "").lower()
    return 0 if language.split("-")[0] == "fr" else 2 if language else 1


def _best(labels: Iterable[Node]) -> str:
    """Return the French label, else the one without a language, else any, always the same one."""
    found = sorted((_rank(label), clean(str(label))) for label in labels if isinstance(label, Literal))
    return next((label for _, label in found if label), "")


def _others(labels: Iterable[Node], preferred: str) -> list[str]:
    """Return the labels in French or without a language (in any when there are none), but the preferred one."""
    found = sorted((_rank(label), clean(str(label))) for label in labels if isinstance(label, Literal))
    kept = [label for rank, label in found if rank < 2] or [label for _, label in found]
    return [label for label in dict.fromkeys(kept) if label and label != preferred]
