"""A mail's HTML read element by element and written back as it was, but for what one asks to change."""

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
Attributes = dict[str, str]


class Rewriter(HTMLParser):
    """Passes a page on as it came. What a sub-class answers to ``element``, ``sheet``, ``comment`` changes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._out: list[str] = []
        # Elements being left out with all they hold, or unwrapped: tag → how the end is to be treated.
        self._ends: list[tuple[str, str]] = []
        self._skipping = 0
        self._sheet: list[str] | None = None

    def rewritten(self, html: str) -> str:
        """Return the page, changed."""
        self.feed(html)
        self.close()
        return "".join(self._out)

    def element(self, tag: str, attrs: Attributes) -> tuple[str, Attributes] | str | None:
        """Answer an element: (tag, attributes) as it is to be; a text in its place; None to leave out with its content."""
        return tag, attrs

    def sheet(self, text: str) -> str:
        """Answer the content of a style element."""
        return text

    def comment(self, text: str) -> str:
        """Answer a comment, as it is written between « <!-- » and « --> »."""
        return f"<!--{text}-->"

    def _put(self, text: str) -> None:
        if not self._skipping:
            self._out.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an element's beginning."""
        given = {name: value or "" for name, value in attrs}
        answer = self.element(tag, dict(given)) if not self._skipping else None
        if answer is None or isinstance(answer, str):
            self._replaced(tag, answer)
            return
        new, kept = answer
        unchanged = new == tag and kept == given
        self._put(self.get_starttag_text() or "" if unchanged else begun(new, kept))
        if tag == "style":
            self._sheet = []
        if tag not in VOID:
            self._ends.append((tag, f"</{new}>"))

    def _replaced(self, tag: str, text: str | None) -> None:
        """Leave an element out, its content too when nothing stands in its place; of a void one nothing follows."""
        if text:
            self._put(text)
        if tag in VOID:
            return
        self._ends.append((tag, "" if text is not None else "skip"))
        self._skipping += text is None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write « <br/> » as its beginning."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Write an element's end, with those nobody closed inside it."""
        if tag == "style" and self._sheet is not None:
            text, self._sheet = "".join(self._sheet), None
            self._put(self.sheet(text))
        if not any(name == tag for name, _end in self._ends):
            self._put(f"</{tag}>" if tag not in VOID else "")
            return
        while self._ends:
            name, end = self._ends.pop()
            if end == "skip":
                self._skipping -= 1
            elif name == tag:
                self._put(end)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Write a text."""
        if self._sheet is not None:
            self._sheet.append(data)
        else:
            self._put(data)

    def handle_entityref(self, name: str) -> None:
        """Write « &amp; »."""
        self._put(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write « &#38; »."""
        self._put(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Write a comment."""
        self._put(self.comment(data))

    def handle_decl(self, decl: str) -> None:
        """Write the doctype."""
        self._put(f"<!{decl}>")


def begun(tag: str, attrs: Mapping[str, str]) -> str:
    """Return an element's beginning."""
    given = "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())
    return f"<{tag}{given}>"
