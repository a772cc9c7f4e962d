"""Atom (RFC 4287): a feed written whole, its pages (RFC 5005), and its answer to who already has it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

ATOM = "http://www.w3.org/2005/Atom"
# The year from which this site names what it tells (RFC 4151): never changed, or every reader would see it all anew.
NAMED_SINCE = "2026"
# An empty feed has to say when it changed (RFC 4287, 4.1.1).
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
KEPT_FOR = "max-age=300"
_XML = "http://www.w3.org/XML/1998/namespace"
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OWN = re.compile(r'(<(?:a|img)\b[^>]*?\s(?:href|src)=")(/[^"]*)')
_SOURCES = re.compile(r'\s(?:srcset|sizes|loading|decoding|fetchpriority)="[^"]*"')

ET.register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a feed tells. ``key``: what makes its id; ``path``: its page; ``html``: its text whole."""

    key: str
    title: str
    path: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    html: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: ``path`` its address, ``page`` that of what it is a feed of; ``pages``: rel → address (RFC 5005)."""

    key: str
    title: str
    path: str
    page: str
    author: str
    items: Sequence[Item]
    subtitle: str = ""
    pages: dict[str, str] = field(default_factory=dict)


def tag(key: str) -> str:
    """Return the id of what ``key`` names, for ever: a tag URI (RFC 4151)."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname or 'localhost'},{NAMED_SINCE}:{key}"


def answer(request: HttpRequest, feed: Feed) -> HttpResponse:
    """Answer a feed, or 304 to who has it as it is."""
    body = written(feed)
    mark, changed = f'"{hashlib.sha256(body).hexdigest()[:32]}"', int(updated(feed).timestamp())
    headers = {"Cache-Control": KEPT_FOR, "ETag": mark, "Last-Modified": http_date(changed)}
    headers["Access-Control-Allow-Origin"] = "*"  # readers that are pages of another site
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers=headers)
    return cast(HttpResponse, get_conditional_response(request, mark, changed, response))


def updated(feed: Feed) -> datetime:
    """Return when the feed last changed: when the latest of what it tells did."""
    return max((item.updated for item in feed.items), default=NEVER)


def written(feed: Feed) -> bytes:
    """Return the feed as XML."""
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{_XML}}}lang": "fr"})
    _text(root, "id", tag(feed.key))
    _text(root, "title", feed.title)
    if feed.subtitle:
        _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _date(updated(feed)))
    _author(root, feed.author)
    _link(root, "self", feed.path, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for rel, path in feed.pages.items():
        _link(root, rel, path, "application/atom+xml")
    for item in feed.items:
        _entry(root, item)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(root: ET.Element, item: Item) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    _text(entry, "id", tag(item.key))
    _text(entry, "title", item.title)
    _text(entry, "updated", _date(item.updated))
    if item.published:
        _text(entry, "published", _date(item.published))
    if item.author:
        _author(entry, item.author)
    _link(entry, "alternate", item.path, "text/html")
    if item.summary:
        _text(entry, "summary", item.summary)
    if item.html:
        _text(entry, "content", absolute(item.html), type="html")


def absolute(html: str) -> str:
    """Return HTML that can be read elsewhere: addresses whole, one source an image."""
    return _OWN.sub(lambda found: f"{found[1]}{settings.BASE_URL}{found[2]}", _SOURCES.sub("", html))


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = _FORBIDDEN.sub("", text)


def _author(parent: ET.Element, name: str) -> None:
    _text(ET.SubElement(parent, f"{{{ATOM}}}author"), "name", name)


def _link(parent: ET.Element, rel: str, path: str, media_type: str) -> None:
    attributes = {"rel": rel, "href": settings.BASE_URL + path, "type": media_type}
    ET.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _date(moment: datetime) -> str:
    """Return an instant as RFC 3339 writes it, in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
