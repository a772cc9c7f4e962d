"""A small OpenID Connect provider on this machine, as strict as ProConnect: it answers what a test decides."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "coffret", "un secret partagé"


@cache
def _keys() -> tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]:
    """Return the provider's key and somebody else's, made once: making them takes longer than all the rest."""
    return tuple(rsa.generate_private_key(public_exponent=65537, key_size=2048) for _n in range(2))


class Provider:
    """The provider: ``person`` is what it says of who signs in; ``break_`` names what it does wrong."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key, self.other_key = _keys()
        self.person: dict[str, Any] = {}
        self.break_ = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def authorize(self, address: str) -> str:
        """Do what a browser sent to ``address`` and a person who agrees do; return where the browser is sent back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert min(len(query["state"]), len(query["nonce"])) >= 32
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        if self.break_ == "cancelled":
            return f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def configuration(self) -> dict[str, Any]:
        """Return what discovery says."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "end_session_endpoint": f"{self.address}/session/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        """Return the public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """Exchange a code, once, for tokens."""
        query = self.codes.pop(form["code"])
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        assert form["redirect_uri"] == query["redirect_uri"]
        assert challenge == query["code_challenge"]
        claims = {
            "iss": "https://ailleurs.example.org" if self.break_ == "issuer" else self.address,
            "aud": "un-autre" if self.break_ == "audience" else CLIENT,
            "exp": int(time.time()) + (-3600 if self.break_ == "expired" else 60),
            "iat": int(time.time()),
            "sub": self.person["sub"],
            "nonce": "x" * 43 if self.break_ == "nonce" else query["nonce"],
            "acr": self.person.get("acr", "eidas1"),
        }
        return {"access_token": "acces", "token_type": "Bearer", "expires_in": 60, "id_token": self.signed(claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        """Return a signed token, by somebody else's key when that is what is broken."""
        key = self.other_key if self.break_ == "signature" else self.key
        if self.break_ == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})
        if self.break_ == "shared":
            return jwt.encode(claims, SECRET * 2, algorithm="HS256", headers={"kid": "k1"})
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k1"})

    def userinfo(self) -> tuple[str, bytes]:
        """Return what is said of the person: a signed token, as ProConnect does, or JSON."""
        told = {**self.person, "iss": self.address, "aud": CLIENT}
        if self.break_ == "somebody else":
            told["sub"] = "autre"
        if self.break_ == "json":
            return "application/json", json.dumps(told).encode()
        if self.break_ == "userinfo":
            return "application/jwt", jwt.encode(
                told, self.other_key, algorithm="RS256", headers={"kid": "k1"}
            ).encode()
        return "application/jwt; charset=utf-8", self.signed(told).encode()


def _handler(holder: list[Provider]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider = holder[0]
            path = urlsplit(self.path).path
            provider.asked.append(path)
            if path == "/userinfo":
                assert self.headers["Authorization"] == "Bearer acces"
                self._say(*provider.userinfo())
            elif path == "/jwks":
                self._say("application/json", json.dumps(provider.jwks()).encode())
            elif path == "/.well-known/openid-configuration":
                self._say("application/json", json.dumps(provider.configuration()).encode())
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            provider = holder[0]
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            self._say("application/json", json.dumps(provider.token(form)).encode())

        def _say(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider; give it."""
    holder: list[Provider] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(holder))
    holder.append(Provider(f"http://127.0.0.1:{server.server_address[1]}"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield holder[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
