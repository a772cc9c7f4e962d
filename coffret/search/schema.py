"""The shape of the index, from the field table: what is searched, counted, sorted and suggested.

One text field per code that names records (``t_TITR``…); the others together in ``w``, each word with its code, so that
weights are those of the table and `description:coffret` works; one field ``x`` with every searched word unstemmed, for
phrases, beginnings of words and spelling; one for the values of facets, each with its facet.
"""

import hashlib
from functools import cache

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from coffret.catalogue.fields import FACETS, FIELDS, Field, Kind, Obligation

# To be raised when the analysis changes: an index made by another analysis is rebuilt by itself.
ANALYSIS = 10

# What no one types words for: addresses, file names; REF and MUSEO have fields of their own.
_NO_TEXT = {Kind.LINKS, Kind.FILES, Kind.CODE}
# Made by the platform, yet part of what a visitor looks for.
MUSEUM_CODES = ("NOMOFF", "VILLE_M", "DPT", "REGION")

EXACT, WEAK, FACET = "x", "w", "f"
SORTS = {
    "titre": ("s_title", True),
    "auteur": ("s_author", True),
    "inventaire": ("s_inventory", True),
    "date": ("s_date", True),
    "date-desc": ("s_date_desc", False),
    "recents": ("s_recent", False),
}
# The first seven bytes of the orders that are texts, as a number: see paging.py.
STARTS = {sort: f"{name}_start" for sort, (name, _rising) in SORTS.items() if sort in {"titre", "auteur", "inventaire"}}


def has_text(field: Field) -> bool:
    """Say whether words are looked for in ``field``: public, handed in or of the museum, and made of words."""
    if not field.public or field.kind in _NO_TEXT or field.obligation is Obligation.DEPRECATED:
        return False
    return field.kind is not Kind.GENERATED or field.code in MUSEUM_CODES


TEXT_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if has_text(field))
# What words without a field name are looked for in, with the table's weight brought to at most 1.
WEIGHTED: tuple[tuple[str, float], ...] = tuple((f"t_{f.code}", f.weight / 10) for f in TEXT_FIELDS if f.weight)
STRONG: tuple[tuple[str, float], ...] = tuple((name, weight) for name, weight in WEIGHTED if weight >= 0.7)
# What a record is called, and by whom it was made: the first to show of those that hold a word.
NAMING = ("t_TITR", "t_APPL", "t_DENO", "t_AUTR")
POSITIONED = frozenset(name for name, _ in STRONG)
_PLACES = {
    name: (name, "") if name in POSITIONED else (WEAK, f"{field.code}=")
    for field in TEXT_FIELDS
    for name in (f"t_{field.code}",)
}
_PLACES |= {f"f_{field.key}": (FACET, f"{field.key}=") for field in FACETS}


def placed(name: str, value: str) -> tuple[str, str]:
    """Return the field and the term by which the index holds ``value`` of the field called ``name``."""
    field, prefix = _PLACES.get(name, (name, ""))
    return field, prefix + value


@cache
def schema() -> Schema:
    """Return the schema of the index."""
    builder = SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    builder.add_text_field("ref", stored=True, tokenizer_name="nothing", index_option="basic")
    for name, _weight in STRONG:
        builder.add_text_field(name, tokenizer_name="whitespace")
    # Long texts need neither positions, phrases being found among all words, nor how often they say a word.
    builder.add_text_field(WEAK, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(EXACT, tokenizer_name="whitespace")
    for name in ("ref_key", "inv_key", "whole", FACET):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("suggest", tokenizer_name="lines", index_option="basic")
    _sort_fields(builder)
    return builder.build()


def _sort_fields(builder: SchemaBuilder) -> None:
    for name in ("s_title", "s_author", "s_inventory"):
        builder.add_text_field(name, tokenizer_name="nothing", index_option="basic", fast=True)
    for name in ("year_from", "year_to", "s_date", "s_date_desc", "s_recent", "s_rank"):
        builder.add_integer_field(name, fast=True)
    for name in STARTS.values():
        builder.add_integer_field(name, fast=True)
    builder.add_float_field("quality", fast=True)


@cache
def fingerprint() -> str:
    """Return what tells whether an index on disk was made by this schema and this analysis."""
    told = [str(ANALYSIS), *(f"{f.code}:{f.kind}" for f in TEXT_FIELDS), *(f.key for f in FACETS), *SORTS]
    return hashlib.sha256("|".join(told).encode()).hexdigest()[:16]


def register(index: Index) -> Index:
    """Give ``index`` the two tokenizers that tantivy does not have; return it.

    ``lines`` keeps each line whole; ``nothing`` indexes no word (the value serves sorting or is only given back).
    """
    index.register_tokenizer("lines", TextAnalyzerBuilder(Tokenizer.regex(r"[^\n]+")).build())
    silent = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.remove_long(1)).build()
    index.register_tokenizer("nothing", silent)
    # Sorting reads another list of tokenizers, in which it is the whole value.
    index.register_fast_field_tokenizer("nothing", TextAnalyzerBuilder(Tokenizer.raw()).build())
    return index
