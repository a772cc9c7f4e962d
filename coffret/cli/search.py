"""`coffret search WORDS…`: what the public search finds, for the terminal and for programs."""

import argparse
import json
import sys
from dataclasses import replace
from typing import Any

from coffret.base.errors import Refused
from coffret.base.text import grouped
from coffret.catalogue.fields import BY_CODE, BY_KEY, FACETS
from coffret.catalogue.models import Record
from coffret.search.dropping import YEARS, Constraint, Way, ways_out
from coffret.search.index import follow
from coffret.search.query import SORT_KEYS, SearchRequest, SearchResult, search
from coffret.search.why import Explainer, Why, note

HELP = (
    'Chercher dans les notices publiées : mots, "phrase", +mot, -mot, champ:mot, début*. '
    "Un mot précédé de - se tape après -- ou entre guillemets avec les autres."
)
WAIT = 10.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the words, the filters and the page."""
    parser.add_argument("words", nargs="*", metavar="MOTS")
    parser.add_argument(
        "--filter", action="append", default=[], metavar="CODE=VALEUR", help="facette et valeur, répétable"
    )
    parser.add_argument("--from", dest="year_from", type=int, metavar="ANNÉE")
    parser.add_argument("--to", dest="year_to", type=int, metavar="ANNÉE")
    parser.add_argument("--sort", choices=SORT_KEYS, default=SORT_KEYS[0])
    parser.add_argument("--limit", type=int, default=20)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument(
        "--explain",
        action="store_true",
        help="dire pour chaque notice quels champs et quels mots ont répondu, et à quoi renoncer quand rien ne répond",
    )
    parser.add_argument("--json", action="store_true", help="un document JSON et rien d'autre")


def run(args: argparse.Namespace) -> int:
    """Search the index, brought up to date first; return 0."""
    follow(timeout=WAIT)
    request = SearchRequest(
        " ".join(args.words),
        chosen(args.filter),
        args.year_from,
        args.year_to,
        sort=args.sort,
        offset=args.offset,
        limit=args.limit,
    )
    result = search(request)
    hits = _hits(result, request.words if args.explain else "")
    ways = _ways(request, result) if args.explain else []
    if args.json:
        told = {"ways_out": [_way(way) for way in ways]} if args.explain else {}
        json.dump({**document(result, [_hit(*hit) for hit in hits]), **told}, sys.stdout, ensure_ascii=False)
        print()
    else:
        _show(result, hits, args.offset)
        for way in ways:
            print(f"En demandant un peu moins : sans {_given_up(way)}, {_notices(way.count)}")
    return 0


def chosen(filters: list[str]) -> dict[str, tuple[str, ...]]:
    """Return key → values of « CODE=VALUE » filters; raises Refused on one that is no facet."""
    kept: dict[str, tuple[str, ...]] = {}
    for text in filters:
        name, _, value = text.partition("=")
        facet = BY_CODE.get(name.strip().upper()) or BY_KEY.get(name.strip().lower())
        if facet is None or not facet.key or not value.strip():
            known = ", ".join(f"{field.code} ({field.key})" for field in FACETS)
            raise Refused(f"Filtre illisible : « {text} ». Écrivez FACETTE=VALEUR ; facettes : {known}.", value=text)
        kept[facet.key] = (*kept.get(facet.key, ()), value.strip())
    return kept


def document(result: SearchResult, hits: list[dict[str, Any]]) -> dict[str, object]:
    """Return the JSON document of a result (design: keys total, took_ms, hits, facets by Joconde code)."""
    return {
        "total": result.total,
        "took_ms": result.took_ms,
        "hits": hits,
        "facets": {BY_KEY[key].code: [list(pair) for pair in counts] for key, counts in result.facets.items()},
        "corrected": result.corrected,
        "relaxed": result.relaxed,
    }


def _hits(result: SearchResult, explained: str) -> list[tuple[Record, Why | None]]:
    """Return the records found, in order, each with why when words are to be ``explained``."""
    records = Record.objects.select_related("museum").in_bulk(result.ids)
    explainer = Explainer(explained, result.corrected)
    found = (records[number] for number in result.ids if number in records)
    return [(record, explainer.why(record) if explainer else None) for record in found]


def _hit(record: Record, why: Why | None) -> dict[str, Any]:
    told: dict[str, Any] = {"ref": record.ref, "title": record.title, "caption": record.caption}
    if why is not None:
        told["why"] = [
            {"field": match.field.code, "written": word.written, "typed": word.typed, "how": str(word.how)}
            for match in why.matches
            for word in match.words
        ]
        told["lacking"] = list(why.lacking)
    return told


def _ways(request: SearchRequest, result: SearchResult) -> list[Way]:
    if result.total and not result.relaxed:
        return []
    return ways_out(replace(request, words=result.corrected or request.words))


def _way(way: Way) -> dict[str, Any]:
    dropped = [{"word": one.word} if one.word else {"filter": _code(one), "values": one.values} for one in way.dropped]
    return {"without": dropped, "words": way.request.words, "total": way.count}


def _code(dropped: Constraint) -> str:
    return "MILL" if dropped.key == YEARS else BY_KEY[dropped.key].code


def _given_up(way: Way) -> str:
    return " ni ".join(f"« {one.word} »" if one.word else f"le filtre {_filter(one)}" for one in way.dropped)


def _filter(dropped: Constraint) -> str:
    if dropped.key == YEARS:
        return "des années"
    return f"{BY_KEY[dropped.key].label} ({', '.join(dropped.values)})"


def _notices(count: int) -> str:
    return f"{grouped(count)} notice{'s' * (count > 1)}"


def _show(result: SearchResult, hits: list[tuple[Record, Why | None]], offset: int) -> None:
    if result.corrected:
        print(f"Orthographe proche : {result.corrected}")
    if result.relaxed:
        print("Aucune notice n'a tous ces mots : en voici qui en ont une partie.")
    print(f"{_notices(result.total)}, {result.took_ms} ms")
    for place, (record, why) in enumerate(hits, offset + 1):
        print(f"{place:>4}. {record.ref}  {record.caption or record.title}")
        if why is not None:
            _show_why(why)
    for key, counts in result.facets.items():
        if counts:
            told = " · ".join(f"{value} {grouped(count)}" for value, count in counts[:5])
            print(f"      {BY_KEY[key].label} : {told}")


def _show_why(why: Why) -> None:
    for match in why.matches:
        words = (f"{word.written} ({told})" if (told := note(word)) else word.written for word in match.words)
        print(f"        {match.field.label} : {', '.join(words)}")
    if why.lacking:
        print(f"        Absent de la notice : {', '.join(why.lacking)}")
