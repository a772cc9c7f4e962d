"""Lines made ready to be judged again: changed, beside the record and the images there are now."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.catalogue.store import Stored
from coffret.images import rows
from coffret.images.rows import Rows
from coffret.submissions.lines import Held
from coffret.submissions.mending.again import Piece, item_of
from coffret.submissions.mending.portraits import Portraits, Texts, told_by
from coffret.submissions.merging import readable
from coffret.submissions.models import Submission
from coffret.submissions.payload import Content, unpack

# A line's content, and the values of the record it would change; says whether it changed the content.
Change = Callable[[Content, Mapping[str, str]], bool]


def unchanged(content: Content, held: Mapping[str, str]) -> bool:
    """Leave a line as it is, to have it judged again all the same."""
    return True


class Preparation:
    """Makes batches of lines ready, with the same change."""

    def __init__(self, submission: Submission, change: Change) -> None:
        self.submission = submission
        self.change = change
        self.portraits = Portraits(submission)

    def pieces(self, batch: Sequence[Held], change: Change | None = None) -> list[Piece]:
        """Return the lines of a batch that ``change`` (default: that of the preparation) changed, to judge again."""
        there = store.stored(line.ref for line in batch if line.ref)
        changed = [
            (line, content, before)
            for line in batch
            for content in (unpack(line.payload),)
            for before in (told_by(content),)
            if self._changes(content, there.get(line.ref), change or self.change)
        ]
        if not changed:
            return []
        there |= self._moved((content for _line, content, _before in changed), there)
        held = rows.held([one.id for one in there.values()])
        return [self._piece(line, content, before, there, held) for line, content, before in changed]

    def _changes(self, content: Content, stored: Stored | None, change: Change) -> bool:
        museum = content.values.get("MUSEO", "")
        did = change(content, values_of(stored, self.submission.museums))
        now = content.values.get("MUSEO", "")
        if did and now != museum and now:
            self._refuse_other_museum(now)
        return did

    def _refuse_other_museum(self, museum: str) -> None:
        """Who may read a submission is settled by its museums: a correction does not bring another one in."""
        if self.submission.museums and museum not in self.submission.museums:
            sentence = _("Ce versement n’est pas du musée {museum} : une correction ne change pas une notice de musée.")
            raise Refused(sentence.format(museum=museum), field="MUSEO", value=museum)

    @staticmethod
    def _moved(contents: Iterable[Content], there: Mapping[str, Stored]) -> dict[str, Stored]:
        """Return the records that references just written name."""
        refs = {content.values.get("REF", "") for content in contents}
        return store.stored(ref for ref in refs if ref and ref not in there)

    def _piece(
        self, line: Held, content: Content, before: Texts, there: Mapping[str, Stored], held: Mapping[int, Rows]
    ) -> Piece:
        stored = there.get(content.values.get("REF", ""))
        item = item_of(line, content, stored)
        self.portraits.fill(item, content, before, held.get(stored.id, []) if stored else [])
        return Piece(line.id, line.ref, content.findings, item)


def values_of(stored: Stored | None, museums: Collection[str] = ()) -> dict[str, str]:
    """Return the values of a record as the people of these museums (none: the office) may read them, none without it."""
    return readable(stored, museums)
