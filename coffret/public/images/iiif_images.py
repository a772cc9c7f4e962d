"""/iiif/3/<sha256>/… and /iiif/2/<sha256>/…: the IIIF Image API, versions 3.0 and 2.1, level 2.

A viewer asks for tiles by the hundred, and a tile is a read of the disk: what Django does around a page costs twice
the answer. ``ImageDoor`` therefore answers these addresses before Django's middleware, from ``reply``;
the view below gives the same answers to whatever opens Django itself.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from coffret.base.errors import Refused, reason_of
from coffret.catalogue.models import Status
from coffret.images import access
from coffret.images.access import Standing
from coffret.images.delivery import iiif, pyramids, regions
from coffret.images.delivery.tiles import NotAPyramid, Pyramid
from coffret.images.isolation.isolated import GaveUp
from coffret.images.licences import CC, RS
from coffret.images.models import Image
from coffret.images.rights import statement

log = logging.getLogger(__name__)

PREFIXES = ("/iiif/3/", "/iiif/2/")
# The address holds the content's hash: a browser keeps the answer for ever, a shared cache asks again each day whether
# the image was withdrawn.
FOR_EVER = "public, max-age=31536000, immutable, s-maxage=86400"
# What info.json says of rights and limits may change.
FOR_AN_HOUR = "public, max-age=3600"
# Changes when the same request gives other bytes: another quality, another resampling.
EDITION = "1"
# Records that show one same content, of which the rights are compared.
SAMPLE = 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMON = (
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", "*"),
    ("Access-Control-Max-Age", "86400"),
)

Header = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before any framework: its status, its body, its own headers."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def reply(method: str, path: str, header: Header) -> Reply:
    """Return the answer to a request; ``path`` starts with one of PREFIXES, ``header`` gives a header or « »."""
    if method == "OPTIONS":
        return Reply(204, headers=_PREFLIGHT)
    if method not in ("GET", "HEAD"):
        return _told(405, "Méthode refusée.", "Method not allowed.", ("Allow", "GET, HEAD, OPTIONS"))
    version, (sha256, _slash, rest) = int(path[6]), path[8:].partition("/")
    standing = access.standing(sha256) if _SHA256.fullmatch(sha256) else Standing.UNKNOWN
    if standing is Standing.WITHDRAWN:
        return _told(410, "Cette image a été retirée.", "This image was withdrawn.")
    if standing is Standing.UNKNOWN:
        return _told(404, "Aucune image n’a cette adresse.", "No image has this address.")
    if not rest:
        about = f"{_address(version, sha256)}/info.json"
        return _told(303, f"Voir {about}", f"See {about}", ("Location", about))
    return _shown(version, sha256, rest, header)


def _shown(version: int, sha256: str, rest: str, header: Header) -> Reply:
    """Answer for a public image, whose pyramid is made now if it is not."""
    try:
        pyramid = pyramids.opened(sha256)
        try:
            return _drawn(version, sha256, pyramid, rest, header)
        except NotAPyramid:
            return _drawn(version, sha256, pyramids.mended(sha256, pyramid), rest, header)
    except iiif.Wrong as wrong:
        return _told(400, wrong.french, wrong.english)
    except FileNotFoundError:
        return _told(404, "L’original de cette image manque.", "The master of this image is missing.")
    except OSError as failure:
        log.error("no pyramid of %s: %s", sha256, failure)
        return _later(60, f"Cette image n’a pas pu être lue : {reason_of(failure)}.", "This image could not be read.")
    except iiif.Busy:
        return _later(5, "Trop d’images se préparent à la fois.", "Too many images are being prepared.")
    except Refused as refusal:
        return _later(60, str(refusal), "The place where masters are kept does not answer.")
    except (GaveUp, NotAPyramid):  # told by the log at the time
        return _later(300, "Cette image n’a pas pu être préparée.", "This image could not be prepared.")


def _drawn(version: int, sha256: str, pyramid: Pyramid, rest: str, header: Header) -> Reply:
    answer = _info if rest == "info.json" else _image
    return answer(version, sha256, pyramid, rest, header)


def _image(version: int, sha256: str, pyramid: Pyramid, rest: str, header: Header) -> Reply:
    ask = iiif.parse(rest, pyramid.width, pyramid.height, settings.IIIF_MAX_AREA, version)
    canonical = f"{_address(version, sha256)}/{ask.canonical}"
    links = f'<{canonical}>;rel="canonical", <{iiif.PROFILES[version]}>;rel="profile"'
    kept = (("Cache-Control", FOR_EVER), ("ETag", f'"{EDITION}-{sha256[:32]}-{ask.canonical}"'), ("Link", links))
    if _known(kept[1][1], header):
        return Reply(304, headers=kept)
    return Reply(200, regions.answer(pyramid, ask), (("Content-Type", iiif.FORMATS[ask.format]), *kept))


def _info(version: int, sha256: str, pyramid: Pyramid, _rest: str, header: Header) -> Reply:
    sizes = [(level.width, level.height) for level in pyramid.levels]
    address, rights = _address(version, sha256), _rights(sha256)
    about = iiif.About(address, sizes, pyramid.side, settings.IIIF_MAX_AREA, pyramid.grey, rights)
    body = json.dumps(iiif.info(about, version), ensure_ascii=False, indent=1).encode()
    kind = _kind(version, header("Accept"))
    link = f'<{iiif.PROFILES[version]}>;rel="profile"'
    tag = f'"{hashlib.sha256(body + kind.encode()).hexdigest()[:32]}"'
    kept = (("Cache-Control", FOR_AN_HOUR), ("ETag", tag), ("Vary", "Accept"), ("Link", link))
    if _known(tag, header):
        return Reply(304, headers=kept)
    return Reply(200, body, (("Content-Type", kind), *kept))


def _known(tag: str, header: Header) -> bool:
    """Say whether whoever asks already has what bears this tag."""
    asked = header("If-None-Match")
    return tag in asked or asked.strip() == "*"


def _kind(version: int, accept: str) -> str:
    """Return the type of info.json: JSON-LD for whoever asks for it, and by default in version 3; else plain JSON."""
    linked = f'application/ld+json;profile="{iiif.CONTEXTS[version]}"'
    if "application/ld+json" in accept:
        return linked
    # A browser shows plain JSON, and saves what it does not know.
    plain = version == 2 or "application/json" in accept or "text/html" in accept
    return "application/json" if plain else linked


def _rights(sha256: str) -> str:
    """Return the licence or statement of an image as IIIF takes them, when the published records that show it agree."""
    rows = Image.objects.filter(sha256=sha256, withdrawn=False, record__status=Status.PUBLISHED)
    shown = rows.order_by("pk").select_related("record")[:SAMPLE]
    found = {statement(row, row.record.values, timezone.localdate()).uri for row in shown}
    return next(iter(found)) if len(found) == 1 and min(found).startswith((CC, RS)) else ""


def _address(version: int, sha256: str) -> str:
    return f"{settings.BASE_URL}/iiif/{version}/{sha256}"


def _told(status: int, french: str, english: str, *headers: tuple[str, str]) -> Reply:
    kept = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-cache"), *headers)
    return Reply(status, f"{french}\n{english}\n".encode(), kept)


def _later(seconds: int, french: str, english: str) -> Reply:
    return _told(503, french, english, ("Retry-After", str(seconds)))


def _headers(answer: Reply) -> list[tuple[str, str]]:
    """Return every header of an answer: what security asks, and its length where there is a body."""
    secure = settings.SECURE_HSTS_SECONDS
    hsts = (("Strict-Transport-Security", f"max-age={secure}"),) if secure else ()
    length = () if answer.status in (204, 304) else (("Content-Length", str(len(answer.body))),)
    return [*answer.headers, *_COMMON, *hsts, *length]


def view(request: HttpRequest, version: str, rest: str) -> HttpResponse:
    """Answer within Django as the door does before it."""
    answer = reply(str(request.method), f"/iiif/{version}/{rest}", lambda name: request.headers.get(name, ""))
    response = HttpResponse(answer.body, status=answer.status)
    del response["Content-Type"]
    for name, value in _headers(answer):
        response[name] = value
    return response


class ImageDoor:
    """WSGI application: answers the Image API itself, hands everything else to ``application``."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIXES):
            return self.application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        answer = _answered(method, path, environ)
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", _headers(answer))
        return [answer.body] if answer.body else []


def _answered(method: str, path: str, environ: dict[str, Any]) -> Reply:
    """Answer, and give back the thread's connection as Django does at the end of a request."""
    try:
        return reply(method, path, lambda name: environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""))
    except Exception:
        log.exception("the Image API failed on %r", path)
        return _told(500, "Erreur imprévue.", "Unforeseen error.")
    finally:
        close_old_connections()
