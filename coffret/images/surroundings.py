"""What is known around each picture of a batch: its namesakes, its doubles, the records that name it."""

from collections.abc import Iterator, Mapping, Sequence

from coffret.images import naming
from coffret.images.case import Case
from coffret.images.facts import Harm, Seen
from coffret.images.likes import Likes
from coffret.images.norms import DEFAULT_PROFILE, PROFILES, Profile, Reading

# Each short key: the first two names that have it.
_Namesakes = dict[str, tuple[str, str]]


class Batch:
    """A batch of pictures, named beforehand, brought one by one before the rules; memory grows by names and hashes only.

    ``names``: every file of the batch, as reports show it. ``records``: name in REFIM → (REF, PHOT) of the record that
    names it; None when no record was given.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        records: Mapping[str, tuple[str, str]] | None = None,
        profile: Profile = PROFILES[DEFAULT_PROFILE],
        reading: Reading = Reading.LITERAL,
        licence: str = "",
    ) -> None:
        self._profile, self._reading, self._licence = profile, reading, licence
        self._folded: _Namesakes = {}
        self._merged: _Namesakes = {}
        for name in names:
            _meet(self._folded, naming.folded(name), name)
            _meet(self._merged, naming.as_pop(name), name)
        self._records = records
        self._found: set[str] = set()
        self._exact = {naming.base(name) for name in names} if records else set()
        self._by_fold = {naming.folded(name): name for name in records or ()}
        self._contents: dict[bytes, str] = {}
        self._likes = Likes()

    def case(self, name: str, seen: Seen) -> Case:
        """Return a picture of the batch ready to be judged; each is brought once."""
        key = self._key(name)
        record, credit = self._records[key] if self._records and key else ("", None)
        same = self._same(name, seen)
        alike, distance = ("", 0) if same else self._likes.find(seen.likeness)
        if not same:
            self._likes.add(seen.likeness, name)
        clash = _other(self._folded, naming.folded(name), name)
        return Case(
            name,
            seen,
            profile=self._profile,
            reading=self._reading,
            licence=self._licence,
            record=record,
            credit=credit,
            named=None if self._records is None else bool(key),
            same=same,
            alike=alike,
            distance=distance,
            clash=clash,
            merged="" if clash else _other(self._merged, naming.as_pop(name), name),
        )

    def missing(self) -> Iterator[Case]:
        """Yield the pictures that records name and that were never brought; asked once all were."""
        for name, (record, credit) in (self._records or {}).items():
            if name not in self._found:
                yield Case(name, Seen(0), profile=self._profile, record=record, credit=credit, named=True, missing=True)

    def _key(self, name: str) -> str:
        """Return the name by which a record names the picture, or « ».

        Exactly if it can, else whatever the case, unless another file has the very name that the record gives.
        """
        records = self._records or {}
        key = next((key for key in (name, naming.base(name)) if key in records), "")
        if not key:
            other = self._by_fold.get(naming.folded(name), "")
            key = "" if other in self._exact else other
        self._found.add(key)
        return key

    def _same(self, name: str, seen: Seen) -> str:
        """Return the first file of the same content, when it is another one."""
        if not seen.sha256 or seen.harmed(Harm.EMPTY):
            return ""
        first = self._contents.setdefault(bytes.fromhex(seen.sha256), name)
        return "" if first == name else first


def _meet(namesakes: _Namesakes, key: str, name: str) -> None:
    first, second = namesakes.get(key, ("", ""))
    if not first:
        namesakes[key] = (name, "")
    elif not second:
        namesakes[key] = (first, name)


def _other(namesakes: _Namesakes, key: str, name: str) -> str:
    """Return another name that shares the key, or « »."""
    first, second = namesakes.get(key, ("", ""))
    return second if first == name else first
