"""The picture other sites show of a page: its work whole on a mat, its title, who holds it and whose picture it is."""

import hashlib
from dataclasses import astuple, dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from coffret.base.text import typeset

# What Open Graph readers ask for: https://ogp.me and the large cards of those who read it.
WIDTH, HEIGHT = 1200, 630
MARGIN, GAP = 48, 44
# Changed when cards are drawn otherwise: their addresses change with it.
DRAWING = 1
PAPER, INK, MUTED, LINE, ENAMEL, BRASS = "#fbf9f5", "#1c1a17", "#544e46", "#e4ded3", "#1f3f8f", "#b08d57"
FONTS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"
SERIF = FONTS / "spectral" / "spectral-400.woff2"
ITALIC = FONTS / "spectral" / "spectral-400-italic.woff2"
SANS = FONTS / "atkinson-hyperlegible-next" / "atkinson-hyperlegible-next-400-700.woff2"
# Wider than so, the picture stands above its words, else beside them.
ABOVE = 1.5
LONGEST = 300


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What a card shows. ``sha256``: the picture's content, « » for a card of words alone; ``italic``: title of a work."""

    title: str
    line: str = ""
    credit: str = ""
    italic: bool = False
    sha256: str = ""
    colour: str = "#b0a48f"

    @property
    def digest(self) -> str:
        """Return twelve figures that change with anything the card shows."""
        return hashlib.sha256(repr((DRAWING, *astuple(self))).encode()).hexdigest()[:12]


def draw(card: ShareCard, picture: Path | None, name: str) -> bytes:
    """Return the card as a JPEG, signed by the site's ``name``; ``picture``: a JPEG made by the store, or None."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    if picture is None:
        ImageDraw.Draw(canvas).rectangle((MARGIN * 2, 150, MARGIN * 2 + 88, 155), fill=BRASS)
        _words(canvas, card, (MARGIN * 2, 178, WIDTH - 4 * MARGIN, HEIGHT - 178 - MARGIN), 72, name)
    else:
        with Image.open(picture) as work:
            _with_work(canvas, card, work.convert("RGB"), name)
    made = BytesIO()
    canvas.save(made, "JPEG", quality=86, optimize=True)
    return made.getvalue()


def _with_work(canvas: Image.Image, card: ShareCard, work: Image.Image, name: str) -> None:
    """Put the whole work on its mat, never cropped, the words beside or below it."""
    if work.width > ABOVE * work.height:
        mat = (0, 0, WIDTH, 400)
        words, size = (MARGIN, 400 + 22, WIDTH - 2 * MARGIN, HEIGHT - 400 - 22 - 26), 40
    else:
        mat = (0, 0, 600, HEIGHT)
        words, size = (600 + GAP, MARGIN, WIDTH - 600 - GAP - MARGIN, HEIGHT - 2 * MARGIN), 50
    canvas.paste(_tinted(card.colour), (mat[0], mat[1], mat[0] + mat[2], mat[1] + mat[3]))
    fitted = _fitted(work, mat[2] - 2 * 28, mat[3] - 2 * 28)
    canvas.paste(fitted, (mat[0] + (mat[2] - fitted.width) // 2, mat[1] + (mat[3] - fitted.height) // 2))
    _words(canvas, card, words, size, name)


def _fitted(work: Image.Image, width: int, height: int) -> Image.Image:
    scale = min(width / work.width, height / work.height)
    size = max(1, round(work.width * scale)), max(1, round(work.height * scale))
    return work.resize(size, Image.Resampling.LANCZOS)


def _tinted(colour: str) -> tuple[int, int, int]:
    """Return the mat: paper with a fifth of the picture's own colour."""
    own = bytes.fromhex(colour.lstrip("#")) if len(colour) == 7 else b"\xb0\xa4\x8f"
    paper = bytes.fromhex(PAPER[1:])
    red, green, blue = (round(p * 0.8 + o * 0.2) for p, o in zip(paper, own, strict=True))
    return red, green, blue


def _words(canvas: Image.Image, card: ShareCard, box: tuple[int, int, int, int], size: int, name: str) -> None:
    """Write title, line and credit from the top of the box, the sign at its foot."""
    left, top, width, height = box
    pen = ImageDraw.Draw(canvas)
    foot = top + height - 40
    short = height < 250
    credit = _lines(card.credit, SANS, 19, width - (180 if short else 0), 1 if short else 2)
    line = _lines(card.line, SANS, 25, width - (180 if short else 0), 1 if short else 3)
    spare = height - 34 * len(line) - 26 * len(credit) - (16 if short else 96)
    title, size = _title(card, width, size, spare)
    y = top
    for text in title:
        pen.text((left, y), text, INK, _font(ITALIC if card.italic else SERIF, size))
        y += round(size * 1.16)
    y += 12 if short else 22
    for text in line:
        pen.text((left, y), text, MUTED, _font(SANS, 25))
        y += 34
    y += 8
    for text in credit:
        pen.text((left, y), text, MUTED, _font(SANS, 19))
        y += 26
    _sign(pen, name, left + width, foot)


def _title(card: ShareCard, width: int, size: int, height: int) -> tuple[list[str], int]:
    """Return the lines of the title at the largest size that fits them in ``height``, shortened when none does."""
    font = ITALIC if card.italic else SERIF
    for smaller in range(size, 27, -3):
        most = max(1, int(height // (smaller * 1.16)))
        lines = _lines(card.title, font, smaller, width, most + 1)
        if len(lines) <= most:
            return lines, smaller
    most = max(1, int(height // (28 * 1.16)))
    return _lines(card.title, font, 28, width, most), 28


def _lines(text: str, font: Path, size: int, width: int, most: int) -> list[str]:
    """Return a text on lines no longer than ``width`` pixels, « … » ending the last one of more than ``most``."""
    face = _font(font, size)
    words = _drawable(typeset(" ".join(text[:LONGEST].split())), font).split(" ")
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(_cut(word, face, width))
    lines = [line for line in lines if line]
    return lines if len(lines) <= most else [*lines[: most - 1], _ended(lines[most - 1], face, width)]


def _cut(word: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    return word if face.getlength(word) <= width else _ended(word, face, width)


def _ended(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    while text and face.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip(' ,;:.')}…"


def _sign(pen: ImageDraw.ImageDraw, name: str, right: int, y: int) -> None:
    """Draw the casket and the site's name, ending at ``right``."""
    face = _font(SERIF, 32)
    left = right - round(face.getlength(name)) - 46
    pen.pieslice((left + 4, y + 4, left + 32, y + 26), 180, 360, fill=ENAMEL)
    pen.rectangle((left + 4, y + 17, left + 32, y + 29), fill=INK)
    pen.rounded_rectangle((left + 14, y + 13, left + 21, y + 23), 3, fill=BRASS)
    pen.text((left + 44, y - 7), name, INK, face)


@lru_cache(maxsize=64)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def _drawable(text: str, font: Path) -> str:
    """Return a text without the letters that the font does not have: they would be drawn as boxes."""
    return "".join(char for char in text if char.isspace() or _has(char, font))


@lru_cache(maxsize=4096)
def _has(char: str, font: Path) -> bool:
    face = _font(font, 24)
    return bytes(face.getmask(char)) != bytes(face.getmask("\U0010fffe"))
