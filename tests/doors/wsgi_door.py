"""Asking the site at its WSGI door, as gunicorn does."""

from collections.abc import Callable
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from coffret.wsgi import application

Got = tuple[int, dict[str, str], bytes]


def ask(path: str, method: str = "GET", **headers: str) -> Got:
    """Ask the site's WSGI door, under the eyes of the standard library's validator of the protocol."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    environ.update({"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": "", "HTTP_HOST": "localhost"})
    environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
    said: dict[str, Any] = {}

    def start(status: str, given: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
        said.update(status=int(status[:3]), headers={name.lower(): value for name, value in given})
        return lambda _data: None

    answer = validator(application)(environ, start)
    try:
        body = b"".join(answer)
    finally:
        answer.close()  # type: ignore[attr-defined]
    return said["status"], said["headers"], body
