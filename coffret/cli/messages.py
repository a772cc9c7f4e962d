"""`coffret messages [--check]`: the English catalogue, brought up to the sources and compiled, or checked against them.

The French one is made of the sources alone: it holds the sentences that count, for none is singular in French (« 0 notice »)
where gettext without a catalogue counts as English does.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from coffret.base.errors import Refused
from coffret.cli.sentences import PACKAGE, Sentence, sentences

HELP = "Mettre le catalogue anglais au niveau des sources et le compiler, ou vérifier qu’il l’est."
PREPARE = False
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
FRENCH = PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "django.mo"

METADATA = {
    "Project-Id-Version": "Coffret",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
_HOLES = re.compile(r"\{\w+\}|%\(\w+\)[#0+-]*\d*(?:\.\d+)?[a-z]|%\d*(?:\.\d+)?[sdfr]")
_TAGS = re.compile(r"</?\w+[^>]*>")
_FRENCH = re.compile("[«»\u00a0\u202f]")


def arguments(parser: argparse.ArgumentParser) -> None:
    """--check, --file."""
    parser.add_argument("--check", action="store_true", help="ne rien écrire ; 1 quand quelque chose manque")
    parser.add_argument("--file", type=Path, default=CATALOGUE, metavar="FICHIER", help="catalogue (.po)")


def run(args: argparse.Namespace) -> int:
    """Return 0 when the catalogue is whole, else 1 after naming what is not; raises Refused without a catalogue."""
    catalogue, wanted = _read(args.file), sentences()
    compiled = args.file.with_suffix(".mo")
    if not args.check:
        _bring_up(catalogue, wanted)
        catalogue.save(str(args.file))
        compiled.write_bytes(catalogue.to_binary())
        if args.file == CATALOGUE:
            FRENCH.write_bytes(french(wanted))
    found = [*faults(catalogue, wanted)]
    if args.file == CATALOGUE and not (FRENCH.is_file() and FRENCH.read_bytes() == french(wanted)):
        found.append("le catalogue français n’est pas ce que donnent les sources")
    if args.check and not (compiled.exists() and compiled.read_bytes() == catalogue.to_binary()):
        found.append(f"{compiled.name} n’est pas ce que donne {args.file.name}")
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        print("Compléter le catalogue, puis lancer « coffret messages ».", file=sys.stderr)
    else:
        print(f"{args.file} : {len(wanted)} phrases, toutes traduites")
    return int(bool(found))


def french(wanted: Sequence[Sentence]) -> bytes:
    """Return the compiled French catalogue: the sentences that count, as they are, singular up to one."""
    import polib

    made = polib.POFile()
    made.metadata = {**METADATA, "Language": "fr", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    made.extend(
        polib.POEntry(
            msgid=one.text,
            msgctxt=one.context or None,
            msgid_plural=one.plural,
            msgstr_plural={0: one.text, 1: one.plural},
        )
        for one in wanted
        if one.plural
    )
    return bytes(made.to_binary())


def _read(path: Path) -> Any:
    """Return the catalogue; raises Refused when it is not there or polib is not installed."""
    try:
        import polib
    except ModuleNotFoundError as missing:
        raise Refused("polib n’est pas installé : lancez « make setup-dev ».") from missing
    if not path.is_file():
        raise Refused(f"Le catalogue {path} n’existe pas : lancez la commande depuis les sources, ou donnez --file.")
    try:
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=120)
    except OSError as unreadable:
        raise Refused(f"Le catalogue {path} est illisible ({unreadable}) : corrigez cette ligne.") from unreadable


def _bring_up(catalogue: Any, wanted: Sequence[Sentence]) -> None:
    """Put the sentences of the sources in the catalogue, in their order; what the sources no longer say leaves it."""
    import polib

    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    catalogue.clear()
    catalogue.header, catalogue.metadata, catalogue.metadata_is_fuzzy = "", dict(METADATA), False
    for one in wanted:
        entry = known.get((one.context, one.text))
        if entry is None or bool(entry.msgid_plural) != bool(one.plural):
            entry = polib.POEntry(msgid=one.text, msgctxt=one.context or None)
        entry.msgid_plural, entry.flags = one.plural, _flags(one, entry.fuzzy)
        if one.plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        catalogue.append(entry)


def _flags(one: Sentence, fuzzy: bool) -> list[str]:
    """Return what gettext's tools and editors of catalogues are told of a sentence."""
    holes = "".join(_HOLES.findall(one.text + one.plural))
    told = {"fuzzy": fuzzy, "python-format": "%" in holes, "python-brace-format": "{" in holes}
    return [flag for flag, true in told.items() if true]


def _key(entry: Any) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def faults(catalogue: Any, wanted: Sequence[Sentence]) -> Iterator[str]:
    """Yield, in French, what keeps a catalogue from translating exactly these sentences."""
    held = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    for one in wanted:
        entry = held.pop((one.context, one.text), None)
        if entry is None or entry.msgid_plural != one.plural:
            yield f"absente du catalogue : {one.text}"
        else:
            yield from (f"{what} : {one.text}" for what in _faults_of(entry))
    yield from (f"absente des sources : {text}" for _context, text in held)
    yield from (f"périmée : {entry.msgid}" for entry in catalogue.obsolete_entries())
    order = [_key(entry) for entry in catalogue if not entry.obsolete]
    if not held and len(order) == len(wanted):  # else every sentence after the first missing one would be told
        displaced = (one.text for one, key in zip(wanted, order, strict=True) if key != (one.context, one.text))
        yield from (f"déplacée (lancer « coffret messages ») : {text}" for text in islice(displaced, 1))


def _faults_of(entry: Any) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    forms = [entry.msgstr_plural.get(index, "") for index in (0, 1)] if entry.msgid_plural else [entry.msgstr]
    originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    if not all(forms):
        yield "non traduite"
        return
    if entry.fuzzy:
        yield "traduction incertaine (fuzzy)"
    for original, form in zip(originals, forms, strict=True):
        if Counter(_HOLES.findall(original)) != Counter(_HOLES.findall(form)):
            yield "les emplacements diffèrent"
        if Counter(_TAGS.findall(original)) != Counter(_TAGS.findall(form)):
            yield "les balises diffèrent"
        if _FRENCH.search(form):
            yield "guillemets ou espaces de la typographie française"
