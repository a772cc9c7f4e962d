"""Our own one-click address, asked as a provider asks it: a POST that must answer 200, without a redirect (RFC 8058)."""

import http.client
import ssl
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from coffret.base.errors import reason_of
from coffret.newsletters import addresses
from coffret.newsletters.domain.found import Found

SECONDS = 10.0
BODY = "List-Unsubscribe=One-Click"


def look(token: str) -> Found:
    """Post to the one-click address of a token that leaves nothing, and judge the answer."""
    address = addresses.leave(token)
    parts = urlsplit(address)
    shown = f"{parts.scheme}://{parts.netloc}/lettres/desabonnement/…"
    try:
        status, leads = _posted(parts.scheme, parts.netloc, parts.path)
    except (OSError, http.client.HTTPException) as fault:
        why = reason_of(fault) if isinstance(fault, OSError) else str(fault)
        said = _("{address} ne répond pas : {why}.").format(address=shown, why=why)
        return Found(
            False, said, _("Vérifier que le site est en ligne et que COFFRET_BASE_URL est son adresse publique.")
        )
    facts = {"address": shown, "status": status, "leads": leads}
    if leads:
        said = _("{address} renvoie ailleurs ({status}, {leads}) : le désabonnement en un clic l’interdit.").format(
            **facts
        )
        return Found(False, said, _("Écrire dans COFFRET_BASE_URL l’adresse où le site répond sans renvoi."))
    if status != 200:
        said = _("{address} répond {status} au lieu de 200.").format(**facts)
        return Found(False, said, _("Laisser passer les POST sans connexion ni jeton jusqu’à cette adresse."))
    if parts.scheme != "https":
        said = _("{address} répond, mais sans chiffrement : une adresse https est exigée.").format(**facts)
        return Found(False, said, _("Mettre le site en https, et l’écrire dans COFFRET_BASE_URL."))
    return Found(True, _("{address} répond 200, sans renvoi.").format(**facts))


def _posted(scheme: str, host: str, path: str) -> tuple[int, str]:
    """Post as a provider does, without cookies; return the status and where a redirect leads."""
    if scheme == "https":
        context = ssl.create_default_context()
        link: http.client.HTTPConnection = http.client.HTTPSConnection(host, timeout=SECONDS, context=context)
    else:
        link = http.client.HTTPConnection(host, timeout=SECONDS)
    try:
        link.request("POST", path, BODY, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = link.getresponse()
        leads = answer.getheader("Location", "") if 300 <= answer.status < 400 else ""
        return answer.status, leads or ("…" if 300 <= answer.status < 400 else "")
    finally:
        link.close()
