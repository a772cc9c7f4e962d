"""One export of pictures and notices: gone on with, found up to date or begun, then written whole."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from coffret.cli.images_notices import Chosen, museum_place, rewritten
from coffret.cli.pace import Pace
from coffret.formats import joconde
from coffret.images.derived.derivatives import Derived
from coffret.images.derived.marking import Marks
from coffret.images.export import numbering
from coffret.images.export.handover import MEDIA, Item, folder_name, merged_on_pop
from coffret.images.export.journal import Journal, journals
from coffret.images.export.making import Choice, Making, Outcome, free_space
from coffret.images.export.report import ExportReport, Left, is_no_image, lines_of, renamed
from coffret.images.export.text import as_csv, as_html, as_text
from coffret.images.isolation.isolated import shared
from coffret.images.norms import Profile, Reading

REPORT = "rapport-export"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for. ``number``: of the export, 0 for the next; ``default``: what pictures say otherwise."""

    source: Path
    out: Path
    profile: Profile
    reading: Reading
    number: int
    default: Marks


@dataclass(slots=True)
class Export:
    """All that was asked, gathered: pictures (``named``: of each notice, in its order), notices, how to derive."""

    wishes: Wishes
    chosen: Chosen
    items: list[Item]
    named: list[list[Item]]
    choice: Choice
    pace: Pace

    def run(self) -> tuple[ExportReport, Path, bool]:
        """Return the report of the export, its folder, and whether anything was written."""
        request = self._request()
        elders = journals(self.wishes.out)
        current = next((journal for journal in reversed(elders) if journal.request == request), None)
        if current and self._unchanged(current):
            outcomes = [_from(current, item) for item in self.items]
            return self._report(current, outcomes), current.folder, False
        free_space(self.wishes.out, self.items)
        if current and not current.finished:
            journal = current
            journal.go_on()
        else:
            journal = self._begun(request)
        outcomes = Making(journal, self.choice, elders, shared()).outcomes(self.items, self.pace.at)
        report = self._report(journal, outcomes)
        self._write(journal, report, outcomes)
        return report, journal.finish(), True

    def _unchanged(self, journal: Journal) -> bool:
        """Say whether a finished export is already all that is asked; a number asked for is a new one."""
        if not journal.finished or self.wishes.number:
            return False
        return Making(journal, self.choice, (), shared()).unchanged(journal, self.items)

    def _request(self) -> str:
        """Return the digest of all that was asked: an export killed is gone on with when the same is asked again."""
        wishes = self.wishes
        asked = [
            [str(wishes.source), wishes.profile.key, wishes.reading, wishes.number, wishes.default.as_json()],
            [asdict(self.choice), self.chosen.museum, self.chosen.values, sorted(self.chosen.barred)],
            [[notice.ref, notice.marks.as_json()] for notice in self.chosen.notices],
        ]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    def _begun(self, request: str) -> Journal:
        museum, out = self.chosen.museum, self.wishes.out
        number = numbering.take(Path(settings.DATA), out, museum, self.wishes.number)
        journal = Journal(out, folder_name(museum, number, timezone.localdate().isoformat()), request)
        journal.begin()
        return journal

    def _report(self, journal: Journal, outcomes: Sequence[Outcome]) -> ExportReport:
        pictures = [one for one in outcomes if not is_no_image(one)]
        made = [one.item for one in pictures if one.derived.how]
        name, city = museum_place(self.chosen.museum)
        lines = [line for one in pictures for line in lines_of(one, self.wishes.profile, self.wishes.reading)]
        uncredited = {notice.ref for notice in self.chosen.notices if not notice.phot}
        return ExportReport(
            journal.name,
            self.chosen.museum,
            journal.name.rsplit("_", 1)[1],
            museum_name=name,
            city=city,
            selected=self.chosen.selected,
            exported=len(self.chosen.notices),
            lines=lines,
            left=[Left(*one) for one in self.chosen.left],
            uncredited=[line for line in lines if line.ref in uncredited],
            ignored=[one.item.name for one in outcomes if is_no_image(one)],
            renamed=renamed(made),
            merged=merged_on_pop(made),
        )

    def _write(self, journal: Journal, report: ExportReport, outcomes: Sequence[Outcome]) -> None:
        """Write the notices beside their pictures, then the report in three shapes."""
        media = journal.folder / MEDIA
        media.mkdir(exist_ok=True)
        if self.chosen.notices:
            with (media / f"{journal.name}.TXT").open("wb") as out:
                joconde.write(self._values(outcomes), out)
        for ending, text in (("txt", as_text(report)), ("csv", as_csv(report)), ("html", as_html(report))):
            (journal.folder / f"{REPORT}.{ending}").write_text(text, encoding="utf-8", newline="")

    def _values(self, outcomes: Sequence[Outcome]) -> Iterator[dict[str, str]]:
        """Yield the notices, REFIM naming the pictures that go with them, in the museum's order."""
        made = {one.item for one in outcomes if one.derived.how}
        for items, values in zip(self.named, self.chosen.values, strict=True):
            yield rewritten(values, [item.exported for item in items if item in made])


def _from(journal: Journal, item: Item) -> Outcome:
    """Return what a finished export says of a picture."""
    if not item.path or item.reason:
        return Outcome(item, Derived({}, reason=item.reason), again=True)
    return Outcome(item, journal.made[journal.sources[item.name]][1], again=True)
