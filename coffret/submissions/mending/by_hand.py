"""A line corrected by hand, from a form; one made from a line that changed meanwhile is refused, with both texts."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.catalogue.fields import BY_CODE
from coffret.submissions import lines, sets
from coffret.submissions.forming.stale import Stale as StaleRecord
from coffret.submissions.forming.stale import Twofold, divergence
from coffret.submissions.mending.fixing import refuse_busy
from coffret.submissions.mending.preparing import values_of
from coffret.submissions.mending.rejudging import Result, rejudge
from coffret.submissions.mending.writing import as_written, earlier, refuse_platform, text_of, write
from coffret.submissions.merging import Values
from coffret.submissions.models import Line, Means, Mending, Submission
from coffret.submissions.payload import Content, unpack

Texts = Mapping[str, str | None]


class Stale(StaleRecord):
    """The line is no more the one the form was made from; ``stamp`` is that of now."""

    def __init__(self, ref: str, stamp: str, fields: list[Twofold], theirs: Mapping[str, str]) -> None:
        super().__init__(ref, 0, fields, theirs)
        self.stamp = stamp


def stamp(line: Line) -> str:
    """Return what a form carries of a line: changed as soon as one of its texts is."""
    return stamp_of(unpack(bytes(line.payload)))


def stamp_of(content: Content) -> str:
    """Return the stamp of a line's content."""
    return _digest(as_written(content))


def change(
    submission: Submission, position: int, values: Texts, *, by: Any = None, edition: str | None = None
) -> list[Mending]:
    """Give fields of a line other texts: « » clears the field, None leaves that of the record alone.

    ``edition``: the stamp of the line the form was made from, None not to ask. Returns an act for each field changed,
    none when all was so already. Raises Stale when another correction came between, Refused for what cannot be written.
    """
    refuse_busy(submission)
    texts = _sound(values)
    acts: dict[str, Mending] = {}

    def prepare(held: Submission, _result: Result) -> None:
        content, record = _read(held, position)
        _refuse_stale(content, texts, edition)
        for code, text in texts.items():
            found = text_of(content, code)
            if found != text and not (text == "" and found is None and not record.get(code)):
                acts[code] = _act(held, position, code, found, text, by)

    def write_all(content: Content, _held: Mapping[str, str]) -> bool:
        done = [write(content, code, texts[code], Means.HAND, str(act.pk)) for code, act in acts.items()]
        return any(done)

    rejudge(submission, BitMap([position]), write_all, prepare=prepare)
    return list(acts.values())


def _sound(values: Texts) -> dict[str, str | None]:
    """Return the texts as a file would give them: no blanks around, nothing that a database does not hold."""
    for code in values:
        if code not in BY_CODE:
            raise Refused(_("Le champ « {field} » n’existe pas.").format(field=code), field=code)
        refuse_platform(code)
    return {code: None if text is None else _whole(text) for code, text in values.items()}


def _whole(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode().strip()


def _read(submission: Submission, position: int) -> tuple[Content, Values]:
    """Return the content of a line, and the record it would change."""
    for batch in lines.at(submission.pk, BitMap([position])):
        for line in batch:
            there = store.stored([line.ref] if line.ref else [])
            return unpack(line.payload), values_of(there.get(line.ref), submission.museums)
    sentence = _("Le versement {number} n’a pas de ligne de rang {rank}.")
    raise Refused(sentence.format(number=submission.pk, rank=position + 1))


def _act(submission: Submission, position: int, code: str, found: str | None, text: str | None, by: Any) -> Mending:
    return Mending.objects.create(
        submission=submission,
        means=Means.HAND,
        field=code,
        before=found or "",
        after=text or "",
        members=sets.dump(BitMap([position])),
        count=1,
        by=by,
        at=timezone.now(),
    )


def _refuse_stale(content: Content, texts: Texts, edition: str | None) -> None:
    if edition is None or edition == stamp_of(content):
        return
    now, mine = as_written(content), {code: text or "" for code, text in texts.items()}
    began = next((values for values in earlier(content) if _digest(values) == edition), None)
    if began is None:
        # Made from what nobody can tell any more: each text that differs is shown.
        both = [Twofold(code, "", now.get(code, ""), text) for code, text in mine.items() if text != now.get(code, "")]
        others: dict[str, str] = {}
    else:
        both, others = divergence(
            began, now, {code: text for code, text in mine.items() if text != began.get(code, "")}
        )
    raise Stale(content.values.get("REF", ""), stamp_of(content), both, others)


def _digest(values: Mapping[str, str]) -> str:
    text = "\x1e".join(f"{code}\x1f{text}" for code, text in sorted(values.items()))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
