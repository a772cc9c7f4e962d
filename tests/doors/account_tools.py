"""What the tests of accounts share: signing in as people do, reading mail, codes of an application."""

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client
from factories import PASSWORD

from coffret.base.models import Mail

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(ip: str = "192.0.2.1", agent: str = FIREFOX) -> Client:
    """Return a browser at this address."""
    return Client(REMOTE_ADDR=ip, headers={"user-agent": agent})


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    """Type an address and a password; return the answer, redirections not followed."""
    return client.post("/pro/connexion/", {"login": email, "password": password, **more})


def signed_in(email: str, password: str = PASSWORD, ip: str = "192.0.2.1") -> Client:
    """Return a browser signed in by the form."""
    client = browser(ip)
    answer = sign_in(client, email, password)
    assert answer.status_code == 302, text(answer)
    return client


def text(answer: Any) -> str:
    """Return the page."""
    return str(answer.content.decode())


def link_in(mail: Mail) -> str:
    """Return the path of the one link of a mail's text."""
    found = re.findall(r"http://[^/\s]+(/pro/\S+)", mail.text)
    assert len(set(found)) == 1, mail.text
    return str(found[0])


def code_of(secret: str, at: float | None = None) -> str:
    """Return the code an application shows for this secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int((at or time.time()) // 30)), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def add_application(client: Client, password: str = PASSWORD) -> str:
    """Set up an application of codes, as the page asks; return its secret."""
    page = client.get("/pro/compte/second-facteur/application/", follow=True)
    if "oldpassword" in text(page) or page.request["PATH_INFO"] == "/pro/compte/confirmer/":
        page = client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"password": password}, follow=True
        )
        page = client.get("/pro/compte/second-facteur/application/")
    secret = re.search(r'class="secret">([A-Z2-7]+)<', text(page))[1]
    answer = client.post("/pro/compte/second-facteur/application/", {"code": code_of(secret)})
    assert answer.status_code == 302, text(answer)
    return secret
