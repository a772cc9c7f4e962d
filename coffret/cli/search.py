"""`coffret search WORDS…`: what the public search finds, for the terminal and for programs."""

import argparse
import json
import sys

from coffret.base.errors import Refused
from coffret.base.text import grouped
from coffret.catalogue.fields import BY_CODE, BY_KEY, FACETS
from coffret.catalogue.models import Record
from coffret.search.index import follow
from coffret.search.query import SORT_KEYS, SearchRequest, SearchResult, search

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
    hits = _hits(result)
    if args.json:
        json.dump(document(result, hits), sys.stdout, ensure_ascii=False)
        print()
    else:
        _show(result, hits, args.offset)
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


def document(result: SearchResult, hits: list[dict[str, str]]) -> dict[str, object]:
    """Return the JSON document of a result (design: keys total, took_ms, hits, facets by Joconde code)."""
    return {
        "total": result.total,
        "took_ms": result.took_ms,
        "hits": hits,
        "facets": {BY_KEY[key].code: [list(pair) for pair in counts] for key, counts in result.facets.items()},
        "corrected": result.corrected,
        "relaxed": result.relaxed,
    }


def _hits(result: SearchResult) -> list[dict[str, str]]:
    records = Record.objects.in_bulk(result.ids)
    found = (records[number] for number in result.ids if number in records)
    return [{"ref": record.ref, "title": record.title, "caption": record.caption} for record in found]


def _show(result: SearchResult, hits: list[dict[str, str]], offset: int) -> None:
    if result.corrected:
        print(f"Orthographe proche : {result.corrected}")
    if result.relaxed:
        print("Aucune notice n'a tous ces mots : en voici qui en ont une partie.")
    print(f"{grouped(result.total)} notice{'s' * (result.total > 1)}, {result.took_ms} ms")
    for place, hit in enumerate(hits, offset + 1):
        print(f"{place:>4}. {hit['ref']}  {hit['caption'] or hit['title']}")
    for key, counts in result.facets.items():
        if counts:
            told = " · ".join(f"{value} {grouped(count)}" for value, count in counts[:5])
            print(f"      {BY_KEY[key].label} : {told}")
