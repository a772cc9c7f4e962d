"""The map of museums: France drawn from a few hundred points, no outside request.

Metropolitan France in a conformal conic projection on the parallels 44° and 49° (those of Lambert 93), the overseas
territories in boxes of their own, each at its scale.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from coffret.public.maps.outlines import OUTLINES

Point = tuple[float, float]

WIDTH, HEIGHT = 640, 720
BOX_TOP, BOX_HEIGHT = 612, 108

_PHI1, _PHI2, _PHI0, _LON0 = (math.radians(degrees) for degrees in (44, 49, 46.5, 3))
_N = math.log(math.cos(_PHI1) / math.cos(_PHI2)) / math.log(
    math.tan(math.pi / 4 + _PHI2 / 2) / math.tan(math.pi / 4 + _PHI1 / 2)
)
_F = math.cos(_PHI1) * math.tan(math.pi / 4 + _PHI1 / 2) ** _N / _N
_SCALE = 3530.0
_CENTRE = (335.5, 287.0)


@dataclass(frozen=True, slots=True)
class Inset:
    """A box of the map: what it shows, its place, and the bounds (west, south, east, north) it holds."""

    name: str
    x: float
    width: float
    bounds: tuple[float, float, float, float]

    @property
    def label(self) -> str:
        """Return the name that fits under the box."""
        return "SPM" if len(self.name) > 12 else self.name

    @property
    def middle(self) -> str:
        """Return where its name is centred."""
        return f"{self.x + self.width / 2:g}"

    @property
    def frame(self) -> str:
        """Return the SVG path of its edge."""
        return f"M{self.x:g} {BOX_TOP}h{self.width:g}v{BOX_HEIGHT - 20}h-{self.width:g}z"


INSETS = (
    Inset("Guadeloupe", 0, 112, (-61.85, 15.80, -60.98, 16.55)),
    Inset("Martinique", 122, 98, (-61.28, 14.36, -60.78, 14.92)),
    Inset("Guyane", 230, 98, (-54.75, 2.05, -51.4, 5.9)),
    Inset("La Réunion", 338, 116, (55.16, -21.43, 55.90, -20.83)),
    Inset("Mayotte", 464, 84, (45.02, -13.03, 45.32, -12.62)),
    Inset("Saint-Pierre-et-Miquelon", 558, 82, (-56.5, 46.72, -56.05, 47.16)),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A museum on the map; figures as text, for a template to write them with a point in any language."""

    code: str
    label: str
    cx: str
    cy: str
    r: str
    empty: bool = False


def mainland(longitude: float, latitude: float) -> Point:
    """Return the place of a point of metropolitan France on the drawing."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    rho, rho0 = (_F / math.tan(math.pi / 4 + angle / 2) ** _N for angle in (phi, _PHI0))
    theta = _N * (lam - _LON0)
    x, y = rho * math.sin(theta), rho0 - rho * math.cos(theta)
    return round(_CENTRE[0] + x * _SCALE, 1), round(_CENTRE[1] - y * _SCALE, 1)


def within(inset: Inset, longitude: float, latitude: float) -> Point:
    """Return the place of a point in its box, at the largest scale that fits."""
    west, south, east, north = inset.bounds
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min((inset.width - 12) / ((east - west) * shrink), (BOX_HEIGHT - 34) / (north - south))
    x = inset.x + inset.width / 2 + (longitude - (west + east) / 2) * shrink * scale
    y = BOX_TOP + (BOX_HEIGHT - 20) / 2 - (latitude - (south + north) / 2) * scale
    return round(x, 1), round(y, 1)


def place(longitude: float | None, latitude: float | None) -> Point | None:
    """Return where a point stands on the drawing; None when it is nowhere on it."""
    if longitude is None or latitude is None:
        return None
    if -5.5 <= longitude <= 10 and 41 <= latitude <= 51.5:
        return mainland(longitude, latitude)
    for inset in INSETS:
        west, south, east, north = inset.bounds
        if west <= longitude <= east and south <= latitude <= north:
            return within(inset, longitude, latitude)
    return None


@cache
def land() -> str:
    """Return the SVG path of every piece of land."""
    overseas = (_path([within(inset, *point) for point in ring]) for inset in INSETS for ring in _rings(inset.name))
    return metropolitan() + "".join(overseas)


@cache
def metropolitan() -> str:
    """Return the SVG path of metropolitan France alone, for the small map of one museum."""
    return "".join(_path([mainland(*point) for point in ring]) for ring in _rings("France"))


def _rings(name: str) -> list[list[Point]]:
    return [[_point(pair) for pair in ring.split()] for ring in OUTLINES[name]]


def _point(pair: str) -> Point:
    longitude, _comma, latitude = pair.partition(",")
    return float(longitude), float(latitude)


@cache
def graticule() -> str:
    """Return the SVG path of meridians and parallels every two degrees."""
    meridians = [[mainland(lon, lat / 2) for lat in range(82, 104)] for lon in range(-6, 13, 2)]
    parallels = [[mainland(lon / 2, lat) for lon in range(-13, 23)] for lat in range(42, 52, 2)]
    return "".join(_path(line, closed=False) for line in [*meridians, *parallels])


def _path(points: Sequence[Point], closed: bool = True) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("Z" if closed else "")


def dots(museums: Iterable[tuple[str, str, float | None, float | None, int]]) -> list[Dot]:
    """Return the dots of (code, label, longitude, latitude, records), large ones first so that small ones stay on top."""
    made = []
    for code, label, longitude, latitude, records in sorted(museums, key=lambda given: (-given[4], given[0])):
        point = spot(longitude, latitude)
        if point is not None:
            made.append(Dot(code, label, *point, f"{radius_of(records):g}", empty=not records))
    return made


def spot(longitude: float | None, latitude: float | None) -> tuple[str, str] | None:
    """Return the place of a point as text for SVG; None when it is nowhere on the drawing."""
    point = place(longitude, latitude)
    return None if point is None else (f"{point[0]:g}", f"{point[1]:g}")


def radius_of(records: int) -> float:
    """Return a radius that grows with the logarithm of how many records a museum shows."""
    return round(3.4 + 1.5 * math.log10(records), 1) if records > 0 else 2.6
