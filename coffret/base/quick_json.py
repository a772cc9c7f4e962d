"""JSON of texts, numbers, lists and dictionaries, written and read several times quicker: what orjson refuses, Python takes.

It refuses lone surrogates, which broken files bring, and whole numbers beyond 64 bits; read back, these would lose digits.
What Python wrote for want of better begins with a space, and Python reads it: ``read`` is exact for what ``kept`` wrote.
Both write accents as they are. Not for numbers that are none (NaN becomes null), which nothing here holds.
"""

import json
from typing import Any

import orjson

_encoded = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
# Python's own refuses these, so do we: dates are written as each column wants them.
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_BY_PYTHON = b" "


def text(value: Any) -> str:
    """Return compact JSON."""
    try:
        return orjson.dumps(value, option=_OPTIONS).decode()
    except TypeError:
        return _encoded(value)


def kept(value: Any) -> bytes:
    """Return compact JSON in UTF-8 that ``read`` gives back exactly, lone surrogates as if they were characters."""
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        return _BY_PYTHON + _encoded(value).encode("utf-8", "surrogatepass")


def read(raw: bytes | str) -> Any:
    """Return the value of a JSON text; raises json.JSONDecodeError."""
    if raw[:1] not in (_BY_PYTHON, " "):
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:
            pass
    return json.loads(raw)
