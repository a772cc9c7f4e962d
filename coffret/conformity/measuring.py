"""Measuring how the notices of a museum stand: read once in order, counted, kept as its board and as the row of the day."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from coffret.base.rules import REGISTRY
from coffret.catalogue import log, store
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.models import Record, Status
from coffret.conformity import gains, published
from coffret.conformity.models import Board, Measure
from coffret.conformity.tallying import SHEET, WEIGHTS, Accepted, Key, Notice, Shown, Tally
from coffret.submissions.models import Acceptance

# What a list on the board shows.
MOST_TERMS, MOST_TWINS = 6, 12


class Measured(NamedTuple):
    """What was measured: counts (name → number of notices or pictures), and the lists of the board, as plain data."""

    counts: dict[str, int]
    facts: dict[str, Any]


def measure(museum: str) -> Measured:
    """Measure the published notices of ``museum`` (its code), a thousand at a time; nothing is written."""
    tally = Tally(Accepted(_accepted(museum)))
    for notice in notices(museum):
        tally.add(notice)
    twins = _twins(tally)
    numbers = _same_number(museum)
    pictures = _same_picture(museum)
    tally.counts["duplicates"] = sum(count for _what, count in (*twins, *numbers))
    tally.counts["withdrawn"] = Record.objects.filter(museum=museum, status=Status.WITHDRAWN).count()
    facts = {
        "sheet": [[list(codes), tally.filled[place]] for place, codes in enumerate(SHEET)],
        "rules": [[code, count] for code, count in sorted(tally.rules.items(), key=_by_weight)],
        "schemes": _schemes(tally),
        "twins": twins[:MOST_TWINS],
        "numbers": numbers[:MOST_TWINS],
        "pictures": pictures[:MOST_TWINS],
        "duplicates": {
            "twins": sum(count for _ref, count in twins),
            "numbers": sum(count for _number, count in numbers),
            "pictures": sum(count for _ref, count in pictures),
        },
        "gains": gains.best(museum, tally),
    }
    return Measured({name: int(count) for name, count in tally.counts.items()}, facts)


def keep(museum: str) -> Board:
    """Measure ``museum`` and keep what was found as its board and as today's row; return the board."""
    sequence = log.last_sequence()
    found = measure(museum)
    with transaction.atomic():
        board, _made = Board.objects.update_or_create(
            museum_id=museum,
            defaults={
                "measured_at": timezone.now(),
                "sequence": sequence,
                "counts": found.counts,
                "facts": found.facts,
            },
        )
        note(museum, found.counts)
    return board


def note(museum: str, counts: dict[str, int]) -> None:
    """Write these counts as the row of today."""
    Measure.objects.update_or_create(museum_id=museum, day=timezone.localdate(), defaults={"counts": counts})


def notices(museum: str) -> Iterator[Notice]:
    """Yield the published notices of a museum by ascending id."""
    for rows in published.batches(museum):
        shown = _shown([row[0] for row in rows])
        for pk, ref, values, findings in rows:
            yield Notice(ref, json.loads(values), [one[:3] for one in json.loads(findings)], shown.get(pk, ()))


def _shown(ids: Sequence[int]) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = defaultdict(list)
    rows = store.select(
        "SELECT record_id, width, height, credit, embedded_credit, licence FROM images_image "  # noqa: S608
        f"WHERE record_id IN ({store.marks(ids)}) AND NOT withdrawn",
        ids,
    )
    for record, *facts in rows:
        found[record].append(Shown(*facts))
    return found


def _accepted(museum: str) -> list[tuple[str, str, str, str]]:
    held = Acceptance.objects.filter(museum=museum, revoked_at=None).order_by("pk")
    return list(held.values_list("ref", "code", "field", "value"))


def _by_weight(row: tuple[str, int]) -> tuple[int, int, str]:
    code, count = row
    return WEIGHTS[REGISTRY[code].severity.value], -count, code


def _schemes(tally: Tally) -> list[list[Any]]:
    """Return (vocabulary, notices, its most frequent terms at fault as [rule, field, term, notices])."""
    terms: dict[str, list[tuple[Key, int]]] = defaultdict(list)
    for key, count in tally.terms.items():
        code, name, value = key
        if value and REGISTRY[code].target == "term" and name in BY_CODE:
            terms[BY_CODE[name].scheme].append((key, count))
    return [
        [scheme, count, [[*key, n] for key, n in _first(terms[scheme])]]
        for scheme, count in tally.schemes.most_common()
    ]


def _first(terms: list[tuple[Key, int]]) -> list[tuple[Key, int]]:
    return sorted(terms, key=lambda one: (-one[1], one[0]))[:MOST_TERMS]


def _twins(tally: Tally) -> list[tuple[str, int]]:
    """Return the descriptions several notices share word for word: the first reference, how many notices."""
    found = [(tally.first[digest], count) for digest, count in tally.twins.items() if count > 1]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _same_number(museum: str) -> list[tuple[str, int]]:
    """Return the inventory numbers that several published notices of the museum bear, and how many do."""
    return [
        (number, int(count))
        for number, count in store.select(
            "SELECT inventory_number, COUNT(*) FROM catalogue_record "
            "WHERE museum_id = %s AND status = %s AND inventory_number <> '' "
            "GROUP BY inventory_number HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC, inventory_number",
            [museum, Status.PUBLISHED.value],
        )
    ]


def _same_picture(museum: str) -> list[tuple[str, int]]:
    """Return the pictures that several published notices of the museum show: a reference, how many notices."""
    return [
        (ref, int(count))
        for ref, count in store.select(
            "SELECT MIN(r.ref), COUNT(DISTINCT r.id) FROM images_image i "
            "JOIN catalogue_record r ON r.id = i.record_id "
            "WHERE r.museum_id = %s AND r.status = %s AND NOT i.withdrawn "
            "GROUP BY i.sha256 HAVING COUNT(DISTINCT r.id) > 1 ORDER BY COUNT(DISTINCT r.id) DESC, MIN(r.ref)",
            [museum, Status.PUBLISHED.value],
        )
    ]
