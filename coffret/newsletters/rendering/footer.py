"""The foot of a letter: why one receives it, how to leave it, to choose, to write back, and who publishes it."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coffret.base.text import NO_BREAK_SPACE
from coffret.newsletters import addresses
from coffret.newsletters.composing.issue import Composed
from coffret.newsletters.rendering.prose import spaced
from coffret.newsletters.rendering.signing import Signature


def why(composed: Composed) -> str:
    """Return why one receives this letter."""
    said = _("Vous recevez « {name} » parce que cette adresse y est abonnée.")
    return spaced(said.format(name=composed.name), composed.language)


def reply(composed: Composed, sign: Signature) -> str:
    """Return how one writes back."""
    if not sign.reply_to:
        return ""
    said = _("Une question, une correction ? Répondre à ce message écrit à {address}.")
    return spaced(said.format(address=sign.reply_to), composed.language)


def links(composed: Composed, sign: Signature) -> list[tuple[str, str]]:
    """Return (words, absolute address) of the links of the foot, the personal ones being marks."""
    own = [
        (_("Se désabonner de cette lettre"), addresses.leave()),
        (_("Choisir ce que je reçois"), addresses.preferences()),
        (_("Recevoir mon lien"), addresses.own_link()),
    ]
    return [*own, (_("Lire en ligne"), addresses.absolute(composed.path))] if sign.archived else own


def publisher(composed: Composed, sign: Signature) -> list[str]:
    """Return who publishes the letter and where, in lines."""
    lines = [sign.name, sign.publisher, *sign.address.splitlines()]
    return [spaced(line.strip(), composed.language) for line in dict.fromkeys(lines) if line.strip()]


def html(composed: Composed, sign: Signature) -> SafeString:
    """Return the foot as HTML."""
    rows = format_html_join("\n", "{}", ((row,) for row in _rows(composed, sign)))
    return format_html('<div class="foot sans small muted">\n{}\n</div>', rows)


def _rows(composed: Composed, sign: Signature) -> Iterator[SafeString]:
    yield format_html("<p>{}</p>", why(composed))
    kept = ((address, words.replace(" ", NO_BREAK_SPACE)) for words, address in links(composed, sign))
    own = format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', kept)
    yield format_html('<p class="own">{}</p>', own)
    if answer := reply(composed, sign):
        yield format_html("<p>{}</p>", answer)
    yield format_html("<p>{}</p>", format_html_join("", "{}{}", _broken(publisher(composed, sign))))


def _broken(lines: list[str]) -> Iterator[tuple[SafeString | str, str]]:
    """Yield each line with the break before it."""
    for place, line in enumerate(lines):
        yield SafeString("<br>") if place else "", line
