"""Where writers write: a text or a binary stream alike."""

from collections.abc import Callable
from typing import Any, BinaryIO, TextIO


def emitter(out: BinaryIO | TextIO) -> Callable[[str], object]:
    """Return a function writing text to ``out``; a binary stream gets it in UTF-8."""
    stream: Any = out
    if hasattr(stream, "encoding"):
        write: Callable[[str], object] = stream.write
        return write
    return lambda text: stream.write(text.encode())
