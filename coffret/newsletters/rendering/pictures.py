"""The pictures of a letter: how wide they stand in the mail, and the light versions it shows, at addresses that last."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from coffret.base.errors import Refused
from coffret.editorial.files import pictures
from coffret.editorial.files.pictures import DESK_MEDIAS, MEDIAS, Seeing
from coffret.editorial.models import Issue, Picture
from coffret.images import store
from coffret.images.delivery.iiif import Busy
from coffret.images.isolation.isolated import GaveUp
from coffret.newsletters.addresses import absolute
from coffret.newsletters.composing.issue import Shot

# CSS pixels: the column less its margins, and how high a picture may stand in it.
COLUMN = 552
TALLEST = 600
_ADDRESS = re.compile(
    r"(?P<before>src=\")[^\"]*?/medias/(?P<sha256>[0-9a-f]{64})/lettre-(?P<width>[0-9]{1,5})\.jpg(?=\")"
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture put in the mail itself: its Content-ID, without angle brackets, and the JPEG."""

    cid: str
    content: bytes


@dataclass(frozen=True)
class Rendition:
    """A picture as the mail shows it: true proportions, never larger than its master."""

    shot: Shot

    @cached_property
    def width(self) -> int:
        """Return how wide it stands, in CSS pixels."""
        wide = max(1, self.shot.width)
        return max(1, min(COLUMN, wide, round(TALLEST * wide / max(1, self.shot.height))))

    @cached_property
    def height(self) -> int:
        """Return how high it stands, in CSS pixels."""
        return max(1, round(self.width * max(1, self.shot.height) / max(1, self.shot.width)))

    @property
    def offered(self) -> int:
        """Return the width of the version that is fetched: twice that of the page, for dense screens."""
        steps = store.LIGHT_WIDTHS
        return min(steps[-1], max(steps[0], -(-2 * self.width // steps.step) * steps.step))

    @property
    def address(self) -> str:
        """Return where the light version is, absolute: it holds the hash of the content, and lasts."""
        return absolute(f"{MEDIAS}/{self.shot.sha256}/lettre-{self.offered}.jpg")


def seeing(sha256: str) -> Seeing | None:
    """Return what the public may know of a content that no picture has any more: letters that were sent still show it.

    A picture of the catalogue may have got another content since; withdrawn, it is gone from letters too. None when no
    letter shows it.
    """
    if not _kept(sha256):
        return None
    for frozen in (
        Issue.objects.filter(live=True, frozen__icontains=sha256).order_by("pk").values_list("frozen", flat=True)
    ):
        numbers = [int(key) for key, shot in frozen["shots"].items() if shot["sha256"] == sha256]
        rows = Picture.objects.filter(pk__in=numbers).select_related("image__record")
        return Seeing.PUBLIC if any(pictures.showable(row) for row in rows) else Seeing.GONE
    return None


def _kept(sha256: str) -> bool:
    try:
        return store.has(sha256)
    except (ValueError, Refused):
        return False


def in_workshop(html: str) -> str:
    """Return a mail's HTML with its pictures at the workshop's door, which shows those of drafts."""
    return _ADDRESS.sub(
        lambda found: f"{found['before']}{DESK_MEDIAS}/{found['sha256']}/lettre-{found['width']}.jpg", html
    )


def enclosed(html: str) -> tuple[str, list[Attached]]:
    """Return a mail's HTML that shows its pictures from the mail itself, and these pictures: for a proof copy.

    A picture that cannot be made keeps its address.
    """
    found: dict[str, Attached] = {}

    def put(match: re.Match[str]) -> str:
        cid = f"{match['sha256'][:32]}-{match['width']}@{settings.BASE_URL.partition('://')[2].partition(':')[0]}"
        if cid not in found:
            content = _content(match["sha256"], int(match["width"]))
            if content is None:
                return match[0]
            found[cid] = Attached(cid, content)
        return f"{match['before']}cid:{cid}"

    return _ADDRESS.sub(put, html), list(found.values())


def _content(sha256: str, width: int) -> bytes | None:
    try:
        return store.light(sha256, width).read_bytes()
    except (ValueError, FileNotFoundError, GaveUp, Busy, Refused):
        return None
