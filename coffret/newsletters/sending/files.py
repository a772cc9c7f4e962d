"""The way out of an instance without a relay: each message a file of DATA/outgoing, under the name of its delivery."""

import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import reason_of
from coffret.newsletters.sending.relay import Refused
from coffret.newsletters.sending.retries import Reply


def chosen() -> bool:
    """Say whether letters are written to files: no relay is set."""
    return not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def folder() -> Path:
    """Return where messages are written."""
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or Path(settings.DATA) / "outgoing")


class Files:
    """Takes messages as a relay does (relay.Link), and writes them down."""

    eight_bit = international = True
    wire = past = False

    def __init__(self) -> None:
        self._name = ""

    async def offer(self, sender: str, recipient: str, size: int, eight_bit: bool) -> None:
        """Name the next message, by the token of its return address."""
        self._name = sender.rpartition("@")[0].rpartition("+")[2]

    async def put(self, message: bytes) -> Reply:
        """Write the message, whole or not at all; raises Refused, to be tried later, when the disk does not take it."""
        path = folder() / f"{self._name}.eml"
        beside = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as failure:
            beside.unlink(missing_ok=True)
            raise Refused(Reply(452, f"4.3.1 {reason_of(failure)}"), claimed=True) from failure
        return Reply(250, _("écrit dans {name}").format(name=path.name))

    async def take_back(self) -> None:
        """Give up the message named."""

    async def close(self) -> None:
        """Nothing to take leave of."""

    def drop(self) -> None:
        """Nothing to hang up."""
