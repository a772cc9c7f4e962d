"""DKIM: is a message of ours signed, by our domain, whole on arrival, both List-Unsubscribe headers included?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import dkim
from django.utils.translation import gettext as _

from coffret.newsletters.domain.found import Found
from coffret.newsletters.domain.names import Names, Unanswered, aligned

# RFC 8058, 4: the signature must cover them both.
COVERED = ("list-unsubscribe", "list-unsubscribe-post")
_TAG = re.compile(r"\s*([a-z]+)\s*=\s*(.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of a message: signing domain, selector, names of the headers it covers, whether it holds, else why not."""

    domain: str
    selector: str
    covers: frozenset[str]
    holds: bool | None
    why: str = ""

    @property
    def missing(self) -> list[str]:
        """Return which of the headers it must cover it does not."""
        return [name for name in COVERED if name not in self.covers]


def signatures(raw: bytes, names: Names) -> Iterator[Signature]:
    """Yield the signatures of a message, each checked against the key of its domain."""
    # Of the message alone: with CRLF, as it was signed.
    message = re.sub(rb"\r?\n", b"\r\n", raw)
    headers, _body = dkim.rfc822_parse(message)
    found = [value for name, value in headers if name.lower() == b"dkim-signature"]
    for place, value in enumerate(found):
        tags = _tags(value.decode("utf-8", "replace"))
        covers = frozenset(name.strip().lower() for name in tags.get("h", "").split(":"))
        holds, why = _verified(message, place, names)
        yield Signature(tags.get("d", "").lower(), tags.get("s", ""), covers, holds, why)


def _verified(message: bytes, place: int, names: Names) -> tuple[bool | None, str]:
    def text(name: bytes | str, timeout: float = 5) -> bytes:
        asked = name.decode() if isinstance(name, bytes) else name
        return next(iter(names.raw_texts(asked.rstrip("."))), b"")

    try:
        holds = dkim.DKIM(message, minkey=1024).verify(place, dnsfunc=text)
    except Unanswered as silence:
        return None, str(silence)
    except (dkim.DKIMException, ValueError, KeyError, IndexError) as fault:
        return False, str(fault)
    return bool(holds), "" if holds else _(
        "le message ou ses en-têtes ont changé en route, ou la clé n’est pas la bonne"
    )


def _tags(value: str) -> dict[str, str]:
    pairs = (_TAG.fullmatch(part) for part in value.split(";"))
    return {found[1]: re.sub(r"\s+", "", found[2]) for found in pairs if found}


def look(given: list[Signature], visible: str) -> Found:
    """Judge the signatures of a message whose « From » is of the domain ``visible``."""
    own = [one for one in given if aligned(one.domain, visible)]
    good = [one for one in own if one.holds]
    if whole := next((one for one in good if not one.missing), None):
        said = _("Signé par {domain} (clé « {selector} »), les deux en-têtes de désabonnement compris.")
        return Found(True, said.format(domain=whole.domain, selector=whole.selector))
    if good:
        return _uncovered(good[0])
    return _broken(own[0]) if own else _unsigned(given, visible)


def _uncovered(one: Signature) -> Found:
    said = _("La signature de {domain} tient, mais ne couvre pas {missing}.").format(
        domain=one.domain, missing=_(" ni ").join(_NAMES[name] for name in one.missing)
    )
    remedy = _(
        "OpenDKIM : « SignHeaders *,+List-Unsubscribe,+List-Unsubscribe-Post » dans opendkim.conf, puis le relancer. "
        "Rspamd : ajouter les deux noms à sign_headers."
    )
    return Found(False, said, remedy)


_NAMES = {"list-unsubscribe": "List-Unsubscribe", "list-unsubscribe-post": "List-Unsubscribe-Post"}


def _broken(one: Signature) -> Found:
    facts = {"domain": one.domain, "selector": one.selector, "why": one.why}
    if one.holds is None:
        return Found(None, _("La clé « {selector} » de {domain} n’a pas pu être lue ({why}).").format(**facts))
    remedy = _("Publier la clé que le relais a engendrée (avec OpenDKIM, le fichier {selector}.txt).").format(**facts)
    said = _("La signature de {domain} (clé « {selector} ») ne tient pas : {why}.").format(**facts)
    return Found(False, said, remedy, f"{one.selector}._domainkey.{one.domain}", "v=DKIM1; k=rsa; p=…")


def _unsigned(given: list[Signature], visible: str) -> Found:
    if given:
        others = ", ".join(sorted({one.domain for one in given}))
        said = _("Le message est signé par {others}, non par {domain}.").format(others=others, domain=visible)
    else:
        said = _("Le message n’est pas signé.")
    remedy = _(
        "Faire signer le relais au nom de {domain} (OpenDKIM, Rspamd, ou le service d’envoi), puis publier sa clé."
    ).format(domain=visible)
    return Found(False, said, remedy, f"coffret._domainkey.{visible}", "v=DKIM1; k=rsa; p=…")
