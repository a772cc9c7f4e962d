"""The report of an export: what the specification asks of it (25/03/2024, p. 25-26), and what to know of each picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from coffret.images import naming
from coffret.images.derived.marking import DPI
from coffret.images.export.handover import IMAGE_NAMES, Item, readable
from coffret.images.export.making import Outcome
from coffret.images.facts import Resolution, Seen
from coffret.images.judging import ERREUR, Case, judge
from coffret.images.norms import REASON_TOO_SMALL, Profile, Reading
from coffret.images.rows import NOT_SHAREABLE

ALONE = "export images seules bloqué - absence de notice Joconde"
# What one import of POP holds (specifications 2024, p. 11).
IMPORT_LIMIT = 300_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A picture as the report tells it. ``kept``: it is in the export; ``motive``: why not; ``alerts``: what remains."""

    file: str
    exported: str
    ref: str = ""
    inventory: str = ""
    kept: bool = False
    motive: str = ""
    done: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    sha256: str = ""
    source_sha256: str = ""
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A notice chosen and not exported."""

    ref: str
    inventory: str
    motive: str


@dataclass(slots=True)
class ExportReport:
    """All that the report says. ``day``: AAAA-MM-JJ; ``selected``: notices chosen; ``exported``: those written."""

    folder: str
    museum: str
    day: str
    museum_name: str = ""
    city: str = ""
    selected: int = 0
    exported: int = 0
    lines: list[Line] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    uncredited: list[Line] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kept(self) -> list[Line]:
        """Return the pictures exported with their notices."""
        return [line for line in self.lines if line.kept and line.ref]

    @property
    def apart(self) -> list[Line]:
        """Return the pictures brought to the norms and set apart for want of a notice."""
        return [line for line in self.lines if line.kept and not line.ref]

    @property
    def refused(self) -> list[Line]:
        """Return the pictures of which nothing was made."""
        return [line for line in self.lines if not line.kept]

    @property
    def not_exported(self) -> list[Line]:
        """Return the pictures that did not go with a notice, whatever the reason."""
        return [line for line in self.lines if not (line.kept and line.ref)]

    @property
    def weight(self) -> int:
        """Return the bytes of the pictures exported."""
        return sum(line.size for line in self.kept)

    @property
    def whole(self) -> bool:
        """Say whether something went out, and all that was chosen."""
        if not (self.exported or self.kept or self.apart):
            return False
        return not self.refused and not self.left and not (self.selected and self.apart)


def lines_of(outcome: Outcome, profile: Profile, reading: Reading) -> list[Line]:
    """Return a line for each notice that names a picture, or the one line of a picture that none names."""
    item, derived = outcome.item, outcome.derived
    source = Seen.from_json(derived.seen) if derived.seen else Seen(0)
    line = Line(
        item.name,
        item.exported,
        motive=motive(outcome, source, profile, reading),
        width=derived.width,
        height=derived.height,
        size=derived.size,
        sha256=derived.sha256,
        source_sha256=source.sha256,
    )
    if derived.how:
        line = replace(line, kept=True, done=done(outcome), alerts=_alerts(outcome, source, profile, reading))
    if not item.notices:
        return [replace(line, motive=line.motive or ALONE)]
    return [replace(line, ref=notice.ref, inventory=notice.inventory) for notice in item.notices]


def motive(outcome: Outcome, source: Seen, profile: Profile, reading: Reading) -> str:
    """Return why a picture is not exported, in the specification's own words where it has some; « » when it is."""
    reason = outcome.derived.reason
    said = {
        "": "",
        "too_small": REASON_TOO_SMALL,
        "barred": NOT_SHAREABLE,
        "absent": _("fichier absent du dossier"),
        "ambiguous": _("plusieurs fichiers du dossier portent ce nom"),
        "taken": _("un autre fichier porte déjà ce nom dans le dossier d’export"),
        "unreadable": _("le fichier ne se lit pas : {reason}").format(reason=outcome.derived.detail),
        "gave_up": _("le décodage dépasse les limites de temps ou de mémoire"),
        "failed": _("erreur imprévue, consignée au journal ; à signaler"),
        "colours": _("ses couleurs ne se convertissent pas"),
        "decoding": _("elle ne se décode pas"),
    }
    if reason in said:
        return said[reason]
    findings = judge(Case(outcome.item.name, source, profile, reading))
    gravest = [finding.message() for finding in findings if finding.rule.severity == ERREUR]
    return gravest[0].rstrip(".") if gravest else _("fichier endommagé ({harm})").format(harm=reason)


def _alerts(outcome: Outcome, source: Seen, profile: Profile, reading: Reading) -> tuple[str, ...]:
    """Return what the rules still find in the derivative: its definition, its credit, what it shows."""
    item, derived = outcome.item, outcome.derived
    after = replace(
        source,
        format="JPEG",
        width=derived.width,
        height=derived.height,
        orientation=1,
        mode="GREY" if source.mode in {"GREY", "BITONAL"} else "RGB",
        depth=8,
        alpha=False,
        resolutions=(Resolution("JFIF", DPI, DPI),),
        profile="sRGB",
        damages=(),
        quality=0 if derived.how == "converted" else source.quality,
        metadata=replace(source.metadata, gps=False, owner="", serial="", credit=item.marks.credit),
    )
    credit = item.notices[0].phot if item.notices else item.marks.credit or None
    findings = judge(Case(item.exported, after, profile, reading, credit))
    return tuple(f"{one.code} {one.message()}" for one in findings if one.rule.severity != "signalement")


def done(outcome: Outcome) -> str:
    """Return what was done to a picture, as a phrase."""
    words = {
        "upright": _("redressée"),
        "colours": _("couleurs converties en sRGB"),
        "depth": _("ramenée à 8 bits"),
        "alpha": _("transparence posée sur blanc"),
        "reduced": _("réduite"),
        "profile": _("profil sRGB ajouté"),
        "gps": _("lieu de prise de vue retiré"),
        "owner": _("propriétaire ou numéro de série retiré"),
        "trailing": _("octets après la fin retirés"),
    }
    relabelled = outcome.derived.how == "relabelled"
    first = _("réétiquetée sans recompression") if relabelled else _("convertie en JPEG")
    return ", ".join([first, *(words[step] for step in outcome.derived.steps if step in words)])


def renamed(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return (name given, name exported) where they differ."""
    there = [(readable(item.path.name), item.exported) for item in items if item.path and item.target]
    return [(given, exported) for given, exported in there if given != exported]


def is_no_image(outcome: Outcome) -> bool:
    """Say whether a file is no picture and does not pretend to be one: a list, a note, a trace of the system."""
    item = outcome.item
    ending = naming.extension(item.name)
    return outcome.derived.reason in {"unknown", "empty"} and not item.notices and ending not in IMAGE_NAMES
