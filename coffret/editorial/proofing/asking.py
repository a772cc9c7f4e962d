"""Asking one address of the web whether it still answers, politely and from a safe distance. No database here.

HEAD first, GET where HEAD is not taken, its first bytes only. Ten seconds each, two tries, five redirections followed by
hand. Never an address of one person (an unsubscription, a token), never a private machine: every address a name leads to
must be public, and the one that was looked at is the one connected to.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urljoin, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

from coffret import __version__
from coffret.editorial.proofing.world import Answer, split

TIMEOUT = 10.0  # seconds, for one request from its connection to its last byte read
TRIES = 2
PAUSE = 1.0  # seconds between two requests to one host
HOPS = 5
READ = 4096  # bytes of a page that are enough to know it is there
_PORTS = frozenset({80, 443, 8080, 8443})
_MOVED = frozenset({301, 308})
_REDIRECTED = _MOVED | {302, 303, 307}
# HEAD was not taken: GET may be.
_ASK_AGAIN = frozenset({400, 403, 404, 405, 406, 410, 429, 500, 501, 502, 503})
_TRY_AGAIN = frozenset({0, 429, 500, 502, 503, 504})
# Addresses that do something, or open something to whoever holds them.
_PERSONAL_NAME = re.compile(
    r"^(?:token|jeton|key|apikey|api_key|sig|signature|auth|access_token|password|pwd|pass|session|sessionid|sid|phpsessid"
    r"|hash|code|otp|ticket|email|mail|user|uid|unsubscribe|invite|invitation|x-amz-signature|x-goog-signature)$",
    re.IGNORECASE,
)
_PERSONAL_PATH = re.compile(
    r"unsubscri|desabonn|désabonn|desinscri|désinscri|one-?click|optout|opt-out|/confirm|/activate|/reset|/logout"
    r"|/deconnexion|/delete|/supprimer|/[A-Za-z0-9_-]{40,}(?:/|$)",
    re.IGNORECASE,
)


class Unreachable(Exception):  # noqa: N818 - it is an answer
    """Nobody answered, or nobody may be asked; its text says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said: status, and where it sends (an absolute address, or « »)."""

    status: int
    location: str = ""


def personal(url: str) -> bool:
    """Say whether an address is one person's, or does something when it is opened: nobody asks it."""
    parts = split(url)
    if parts is None or parts.username or parts.password:
        return True
    named = (name for name, _value in parse_qsl(parts.query, keep_blank_values=True))
    return bool(_PERSONAL_PATH.search(parts.path)) or any(_PERSONAL_NAME.match(name) for name in named)


def ask(url: str, *, private: bool = False, pause: float = PAUSE) -> Answer:
    """Return what an address answers, a second try given to those that stay mute or stumble. Never raises."""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(pause)
        answer = _followed(url, private)
        if answer.status not in _TRY_AGAIN:
            break
    return answer


def _followed(url: str, private: bool) -> Answer:
    """Follow redirections by hand; ``moved_to`` is where they lead when each of them is for good."""
    at, permanent = url, True
    try:
        for _hop in range(HOPS + 1):
            reply = _asked_once(at, private)
            if reply.status not in _REDIRECTED or not reply.location:
                moved = at if at != url and permanent and reply.status < 400 else ""
                return Answer(reply.status, moved)
            permanent = permanent and reply.status in _MOVED
            at = reply.location
    except Unreachable as failure:
        return Answer(0, reason=str(failure))
    return Answer(0, reason=_("redirigé sans fin"))


def _asked_once(url: str, private: bool) -> Reply:
    try:
        reply = _request("HEAD", url, private)
    except Unreachable as failure:
        # Some servers hang up on HEAD; those that nobody reached are not asked twice here.
        if not isinstance(failure.__cause__, http.client.HTTPException | ConnectionResetError):
            raise
        return _request("GET", url, private)
    return _request("GET", url, private) if reply.status in _ASK_AGAIN else reply


