"""Small documents to download, written as PDF: text on A4 pages, tagged so that a screen reader reads them in order.

A page holds headings and paragraphs in the reader's own Helvetica: no font is embedded. The same text always gives the
same bytes.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coffret.base.text import typeset

FOLDER = Path(__file__).parent / "booklets"
# Points: an A4 page and its margins.
WIDTH, HEIGHT, MARGIN = 595, 842, 64
# Size, leading, room above, font, of each kind of block.
STYLES = {"H1": (22, 28, 0, "F2"), "H2": (14, 19, 16, "F2"), "P": (11, 16, 6, "F1")}
KEPT_BELOW = 40
# Widths of Helvetica's letters, in thousandths of the size; capitals and all others aside.
_WIDTHS = {
    **dict.fromkeys("ijl'’|", 222),
    **dict.fromkeys(" .,:;!/Ift\u00a0", 278),
    **dict.fromkeys("-r()«»°", 333),
    **dict.fromkeys("ckszvxyJ", 500),
    **dict.fromkeys("mM%", 833),
    **dict.fromkeys("wW—©œŒ", 944),
}
_CAPITAL, _OTHER = 722, 556


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph: its tag (H1, H2, P) and its text."""

    tag: str
    text: str


@dataclass(slots=True)
class Sheet:
    """A page being filled: the tags of its blocks in order, and what draws them."""

    tags: list[str] = field(default_factory=list)
    drawing: list[str] = field(default_factory=list)


def booklet(name: str) -> bytes:
    """Return the PDF of a text of the folder: « # » begins its title, « ## » a heading, other lines are paragraphs."""
    return pdf(list(_blocks((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))))


def _blocks(text: str) -> Iterator[Block]:
    for line in filter(None, text.splitlines()):
        marks, _space, words = line.partition(" ") if line.startswith("#") else ("", "", line)
        yield Block({"#": "H1", "##": "H2"}.get(marks, "P"), typeset(words))


def pdf(blocks: Sequence[Block]) -> bytes:
    """Return a tagged PDF of these blocks; the first one is the document's title."""
    sheets = _laid_out(blocks)
    count = len(sheets)
    # 1 catalogue, 2 pages, 3-4 fonts, 5 information, 6 root of the structure, 7 document; then pages, drawings, blocks.
    pages = [8 + n for n in range(count)]
    blocks_from = 8 + 2 * count
    parts = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R"
        " /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Count {count} /Kids [{_refs(pages)}] >>",
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        f"<< /Title <FEFF{blocks[0].text.encode('utf-16-be').hex().upper()}> /Author (Bureau du catalogue) >>",
        *_structure(sheets, blocks_from),
        *(_page(n, 8 + count + n) for n in range(count)),
        *(_stream("\n".join(sheet.drawing)) for sheet in sheets),
        *(
            f"<< /Type /StructElem /S /{tag} /P 7 0 R /Pg {page} 0 R /K {number} >>"
            for page, sheet in zip(pages, sheets, strict=True)
            for number, tag in enumerate(sheet.tags)
        ),
    ]
    return _written(parts)


def _structure(sheets: Sequence[Sheet], first: int) -> tuple[str, str]:
    """Return the root of the structure, which leads from pages to blocks, and the document that holds them in order."""
    numbers, kids, following = [], [], first
    for place, sheet in enumerate(sheets):
        own = list(range(following, following + len(sheet.tags)))
        following += len(own)
        kids += own
        numbers.append(f"{place} [{_refs(own)}]")
    root = f"<< /Type /StructTreeRoot /K 7 0 R /ParentTree << /Nums [{' '.join(numbers)}] >> >>"
    return root, f"<< /Type /StructElem /S /Document /P 6 0 R /K [{_refs(kids)}] >>"


def _laid_out(blocks: Sequence[Block]) -> list[Sheet]:
    sheets, height = [Sheet()], float(HEIGHT - MARGIN)
    for block in blocks:
        size, leading, above, font = STYLES[block.tag]
        lines = _wrapped(block.text, size)
        height -= above
        # A heading stays with the beginning of what it heads.
        below = KEPT_BELOW if block.tag != "P" else 0
        if height - leading * len(lines) - below < MARGIN:
            sheets.append(Sheet())
            height = float(HEIGHT - MARGIN)
        sheets[-1].drawing.append(_drawn(block.tag, len(sheets[-1].tags), font, size, leading, height, lines))
        sheets[-1].tags.append(block.tag)
        height -= leading * len(lines)
    return sheets


def _drawn(tag: str, number: int, font: str, size: int, leading: int, height: float, lines: Sequence[str]) -> str:
    shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    start = f"1 0 0 1 {MARGIN} {height - size:g} Tm"
    return f"/{tag} << /MCID {number} >> BDC BT /{font} {size} Tf {leading} TL {start} {shown} ET EMC"


def _wrapped(text: str, size: int) -> list[str]:
    room = (WIDTH - 2 * MARGIN) * 1000 / size
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(text: str) -> int:
    bare = (char if char in _WIDTHS else unicodedata.normalize("NFD", char)[0] for char in text)
    return sum(_WIDTHS.get(char, _CAPITAL if char.isupper() else _OTHER) for char in bare)


def _escaped(text: str) -> str:
    """Return a text as its fonts read it, one byte a letter."""
    octets = text.replace("\u202f", "\u00a0").encode("cp1252", "replace")
    return "".join(chr(o) if 32 <= o < 127 and chr(o) not in "()\\" else f"\\{o:03o}" for o in octets)


def _page(place: int, drawing: int) -> str:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {drawing} 0 R /Tabs /S"
        f" /StructParents {place} /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
    )


def _font(name: str) -> str:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"


def _stream(drawing: str) -> str:
    return f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream"


def _refs(numbers: Sequence[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _written(parts: Sequence[str]) -> bytes:
    out, places = "%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(parts) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R >>\n"
    return f"{out}{end}startxref\n{len(out)}\n%%EOF\n".encode("ascii")
