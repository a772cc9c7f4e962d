"""Files sent by an editor, on their way in: streamed to disk, measured as they come, named plainly."""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import Refused

CHUNK = 1 << 20
LONGEST_NAME = 150
# Seconds after which what a killed process left belongs to nobody.
ABANDONED = 86_400
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"|?*\\/]')
_SPACES = re.compile(r"\s+")


def folder() -> Path:
    """Return the folder of documents, made when missing."""
    place = Path(settings.DATA) / "documents"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextlib.contextmanager
def aside() -> Iterator[Path]:
    """Give a folder for a file on its way in, on the disk where it will be kept; removed at the end."""
    _sweep()
    with tempfile.TemporaryDirectory(prefix="receiving-", dir=folder()) as place:
        yield Path(place)


def _sweep() -> None:
    for left in folder().glob("receiving-*"):
        with contextlib.suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - ABANDONED:
                shutil.rmtree(left)


def received(stream: Any, path: Path, largest: int) -> tuple[str, int]:
    """Write what ``stream`` gives at ``path``; returns (SHA-256, bytes). Raises Refused when empty or past ``largest``."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        while block := stream.read(CHUNK):
            size += len(block)
            if size > largest:
                sentence = _("Le fichier {name} dépasse {limit} Mo. En déposer une version plus légère.")
                raise Refused(sentence.format(name=path.name, limit=largest // 1_000_000), value=path.name)
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise Refused(_("Le fichier {name} est vide.").format(name=path.name), value=path.name)
    return digest.hexdigest(), size


def tidy_name(name: str, otherwise: str) -> str:
    """Return a file's name fit for any system and any address: no folder, no unseen character; ``otherwise`` for none."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _SPACES.sub(" ", _UNFIT.sub("", base)).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if len(plain) > LONGEST_NAME and dot and len(extension) < 10:
        return f"{stem[: LONGEST_NAME - len(extension) - 1].strip()}.{extension}"
    return plain[:LONGEST_NAME].strip(" .") or otherwise
