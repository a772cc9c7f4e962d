"""Where masters are kept: a folder of this machine, or a bucket that speaks S3. Both by content, both written whole."""

import contextlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import Refused, reason_of
from coffret.images.bucket import Bucket
from coffret.images.incoming import swept

_PROBE = b"coffret"


class Masters(Protocol):
    """A place of masters. ``where`` names it to the operator."""

    where: str

    def incoming(self) -> Path:
        """Return the folder a master is written to before it is kept."""
        ...

    def has(self, sha256: str) -> bool:
        """Say whether the master of this content is kept; raises Refused when the place does not answer."""
        ...

    def keep(self, source: Path, sha256: str) -> None:
        """Take over ``source``, a file of ``incoming()``; whole or not at all. Raises Refused."""
        ...

    def opened(self, sha256: str) -> contextlib.AbstractContextManager[Path]:
        """Give a file of this machine with the master's bytes; raises FileNotFoundError, Refused."""
        ...

    def check(self) -> None:
        """Write, read and remove a probe; raises Refused with the remedy."""
        ...


class Local:
    """Masters in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.where = str(root)

    def incoming(self) -> Path:
        """Return the folder itself: a name given at the end makes a master whole or absent."""
        return swept(self.root)

    def place(self, sha256: str) -> Path:
        """Return where the master of this content is."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Say whether the master is there."""
        return self.place(sha256).is_file()

    def keep(self, source: Path, sha256: str) -> None:
        """Give the file its name."""
        place = self.place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        source.chmod(0o444)
        source.replace(place)

    @contextlib.contextmanager
    def opened(self, sha256: str) -> Iterator[Path]:
        """Give the master itself: its readers never write."""
        place = self.place(sha256)
        if not place.is_file():
            raise FileNotFoundError(place)
        yield place

    def check(self) -> None:
        """Write, read and remove a file."""
        try:
            probe = self.incoming() / f"incoming-probe-{os.getpid()}"
            probe.write_bytes(_PROBE)
            probe.read_bytes()
            probe.unlink()
        except OSError as error:
            sentence = _("Le dossier d’images {place} ne se laisse pas écrire ({reason}). Rétablissez ses droits.")
            raise Refused(sentence.format(place=self.root, reason=reason_of(error)), value=str(self.root)) from error


class _Chosen(NamedTuple):
    """What decides of the place: a change of settings (in tests) makes another."""

    data: Path
    url: tuple[str, str]
    room: int
    access: tuple[str, str, str, str]


def masters() -> Masters:
    """Return the place of masters that the settings name."""
    access = (settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_KEY_ID, settings.S3_SECRET)
    return _masters(_Chosen(Path(settings.DATA), settings.IMAGES_BUCKET, settings.IMAGES_CACHE << 20, access))


@lru_cache(maxsize=4)
def _masters(chosen: _Chosen) -> Masters:
    images = chosen.data / "images"
    bucket, prefix = chosen.url
    if not bucket:
        return Local(images / "masters")
    return Bucket(bucket, prefix, images / "cache", chosen.room)