def _request(method: str, url: str, private: bool) -> Reply:
    """Return what a server says; raises Unreachable. All of it, dripping included, ends within TIMEOUT."""
    parts = split(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unreachable(_("adresse illisible"))
    if personal(url):
        raise Unreachable(_("adresse personnelle, jamais suivie"))
    connection = _connection(parts, private)
    clock = threading.Timer(TIMEOUT, _cut, (connection,))
    clock.daemon = True
    clock.start()
    try:
        connection.request(method, _target(parts), headers=_headers(method))
        answer = connection.getresponse()
        if method == "GET":
            answer.read(READ)
        if connection.late:
            raise TimeoutError
        return Reply(answer.status, urljoin(url, _readable(answer.getheader("Location") or "")))
    except (TimeoutError, ssl.SSLError, OSError, http.client.HTTPException, ValueError) as failure:
        raise Unreachable(_reason(failure)) from failure
    finally:
        clock.cancel()
        connection.close()


def _cut(connection: "_Direct") -> None:
    """End a conversation that lasts: whoever reads from it is told at once."""
    connection.late = True
    if connection.held is not None:
        try:
            connection.held.shutdown(socket.SHUT_RDWR)
        except OSError:  # it just ended by itself
            pass


def _headers(method: str) -> dict[str, str]:
    agent = f"Coffret/{__version__} (+{settings.BASE_URL}; link check)"
    more = {"Range": f"bytes=0-{READ - 1}"} if method == "GET" else {}
    return {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", **more}


def _target(parts: object) -> str:
    path = getattr(parts, "path", "") or "/"
    query = getattr(parts, "query", "")
    safe = "/%:@!$&'()*+,;=~-._"
    return quote(path, safe=safe) + (f"?{quote(query, safe=safe + '?')}" if query else "")


def _readable(location: str) -> str:
    """Return a Location as text: headers are read as Latin-1, and servers write UTF-8."""
    try:
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        pass
    parts = split(location)
    return urlunsplit(parts._replace(fragment="")) if parts else ""


def _reason(failure: Exception) -> str:
    if isinstance(failure, ssl.SSLCertVerificationError):
        return _("son certificat n’est pas valable")
    if isinstance(failure, TimeoutError):
        return _("pas de réponse en dix secondes")
    if isinstance(failure, ConnectionRefusedError):
        return _("connexion refusée")
    return _("pas de réponse lisible")


# Where one may connect ------------------------------------------------------------------------------------------------


class _Direct(http.client.HTTPConnection):
    """A connection to an address already looked at: the name is not resolved again."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.address = address
        # http.client lets go of its socket before the page is read.
        self.held: socket.socket | None = None
        self.late = False

    def connect(self) -> None:
        """Connect to the address."""
        self.sock = self.held = socket.create_connection((self.address, self.port), self.timeout)


class _Sealed(_Direct):
    """The same under TLS, the certificate checked for the name."""

    def connect(self) -> None:
        """Connect, then agree on keys."""
        super().connect()
        self.sock = self.held = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: object, private: bool) -> _Direct:
    scheme, host = getattr(parts, "scheme", ""), getattr(parts, "hostname", "")
    try:
        port = getattr(parts, "port", None) or (443 if scheme == "https" else 80)
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise Unreachable(_("adresse illisible")) from None
    if port not in _PORTS and not private:
        raise Unreachable(_("port inhabituel, jamais suivi"))
    address = _address(name, port, private)
    return _Sealed(name, port, address) if scheme == "https" else _Direct(name, port, address)


def _address(host: str, port: int, private: bool) -> str:
    """Return an address of a host; raises Unreachable when it has none, or one that is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(_("nom inconnu")) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses:
        raise Unreachable(_("nom inconnu"))
    if not private and not all(public(address) for address in addresses):
        raise Unreachable(_("adresse privée, jamais suivie"))
    return addresses[0]


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def public(address: str) -> bool:
    """Say whether an IP address is one of the public Internet: not this machine, its network, nor a way round to them."""
    try:
        one = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo and one.teredo[1])
        if one in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inner:
            return public(str(inner))
    # Reserved: among others ::a.b.c.d, an older way to write an IPv4 address.
    return one.is_global and not one.is_multicast and not one.is_reserved
