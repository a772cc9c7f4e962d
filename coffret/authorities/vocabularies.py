"""Loading vocabularies: a list of the ministry, a SKOS file, and the short closed lists that Coffret ships.

A load replaces its scheme in one transaction: either the former list stands whole, or the new one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from coffret.authorities import indented
from coffret.authorities.models import Concept, ConceptLabel, LabelKind, Scheme
from coffret.authorities.reading import decode, rdf_serialisation, read_bytes
from coffret.authorities.schemes import SCHEMES, scheme_code
from coffret.authorities.terms import LONGEST_LABEL, Term, Vocabulary
from coffret.base.errors import Refused
from coffret.base.text import fold

# SQLite allows 32,766 values a statement; a concept has five columns.
BATCH = 4000


@dataclass(slots=True)
class Loaded:
    """What a load did: counts of terms to write, other forms, rejected forms, headings, links, and what was odd."""

    scheme: str
    title: str
    uri: str
    terms: int = 0
    alternates: int = 0
    rejected: int = 0
    headings: int = 0
    links: int = 0
    notes: list[str] = field(default_factory=list)


def load(name: str, path: Path, title: str = "") -> Loaded:
    """Read the vocabulary file ``path`` and make it the scheme ``name``; return what was loaded.

    ``title`` allows a scheme of one's own, which no field refers to. Raises Refused when the scheme is unknown or
    closed, or the file is not a vocabulary; nothing is written then.
    """
    code = _allowed(name, title)
    known = SCHEMES.get(code)
    vocabulary = read(path, known.uri if known else "")
    found = title or (known.title if known else vocabulary.title) or code
    return _replace(code, found, vocabulary.uri or (known.uri if known else ""), path.name, vocabulary)


def read(path: Path, scheme_uri: str = "") -> Vocabulary:
    """Return the vocabulary that ``path`` holds, whatever its format; raises Refused."""
    text = decode(read_bytes(path), path.name)
    serialisation = rdf_serialisation(text)
    if serialisation:
        # rdflib takes a third of a second to import, which commands that load no SKOS need not spend.
        from coffret.authorities import skos

        vocabulary = skos.read(text, serialisation, path.name, scheme_uri)
    else:
        vocabulary = indented.read(text, path.name)
    _refuse_endless(vocabulary, path.name)
    return vocabulary


def _allowed(name: str, title: str) -> str:
    code = scheme_code(name)
    if code in closed_lists():
        raise Refused(
            f"Le vocabulaire {code} est une liste fermée, fixée par la spécification : elle ne se charge pas.",
            value=name,
        )
    if code not in SCHEMES and not title:
        known = ", ".join(sorted(set(SCHEMES) - set(closed_lists())))
        raise Refused(
            f"Aucun vocabulaire ne s’appelle « {name} ». Codes connus : {known}. "
            "Pour une liste à vous, donnez-lui un titre (--title).",
            value=name,
        )
    if not code.isascii() or not code.replace("_", "").isalnum() or len(code) > 20:
        raise Refused(f"« {name} » ne peut pas nommer un vocabulaire : 20 lettres ou chiffres au plus.", value=name)
    return code


def _refuse_endless(vocabulary: Vocabulary, name: str) -> None:
    """Raise Refused when a label is longer than any term: the file is something else."""
    for term in vocabulary.terms:
        longest = max((term.label, *term.alternates, *term.rejected), key=len)
        if len(longest) > LONGEST_LABEL:
            raise Refused(
                f"« {name} » contient un terme de {len(longest)} caractères (« {longest[:60]}… ») ; "
                f"la limite est de {LONGEST_LABEL}. Vérifiez qu’il s’agit bien d’un vocabulaire.",
                file=name,
                value=longest[:120],
            )


@transaction.atomic
def _replace(code: str, title: str, uri: str, source: str, vocabulary: Vocabulary, closed: bool = False) -> Loaded:
    """Make ``vocabulary`` the whole content of the scheme; return the counts."""
    _empty(code)
    facts = {"title": title[:300], "uri": uri[:300], "source": source[:500], "closed": closed}
    Scheme.objects.update_or_create(code=code, defaults={**facts, "loaded_at": timezone.now()})
    concepts = Concept.objects.bulk_create(_concepts(code, vocabulary.terms), batch_size=BATCH)
    keys = [concept.pk for concept in concepts]
    labels = ConceptLabel.objects.bulk_create(_labels(code, vocabulary.terms, keys), batch_size=BATCH)
    links = [
        Concept.broader.through(from_concept_id=keys[place], to_concept_id=keys[above])
        for place, term in enumerate(vocabulary.terms)
        for above in term.broader
    ]
    Concept.broader.through.objects.bulk_create(links, batch_size=BATCH)
    kinds = [label.kind for label in labels]
    return Loaded(
        scheme=code,
        title=title,
        uri=uri,
        terms=sum(term.usable for term in vocabulary.terms),
        alternates=kinds.count(LabelKind.ALTERNATE),
        rejected=kinds.count(LabelKind.REJECTED),
        headings=sum(not term.usable for term in vocabulary.terms),
        links=len(links),
        notes=vocabulary.notes,
    )


def _empty(code: str) -> None:
    """Delete what the scheme held, in three statements: collecting forty thousand objects one by one takes seconds."""
    through = Concept.broader.through._meta.db_table
    concept, label = Concept._meta.db_table, ConceptLabel._meta.db_table
    with connection.cursor() as cursor:
        for column in ("from_concept_id", "to_concept_id"):
            cursor.execute(
                f"DELETE FROM {through} WHERE {column} IN (SELECT id FROM {concept} WHERE scheme_id = %s)",  # noqa: S608
                [code],
            )
        for table in (label, concept):
            cursor.execute(f"DELETE FROM {table} WHERE scheme_id = %s", [code])  # noqa: S608 - our own table names


def _concepts(code: str, terms: Iterable[Term]) -> Iterator[Concept]:
    for term in terms:
        yield Concept(scheme_id=code, label=term.label, uri=term.uri, usable=term.usable, note=term.note)


def _labels(code: str, terms: Iterable[Term], keys: list[int]) -> Iterator[ConceptLabel]:
    for term, key in zip(terms, keys, strict=True):
        for kind, labels in (
            (LabelKind.PREFERRED, [term.label]),
            (LabelKind.ALTERNATE, term.alternates),
            (LabelKind.REJECTED, term.rejected),
        ):
            for label in labels:
                yield ConceptLabel(scheme_id=code, concept_id=key, label=label, folded=fold(label), kind=kind)


def overview() -> list[dict[str, Any]]:
    """Return what is loaded, one row per scheme: code, title, uri, source, closed, loaded_at, terms, headings."""
    counted = Scheme.objects.filter(loaded_at__isnull=False).annotate(
        terms=Count("concepts", filter=Q(concepts__usable=True)),
        headings=Count("concepts", filter=Q(concepts__usable=False)),
    )
    columns = ("code", "title", "uri", "source", "closed", "loaded_at", "terms", "headings")
    return list(counted.order_by("code").values(*columns))


def as_facts(loaded: Loaded) -> dict[str, Any]:
    """Return a load's account as plain data, for --json."""
    return asdict(loaded)


def closed_lists() -> dict[str, dict[str, Any]]:
    """Return code → content of the closed lists shipped with Coffret (coffret/authorities/data/*.json)."""
    folder = resources.files("coffret.authorities") / "data"
    lists = (json.loads(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".json"))
    return {content["code"]: content for content in sorted(lists, key=lambda content: content["code"])}


def ensure_closed_lists() -> list[str]:
    """Load the closed lists that are not there yet, or changed with Coffret; return the codes loaded (one query)."""
    held = dict(Scheme.objects.filter(closed=True).order_by("code").values_list("code", "source"))
    loaded = []
    for code, content in closed_lists().items():
        source = f"{content['source']} [{_fingerprint(content)}]"
        if held.get(code) != source:
            terms = [Term(**term) for term in content["terms"]]
            _replace(code, content["title"], SCHEMES[code].uri, source, Vocabulary(terms), closed=True)
            loaded.append(code)
    return loaded


def _fingerprint(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]
