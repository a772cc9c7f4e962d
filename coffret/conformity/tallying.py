"""Counting the notices of a museum one after the other: aggregated counts only, whatever their number.

Texts met are kept in a table of bounded size: when it is full, those met once are let go, and what remains is what recurs.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from coffret.base.rules import REGISTRY, Severity
from coffret.catalogue.fields import BY_CODE, FIELDS, REQUIRED, Obligation
from coffret.images import credits
from coffret.images.norms import MINIMUM_HEIGHT, MINIMUM_WIDTH, RECOMMENDED_SHORT_SIDE
from coffret.submissions.payload import VALUE_LIMIT

# « Fiche minimum de diffusion », December 2019: one of the three names the object.
DESIGNATION = ("DENO", "APPL", "TITR")
# Each line of the minimum sheet: the codes of which one at least is filled.
SHEET: tuple[tuple[str, ...], ...] = (
    *((code,) for code in REQUIRED),
    DESIGNATION,
    *((one.code,) for one in FIELDS if one.obligation is Obligation.MINIMUM and one.code not in DESIGNATION),
)
# What tells two copies of one description apart.
PROPER = frozenset({"REF", "REFMIS", "INV", "REFIM", "PHOT"})
# Texts remembered with their count.
REMEMBERED = 100_000
WEIGHTS = {severity.value: place for place, severity in enumerate(Severity)}

# What is counted of notices, then of their pictures; « sound »: neither erreur nor alerte.
NAMES = (
    *("online", "withdrawn", "minimum", "illustrated", "sound", "vocabulary", "duplicates", "accepted"),
    *(severity.value for severity in Severity),
    *("images", "images_norm", "images_small", "images_credit", "images_good_credit", "images_licence"),
)

# rule code, field code, value
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A published notice as it is counted: its findings are those of its last check, its pictures those shown."""

    ref: str
    values: Mapping[str, str]
    findings: Sequence[Sequence[str]]
    pictures: Sequence["Shown"] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a notice: size, credit of its own, the one its file carries, licence."""

    width: int
    height: int
    credit: str
    embedded: str
    licence: str


class Accepted:
    """The alerts a museum accepted: for one notice, or wherever a value stands."""

    def __init__(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        # reference (« » for everywhere), rule, field, value
        self._held = frozenset((ref, code, name, value[:VALUE_LIMIT]) for ref, code, name, value in rows)

    def holds(self, ref: str, code: str, name: str, value: str) -> bool:
        """Say whether the museum accepted this finding."""
        value = value[:VALUE_LIMIT]
        return ("", code, name, value) in self._held or (ref, code, name, value) in self._held


@dataclass
class Tally:
    """What was counted so far. All counts are of notices, those of pictures aside."""

    accepted: Accepted = field(default_factory=lambda: Accepted([]))
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(NAMES, 0)))
    filled: Counter[int] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    schemes: Counter[str] = field(default_factory=Counter)
    terms: Counter[Key] = field(default_factory=Counter)
    samples: dict[Key, str] = field(default_factory=dict)
    twins: Counter[bytes] = field(default_factory=Counter)
    first: dict[bytes, str] = field(default_factory=dict)

    def add(self, notice: Notice) -> None:
        """Count one more notice."""
        self.counts["online"] += 1
        self._sheet(notice)
        self._pictures(notice)
        self._findings(notice)
        self._twin(notice)

    def _sheet(self, notice: Notice) -> None:
        whole = True
        for place, codes in enumerate(SHEET):
            if any(notice.values.get(code, "").strip() for code in codes):
                self.filled[place] += 1
            else:
                whole = False
        credited = not notice.pictures or any(_credit(one, notice.values) for one in notice.pictures)
        self.counts["minimum"] += whole and credited

    def _pictures(self, notice: Notice) -> None:
        if not notice.pictures:
            return
        self.counts["illustrated"] += 1
        self.counts["images"] += len(notice.pictures)
        for one in notice.pictures:
            credit = _credit(one, notice.values)
            self.counts["images_norm"] += min(one.width, one.height) >= RECOMMENDED_SHORT_SIDE
            self.counts["images_small"] += one.width < MINIMUM_WIDTH and one.height < MINIMUM_HEIGHT
            self.counts["images_credit"] += bool(credit)
            self.counts["images_good_credit"] += bool(credit) and not _worthless(credit)
            self.counts["images_licence"] += bool(one.licence)

    def _findings(self, notice: Notice) -> None:
        said: set[str] = set()
        codes: set[str] = set()
        schemes: set[str] = set()
        keys: set[Key] = set()
        for code, name, value in notice.findings:
            rule = REGISTRY.get(code)
            if rule is None:
                continue
            if self.accepted.holds(notice.ref, code, name, value):
                said.add("accepted")
                continue
            said.add(rule.severity.value)
            codes.add(code)
            keys.add((code, name, value))
            if rule.fix is not None:
                keys.add((code, name, ""))
            if rule.target == "term" and name in BY_CODE:
                schemes.add(BY_CODE[name].scheme)
        self.counts.update(said)
        self.counts["sound"] += not said & {Severity.ERREUR.value, Severity.ALERTE.value}
        self.counts["vocabulary"] += bool(schemes)
        self.rules.update(codes)
        self.schemes.update(schemes)
        self._remember(keys, notice.ref)

    def _remember(self, keys: set[Key], ref: str) -> None:
        for key in keys:
            if key not in self.terms and len(self.terms) >= REMEMBERED:
                self._let_go()
            self.terms[key] += 1
            self.samples.setdefault(key, ref)

    def _let_go(self) -> None:
        """Forget what was met once; all of it recurring, what was met least."""
        least = min(self.terms.values())
        for key in [key for key, count in self.terms.items() if count <= least]:
            del self.terms[key]
            self.samples.pop(key, None)

    def _twin(self, notice: Notice) -> None:
        described = sorted((code, text) for code, text in notice.values.items() if text and code not in PROPER)
        text = json.dumps(described, ensure_ascii=False).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(text, digest_size=10).digest()
        self.twins[digest] += 1
        self.first.setdefault(digest, notice.ref)


def _credit(one: Shown, values: Mapping[str, str]) -> str:
    """Return the credit a page shows: the picture's own, else the notice's, else the file's."""
    said = (one.credit, values.get("PHOT", ""), one.embedded)
    return next((text.strip() for text in said if text.strip()), "")


@lru_cache(maxsize=4096)
def _worthless(credit: str) -> bool:
    return credits.worthless(credit)
