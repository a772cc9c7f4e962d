"""The body of a transactional mail: one title, a few paragraphs, at most one button; as plain text and as HTML.

Mail readers know neither style sheets of ours nor our fonts: one column of 600 px, system fonts, styles written on the
elements, dark mode by its own rules. The text part says everything the HTML says.
"""

import re
import textwrap
from collections.abc import Sequence

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from coffret.base.text import kept_together, typeset

WIDTH = 72
_ADDRESS = re.compile(r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]’']")
_SANS = "font-family:'Atkinson Hyperlegible Next','Segoe UI',Helvetica,Arial,sans-serif"
_SERIF = "font-family:Spectral,Georgia,'Times New Roman',serif"
_LINK = "color:#1f3f8f;text-decoration:underline"
# Readers that know dark mode keep these rules; the others show the light page whole.
_DARK = (
    "@media (prefers-color-scheme:dark){"
    ".page,.column{background:#151411!important}.ink{color:#eeeae2!important}.muted{color:#b0a99c!important}"
    ".link{color:#9db7ff!important}.button{background:#9db7ff!important;border-color:#9db7ff!important;"
    "color:#12193a!important}.line{border-color:#37332b!important}}"
)
_PAGE = """\
<!doctype html>
<html lang="{language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>{dark}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#fbf9f5">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#fbf9f5">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" class="column" width="600" cellpadding="0" cellspacing="0" border="0" \
style="width:100%;max-width:600px;text-align:left">
<tr><td lang="{language}" dir="ltr">
<h1 class="ink" style="margin:0 0 24px;{serif};font-size:26px;line-height:1.25;font-weight:400;color:#1c1a17">{title}</h1>
{paragraphs}{button}{footer}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


def compose(
    title: str,
    paragraphs: Sequence[str],
    *,
    button: tuple[str, str] | None = None,
    footer: str = "",
    language: str = "fr",
) -> tuple[str, str]:
    """Return the plain text and the HTML of a mail.

    All are plain texts, escaped here; a line break in a paragraph stays one, an http address becomes a link. ``button``
    is a label and an absolute address; ``footer`` says in small why one receives this; ``language`` is « fr » or « en ».
    """
    spaced = typeset if language == "fr" else kept_together
    title, footer = spaced(title), spaced(footer)
    said = [spaced(paragraph) for paragraph in paragraphs]
    named = (spaced(button[0]), button[1]) if button else None
    return _text(title, said, named, footer), _html(title, said, named, footer, language)


def _text(title: str, paragraphs: Sequence[str], button: tuple[str, str] | None, footer: str) -> str:
    parts = [_filled(title), *(_filled(paragraph) for paragraph in paragraphs)]
    if button:
        label, address = button
        parts.append(f"{_filled(label)}\n{address}")
    if footer:
        parts.append(f"-- \n{_filled(footer)}")
    return "\n\n".join(parts) + "\n"


def _filled(paragraph: str) -> str:
    """Return a paragraph in lines of 72 characters; an address is never cut."""
    lines = (
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in paragraph.split("\n")
    )
    return "\n".join(lines)


def _html(
    title: str, paragraphs: Sequence[str], button: tuple[str, str] | None, footer: str, language: str
) -> SafeString:
    return format_html(
        _PAGE,
        language=language,
        title=title,
        dark=mark_safe(_DARK),  # noqa: S308 - a constant of this module
        serif=mark_safe(_SERIF),  # noqa: S308 - a constant of this module
        paragraphs=format_html_join("", "{}", ((_paragraph(text),) for text in paragraphs)),
        button=_button(*button) if button else "",
        footer=_footer(footer) if footer else "",
    )


def _paragraph(text: str) -> SafeString:
    style = f"margin:0 0 16px;{_SANS};font-size:16px;line-height:1.5;color:#1c1a17"
    return format_html('<p class="ink" style="{}">{}</p>\n', mark_safe(style), _linked(text))  # noqa: S308 - constants


def _button(label: str, address: str) -> SafeString:
    style = (
        f"display:inline-block;padding:12px 24px;{_SANS};font-size:16px;line-height:20px;font-weight:600;"
        "color:#ffffff;background:#1f3f8f;border:1px solid #1f3f8f;border-radius:2px;text-decoration:none"
    )
    return format_html(
        '<p style="margin:24px 0"><a class="button" href="{}" style="{}">{}</a></p>\n',
        address,
        mark_safe(style),  # noqa: S308 - a constant of this module
        label,
    )


def _footer(text: str) -> SafeString:
    style = (
        f"margin:32px 0 0;padding:16px 0 0;border-top:1px solid #e4ded3;{_SANS};font-size:14px;line-height:1.5;"
        "color:#544e46"
    )
    return format_html('<p class="muted line" style="{}">{}</p>\n', mark_safe(style), _linked(text))  # noqa: S308


def _linked(text: str) -> SafeString:
    """Return a text escaped, its line breaks kept and its http addresses made links."""
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = escape(found.group())
        parts += [escape(text[end : found.start()]), f'<a class="link" href="{address}" style="{_LINK}">{address}</a>']
        end = found.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts).replace("\n", "<br>"))  # noqa: S308 - each part is escaped
