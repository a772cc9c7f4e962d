"""Pictures as pages show them: sources at several widths, true proportions, a mark where there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from coffret.base.text import fold
from coffret.images.models import Image
from coffret.images.store import WIDTHS
from coffret.public.images.proportions import step_of

# Families of domains -> words that name them, in the order they are looked for.
MARKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("photographie", ("photograph", "cinema", "film")),
    ("estampe", ("estampe", "gravure", "imprim", "lithograph", "affiche", "imagerie")),
    ("dessin", ("dessin", "arts graphiques", "manuscrit", "livre", "pastel")),
    ("peinture", ("peinture", "miniature", "vitrail", "icone")),
    ("sculpture", ("sculpture", "platre", "lapidaire")),
    ("numismatique", ("numismat", "monnaie", "medaille", "sigillograph", "jeton")),
    ("ceramique", ("ceramique", "faience", "porcelaine", "verre", "poterie", "vaisselle")),
    ("textile", ("textile", "costume", "tissu", "tapisserie", "mode", "dentelle", "broderie", "coiffe")),
    ("archeologie", ("archeolog", "prehisto", "gallo", "egypt", "antiqu", "romain", "grec", "osteolog")),
    (
        "mobilier",
        (
            "mobilier",
            "ameublement",
            "arts decoratifs",
            "orfevrerie",
            "horlogerie",
            "bijou",
            "email",
            "ebenist",
            "ferronn",
            "serrur",
        ),
    ),
    ("ethnologie", ("ethnolog", "vie domestique", "outil", "metier", "agricult", "artisanat", "croyance", "musique")),
)
OTHER = "autre"


@dataclass(frozen=True, slots=True)
class Picture:
    """One image as a page needs it. ``position`` counts from 1 in the museum's order; ``credit``: whose it is.

    ``root``: the door that gives it: /images for those of records, /medias for those of the office's pages.
    """

    sha256: str
    width: int
    height: int
    colour: str
    position: int = 1
    credit: str = ""
    root: str = "/images"

    @property
    def ratio(self) -> str:
        """Return the class that carries its proportion."""
        return f"r{step_of(self.width / self.height)}"

    @property
    def wide(self) -> bool:
        """Say whether it is wider than a caption can stand beside."""
        return self.width > 1.25 * self.height

    @property
    def srcset(self) -> str:
        """Return its sources, each with its true width: none is larger than the master."""
        kept = [width for width in WIDTHS if width < self.width] + [w for w in WIDTHS if w >= self.width][:1]
        return ", ".join(f"{self.at(width)} {min(width, self.width)}w" for width in kept)

    @property
    def tile_sizes(self) -> str:
        """Return how wide it stands in a mosaic, whose rows are 13.5 rem high, 8.5 on a phone."""
        return _by_room(13.5 * self._ratio, 8.5 * self._ratio)

    @property
    def plate_sizes(self) -> str:
        """Return how wide it stands on the square plate of a list."""
        return _by_room(11 * min(1, self._ratio), 6.5 * min(1, self._ratio))

    @property
    def showpiece_sizes(self) -> str:
        """Return how wide it stands across the first page, as high as the window allows."""
        return _sober(f"min(94vw, {'77' if self.wide else '40'}rem, calc(82vh * {self._ratio:.3f}))")

    @property
    def main_sizes(self) -> str:
        """Return how wide it stands on its record's page."""
        room = f"calc((100vh - 9.5rem) * {self._ratio:.3f})"
        return f"(min-width: 62rem) min(58vw, 60rem, {room}), {_sober('100vw')}"

    @property
    def reading_sizes(self) -> str:
        """Return how wide it stands in a column of reading, 38 rem at most."""
        return _sober(f"min(94vw, 38rem, calc(80vh * {self._ratio:.3f}))")

    @property
    def _ratio(self) -> float:
        return self.width / self.height

    @property
    def small(self) -> str:
        """Return the address of the 480 px version."""
        return self.at(480)

    @property
    def tiny(self) -> str:
        """Return the address of the 240 px version."""
        return self.at(240)

    @property
    def large(self) -> str:
        """Return the address of the largest version."""
        return self.at(WIDTHS[-1])

    def at(self, width: int) -> str:
        """Return the address of the version ``width`` pixels wide."""
        return f"{self.root}/{self.sha256}/{width}.jpg"


def _sober(size: str) -> str:
    """Return ``size`` brought down on dense screens: past one and a half points a pixel, the eye gains little."""
    return f"(min-resolution: 2dppx) calc({size} * .55), {size}"


def _by_room(wide: float, narrow: float) -> str:
    """Return a width in rem for wide windows and one for narrow ones, both brought down on dense screens."""
    dense = f"(min-resolution: 2dppx) and (min-width: 48rem) {wide * 0.55:.2f}rem, (min-resolution: 2dppx) {narrow * 0.55:.2f}rem"
    return f"{dense}, (min-width: 48rem) {wide:.2f}rem, {narrow:.2f}rem"


def picture(image: Image, position: int = 1, credit: str = "") -> Picture:
    """Return what a page needs of an image row; ``credit`` is for pages that say whose it is."""
    return Picture(image.sha256, image.width or 1, image.height or 1, image.colour or "#b0a48f", position, credit)


def first_pictures(record_ids: Iterable[int]) -> dict[int, Picture]:
    """Return record id → its first picture, in one query."""
    found: dict[int, Picture] = {}
    wanted = list(record_ids)
    # Written for none, the question takes as long as for twenty.
    if not wanted:
        return found
    for image in Image.objects.filter(record_id__in=wanted, withdrawn=False).order_by("record_id", "position"):
        found.setdefault(image.record_id, picture(image))
    return found


@lru_cache(maxsize=4096)
def mark_for(domains: str) -> str:
    """Return the name of the drawn mark of a record's domains: the family its first words name."""
    folded = fold(domains)
    found = [(folded.find(word), name) for name, words in MARKS for word in words if word in folded]
    return min(found)[1] if found else OTHER
