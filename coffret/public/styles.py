"""The one stylesheet, joined from its parts: `python -m coffret.public.styles` writes it, a test asserts it."""

import re
from pathlib import Path

from coffret.public.images.proportions import STEPS, ratio_of

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "static" / "css" / "coffret.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s+")


def stylesheet() -> str:
    """Return the parts in the order of their names, without comments or indentation, then the ratio classes."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((HERE / "css").glob("*.css"))]
    return squeeze("".join(parts)) + ratios()


def squeeze(css: str) -> str:
    """Return ``css`` without comments, one rule a line, blanks single."""
    lines = (_BLANKS.sub(" ", line).strip() for line in _COMMENT.sub("", css).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def ratios() -> str:
    """Return one class per proportion: the policy forbids inline styles, so a picture's --r is a class of its own."""
    rules = " ".join(f".r{step}{{--r:{ratio_of(step):.3g}}}" for step in range(STEPS))
    return f"@layer components {{\n{rules}\n}}\n"


if __name__ == "__main__":
    TARGET.write_text(stylesheet(), encoding="utf-8")
