"""The images of a line whose texts changed: which names of REFIM lead to one, and what is said of them.

The folder is gone: an image is known by the row the check made of it, by the record that shows it already, or by the
pictures of the folder that nobody named. A name no longer written keeps its image aside, to be written again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from coffret.base.errors import Refused
from coffret.base.rules import Finding
from coffret.formats.joconde import image_names
from coffret.images import attach, rows
from coffret.images.attach import Found, Trouble
from coffret.images.facts import Seen
from coffret.images.probe import probe
from coffret.images.rows import Row, Rows
from coffret.images.store import has, opened
from coffret.submissions import pictures
from coffret.submissions.image_rules import WITHHELD, trouble_finding, withheld
from coffret.submissions.judging import Item
from coffret.submissions.mending.again import picture_findings
from coffret.submissions.mending.writing import text_of
from coffret.submissions.models import Origin, Submission
from coffret.submissions.payload import Content, finding_rows
from coffret.submissions.shared_images import shared

# Where the file and the record credit two people: the one thing said of a picture that a text may settle.
DISAGREE = "IMG042"


class Texts(NamedTuple):
    """The texts of a line that what is said of its pictures depends on."""

    ref: str | None
    refim: str | None
    phot: str | None


def told_by(content: Content) -> Texts:
    """Return those of a line as it is now."""
    return Texts(content.values.get("REF"), content.values.get("REFIM"), text_of(content, "PHOT"))


class Portraits:
    """Fills the images of the lines of a submission."""

    def __init__(self, submission: Submission) -> None:
        # Pictures handed in after their notices, or with a form, are some of the record's only.
        self._missing = Trouble.ABSENT if submission.origin == Origin.FILE else "not_joined"
        # Handed in and named by no record so far.
        self._left: dict[str, str] = submission.pictures.get("left", {})

    def fill(self, item: Item, kept: Content, before: Texts, shown: Rows) -> None:
        """Give an item its images and what is said of them.

        ``kept``: its line, whose pictures and findings are still those of before; ``before``: the texts they depend on,
        as they were; ``shown``: the images its record has.
        """
        if not ("REFIM" in item.values or "REFIM" in item.empty):
            # Its pictures, if it had any, wait for REFIM to be written again.
            if kept.images or kept.spare or before.refim:
                self._set_aside(item, kept, {})
            return
        item.held = shown
        names = list(dict.fromkeys(name.name for name in image_names(item.values.get("REFIM", ""))))
        if kept.images is None and not kept.spare and not self._left:
            item.image_findings = self._not_joined(names, shown)
            return
        images = self._name(item, kept, names, shown)
        self._set_aside(item, kept, images)
        self._settle(item, before, images)

    def _name(self, item: Item, kept: Content, names: Iterable[str], shown: Rows) -> dict[str, Row]:
        """Lead each name to its picture: the one it had, that of the record, one handed in for nobody."""
        known, told = _rows(kept), _told(kept)
        by_name = {row[0]: row for row in shown}
        images: dict[str, Row] = {}
        for name in names:
            row, said = known.get(name) or by_name.get(name), told.get(name, [])
            if row is None and (found := self._found(name)):
                row, said = found[0], self._said_of(name, found[1], item)
            if row:
                images[name] = row
            item.image_findings += said or ([] if row else [trouble_finding(self._missing, name)])
        item.images = list(images.values())
        return images

    def _found(self, name: str) -> tuple[Row, Seen] | None:
        """Return the row of a picture handed in that no record named, and what is seen of it."""
        sha256 = self._left.get(name, "")
        if not sha256 or not has(sha256):
            return None
        with opened(sha256) as master:
            try:
                seen = probe(master)
            except Refused:
                # It is no picture: its name leads to none.
                return None
        return attach.rows([Found(name, None, seen)])[0], seen

    @staticmethod
    def _said_of(name: str, seen: Seen, item: Item) -> list[Finding]:
        """Return what is said of a picture just named."""
        ref = item.values.get("REF", "")
        others = [one for one in rows.owners([seen.sha256]).get(seen.sha256, []) if one != ref]
        phot = _credit(item.values, item.empty, item)
        return [*shared(name, others), *pictures.findings(name, seen, ref=ref, phot=phot, credit="")]

    def _not_joined(self, names: Iterable[str], shown: Rows) -> list[Finding]:
        """Text alone: a name is that of an image the record has, or is said to be missing."""
        there = {row[0] for row in shown}
        return [trouble_finding("not_joined", name) for name in names if name not in there]

    def _set_aside(self, item: Item, kept: Content, images: Mapping[str, Row]) -> None:
        """Keep the pictures whose name is written no more, with what was said of them."""
        known, told = _rows(kept), _told(kept)
        written = {one.name for one in image_names(item.values.get("REFIM", ""))}
        item.spare = {
            name: [known.get(name), finding_rows(told.get(name, []), {}, item.line)]
            for name in dict.fromkeys((*known, *told))
            if name not in images and name not in written
        }

    def _settle(self, item: Item, before: Texts, images: Mapping[str, Row]) -> None:
        """Say afresh what depends on the credit of the record, and on which record it is."""
        stored = item.stored
        if before.phot != text_of(item, "PHOT"):
            item.image_findings = [one for one in item.image_findings if one.code != DISAGREE]
            item.image_findings += self._disagreeing(item, images)
        if before.ref != item.values.get("REF"):
            journal = rows.withheld([stored.id] if stored else [])
            item.image_findings = [one for one in item.image_findings if one.code != WITHHELD]
            for name, row in images.items():
                item.image_findings += withheld(name, rows.reason_withheld(stored.id if stored else 0, row, journal))

    def _disagreeing(self, item: Item, images: Mapping[str, Row]) -> Iterator[Finding]:
        phot = _credit(item.values, item.empty, item)
        for name, row in images.items():
            credit, sha256 = str(rows.of(row, "credit")), str(rows.of(row, "sha256"))
            if credit or not rows.of(row, "embedded_credit") or not has(sha256):
                continue
            with opened(sha256) as master:
                seen = probe(master)
            found = pictures.findings(name, seen, ref=item.values.get("REF", ""), phot=phot, credit=credit)
            yield from (one for one in found if one.code == DISAGREE)


def _rows(content: Content) -> dict[str, Row]:
    """Return name → image row, those set aside included."""
    aside = {name: row for name, (row, _told) in content.spare.items() if row}
    return {**aside, **{row[0]: row for row in content.images or ()}}


def _told(content: Content) -> dict[str, list[Finding]]:
    """Return name → what was said of its picture, those set aside included."""
    found: dict[str, list[Finding]] = {}
    for name, (_row, told) in content.spare.items():
        found[name] = [Finding(*one) for one in told]
    for finding in picture_findings(content):
        found.setdefault(finding.value, []).append(finding)
    return found


def _credit(values: Mapping[str, str], empty: Iterable[str], item: Item) -> str:
    """Return PHOT as the record will have it."""
    if "PHOT" in values or "PHOT" in empty:
        return values.get("PHOT", "")
    return str(json.loads(item.stored.values).get("PHOT", "")) if item.stored else ""
