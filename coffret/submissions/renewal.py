"""Making what a line publishes: the record that results, its derived columns, its images. Plain data in and out."""

import pickle
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from coffret.authorities.lookup import MuseumFacts
from coffret.base import quick_json
from coffret.base.rules import Finding
from coffret.catalogue.actions import derived
from coffret.catalogue.checking import Context, check_record
from coffret.catalogue.models import Status
from coffret.catalogue.store import DERIVED, Stored, Target, packed
from coffret.catalogue.values import location
from coffret.formats.joconde import image_names
from coffret.images.rows import Rows, alike, whole
from coffret.submissions.merging import Values, merged
from coffret.submissions.models import Outcome
from coffret.submissions.payload import Content, finding_rows, pack, unpack
from coffret.submissions.rules import Arrival, check_arrival, other_object, refuses

# What a record keeps of its findings: enough for the desk; the report has them all.
FINDINGS_LIMIT = 50
# Says that publishing a line puts its withdrawn record online again.
BROUGHT_BACK = "SUB057"
_HAS_IMAGE = DERIVED.index("has_image")


class Order(NamedTuple):
    """A line to publish: ``version`` is what its record had when it was checked, ``stored`` what there is now."""

    line: int
    position: int
    number: int
    payload: bytes
    version: int
    stored: Stored | None
    held: Rows


class Renewal(NamedTuple):
    """What publishing a line does.

    ``values`` and ``findings`` are packed as records keep them; ``payload`` is None when the line's own stands; ``images``
    when they stay.
    """

    line: int
    position: int
    number: int
    outcome: str
    ref: str
    museum: str
    values: bytes
    findings: bytes
    derived: tuple[Any, ...]
    target: Target | None
    images: Rows | None
    payload: bytes | None
    moved: bool
    museum_facts: dict[str, Any] | None
    refusals: list[Finding]

    @property
    def pictured(self) -> bool:
        """Say whether the record has images, be they withdrawn."""
        return bool(self.derived[_HAS_IMAGE])


class Ground:
    """What renewing needs besides the lines, installed once per process."""

    def __init__(self, context: Context, museums: Mapping[str, MuseumFacts]) -> None:
        self.context = context
        self.museums = museums


# Of each thread, as in judging.py.
_own = threading.local()


def install(ground: Ground | None) -> None:
    """Set what this thread, and the processes it forks, renew with."""
    _own.ground = ground


def renew(orders: Iterable[Order]) -> list[Renewal]:
    """Make what these lines publish; ``install`` comes first."""
    ground: Ground | None = getattr(_own, "ground", None)
    if ground is None:
        raise RuntimeError("renewal.install comes before renewal.renew")
    return [_renew(order, ground) for order in orders]


def renewed(orders: Sequence[Order]) -> tuple[int, bytes]:
    """Return how many lines these are and what ``renew`` makes of them, pickled: to be kept until it is written."""
    return len(orders), pickle.dumps(renew(orders), pickle.HIGHEST_PROTOCOL)


def _renew(order: Order, ground: Ground) -> Renewal:
    content = unpack(order.payload)
    stored = order.stored
    before: Values = quick_json.read(stored.values) if stored else {}
    after = merged(before, content.values, content.empty)
    moved = (stored.version if stored else 0) != order.version
    refusals = _check_again(content, before, after, stored, ground.context) if moved else []
    images = images_after(content, after, order.held)
    changed = not alike(images, order.held)
    if changed:
        content.replaced, content.attached = order.held, images
    outcome = _outcome(stored, before, after, changed, refusals)
    museum = after.get("MUSEO", "")
    facts = ground.museums.get(museum)
    new = None if facts else museum_facts({**after, **content.platform})
    name, city = (facts.name, facts.city) if facts else (new["official_name"], new["city"]) if new else ("", "")
    return Renewal(
        line=order.line,
        position=order.position,
        number=order.number,
        outcome=outcome,
        ref=after.get("REF", ""),
        museum=museum,
        values=packed(after),
        findings=_kept(content),
        derived=derived(after, bool(images), name, city),
        target=stored.target if stored else None,
        images=images if changed else None,
        payload=pack(content) if changed or refusals else None,
        moved=moved,
        museum_facts=new,
        refusals=refusals,
    )


def _outcome(
    stored: Stored | None, before: Values, after: Values, images_changed: bool, refusals: Sequence[Finding]
) -> str:
    if refusals:
        return Outcome.REJECTED.value
    if stored is None:
        return Outcome.CREATED.value
    if after == before and not images_changed and stored.status == Status.PUBLISHED:
        return Outcome.UNCHANGED.value
    return Outcome.UPDATED.value


def _check_again(
    content: Content, before: Values, after: Values, stored: Stored | None, context: Context
) -> list[Finding]:
    """The record changed between check and publication: return what now keeps the line out, kept with its findings."""
    arrival = Arrival(
        content.values,
        exists=stored is not None,
        owner=stored.museum if stored else "",
        cleared=content.empty,
        left=_left(content, stored),
        other=other_object(content.handed, content.values, before),
    )
    found = [*check_record(after, context, content.values.keys()), *check_arrival(arrival)]
    if not any(map(refuses, found)):
        return []
    refusals = [one for one in found if refuses(one)]
    content.findings += finding_rows(refusals, content.lines, 0)
    return refusals


def _left(content: Content, stored: Stored | None) -> bool:
    """Say whether a record was withdrawn since its line was checked: a line checked after says that it brings it back."""
    withdrawn = stored is not None and stored.status == Status.WITHDRAWN
    return withdrawn and all(finding[0] != BROUGHT_BACK for finding in content.findings)


def images_after(content: Content, after: Values, held: Rows) -> Rows:
    """Return the record's images in the museum's order: those handed in, else those it has under the same name."""
    if content.images is None and "REFIM" not in content.values and "REFIM" not in content.empty:
        return held
    rows = {row[0]: whole(row) for row in (*held, *(content.images or ()))}
    names = dict.fromkeys(name.name for name in image_names(after.get("REFIM", "")))
    return [rows[name] for name in names if name in rows]


def _kept(content: Content) -> bytes:
    """Return the findings a record keeps: those about itself, not about its file."""
    about = [finding[:3] for finding in content.findings if not finding[0].startswith("SUB")]
    return packed(about[:FINDINGS_LIMIT])


def museum_facts(values: Mapping[str, str]) -> dict[str, Any]:
    """Return what a record says of its museum, to show until the directory is loaded."""
    code, place = values.get("MUSEO", ""), location(values.get("LOCA", ""))
    latitude, longitude = _coordinates(values.get("POP_COORDONNEES", ""))
    return {
        "code": code,
        "official_name": (values.get("NOMOFF") or place.place or code)[:500],
        "city": (values.get("VILLE_M") or place.city or "")[:200],
        "region": values.get("REGION", "")[:100],
        "department": values.get("DPT", "")[:100],
        "latitude": latitude,
        "longitude": longitude,
    }


def _coordinates(text: str) -> tuple[float | None, float | None]:
    """Return latitude and longitude of « 48.85, 2.35 »; « 0.0,0.0 » and the like are none."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None, None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude, longitude) == (0, 0):
        return None, None
    return latitude, longitude
