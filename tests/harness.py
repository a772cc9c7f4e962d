"""The harness: mistakes that no page, query or date may make, found wherever a test passes by.

An undefined template variable, a naive datetime, an unordered slice, a form without its token, a picture without its
text, a word to the outside network: each fails the test that meets it.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import html5lib
from django.db.models import QuerySet
from django.db.models.query import MAX_GET_RESULTS, ModelIterable, ValuesIterable, ValuesListIterable
from django.template.base import Variable

XHTML = "{http://www.w3.org/1999/xhtml}"
LOOPBACK = re.compile(r"^(127\.|::1$|localhost$|0\.0\.0\.0$)")


class UndefinedVariable(AssertionError):
    """A template showed a variable that nobody gave it."""


class Undefined(str):
    """What Django shows for a variable it cannot find: here, a failure."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:  # Django asks whether "%s" is in it
        return part == "%s"

    def __mod__(self, variable: Variable | str) -> str:
        raise UndefinedVariable(f"undefined template variable: {variable}")


class UnorderedQuery(AssertionError):
    """A slice of rows nobody put in order: it would change from one day to the next."""


class NetworkOff(AssertionError):
    """A test reached for the network."""


@contextmanager
def ordered_queries() -> Iterator[None]:
    """Fail on a sliced queryset that has no order."""
    original = QuerySet._fetch_all

    def fetch(self: QuerySet[Any]) -> None:
        sliced = self.query.is_sliced and self.query.high_mark not in {1, MAX_GET_RESULTS}
        rows = self._iterable_class in {ModelIterable, ValuesIterable, ValuesListIterable}
        if self._result_cache is None and sliced and rows and not self.ordered and not self.query.combinator:
            raise UnorderedQuery(f"sliced without an order: {self.model.__name__}")
        original(self)

    QuerySet._fetch_all = fetch
    try:
        yield
    finally:
        QuerySet._fetch_all = original


@contextmanager
def network_off() -> Iterator[None]:
    """Let sockets reach this machine alone."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not LOOPBACK.match(str(address[0])):
            raise NetworkOff(f"a test reached for {address!r}")
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and not LOOPBACK.match(str(name)):
            raise NetworkOff(f"a test resolved {name!r}")
        return resolve(host, *args, **kwargs)

    socket.socket.connect, socket.getaddrinfo = guarded_connect, guarded_resolve  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        socket.socket.connect, socket.getaddrinfo = connect, resolve  # type: ignore[method-assign]


def faults_of(html: str, *, styled: bool = False) -> list[str]:
    """Return what is wrong with a page: each fault as a sentence, none when it is whole.

    ``styled``: a mail shown as it leaves, whose own policy lets the styles on its elements apply.
    """
    tree = html5lib.parse(html, namespaceHTMLElements=True)
    elements = list(tree.iter())
    whole = "<html" in html
    return [
        *(_document_faults(tree, elements) if whole else ()),
        *_form_faults(tree),
        *_image_faults(elements),
        *(fault for fault in _inline_faults(elements) if not (styled and "inline style" in fault)),
        *_id_faults(elements),
        *_outside_faults(elements),
    ]


def _tag(element: Any) -> str:
    return str(element.tag).removeprefix(XHTML)


def _document_faults(tree: Any, elements: list[Any]) -> Iterator[str]:
    if not tree.get("lang"):
        yield "html has no lang"
    titles = [element for element in elements if _tag(element) == "title" and "".join(element.itertext()).strip()]
    if not titles:
        yield "the page has no title"
    headings = [element for element in elements if _tag(element) == "h1"]
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"


def _form_faults(tree: Any) -> Iterator[str]:
    labelled = {element.get("for") for element in tree.iter(f"{XHTML}label")}
    wrapped = {id(child) for label in tree.iter(f"{XHTML}label") for child in label.iter()}
    for form in tree.iter(f"{XHTML}form"):
        names = {field.get("name") for field in form.iter(f"{XHTML}input")}
        if (form.get("method") or "get").lower() == "post" and "csrfmiddlewaretoken" not in names:
            yield f"form {form.get('action')!r} posts without a csrf token"
    for name in ("input", "select", "textarea"):
        for field in tree.iter(f"{XHTML}{name}"):
            silent = field.get("type") in {"hidden", "submit", "button"}
            named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
            if not (silent or named or id(field) in wrapped):
                yield f"{name} {field.get('name')!r} has no label"


def _image_faults(elements: list[Any]) -> Iterator[str]:
    for element in elements:
        if _tag(element) == "img" and element.get("alt") is None:
            yield f"img {element.get('src')!r} has no alt"


def _inline_faults(elements: list[Any]) -> Iterator[str]:
    for element in elements:
        if element.get("style") is not None:
            yield f"{_tag(element)} has an inline style, which the content policy forbids"
        handlers = [name for name in element.keys() if str(name).startswith("on")]  # noqa: SIM118 - not a dict
        if handlers:
            yield f"{_tag(element)} has inline handlers: {handlers}"
        data = (element.get("type") or "") in {"application/ld+json", "application/json"}
        if _tag(element) == "script" and not element.get("src") and not data:
            yield "an inline script, which the content policy forbids"
        if _tag(element) == "style":
            yield "an inline style sheet, which the content policy forbids"


def _id_faults(elements: list[Any]) -> Iterator[str]:
    seen: set[str] = set()
    for element in elements:
        name = element.get("id")
        if name in seen:
            yield f"id {name!r} is there twice"
        if name:
            seen.add(name)


def _outside_faults(elements: list[Any]) -> Iterator[str]:
    """Find what a browser would fetch from elsewhere (a plain link is no request)."""
    for element in elements:
        tag, source = _tag(element), element.get("src") or ""
        if tag == "link" and (element.get("rel") or "") in {"stylesheet", "icon", "preload", "modulepreload"}:
            source = element.get("href") or ""
        if re.match(r"(https?:)?//", source) and not re.match(
            r"(https?:)?//(127\.0\.0\.1|localhost|testserver)", source
        ):
            yield f"{tag} fetches {source}"
