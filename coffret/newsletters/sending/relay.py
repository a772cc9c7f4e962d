"""A connection to the relay, as exact as delivery needs: what was refused, by which word, and on which side of the final dot.

A message lost before its final dot was handed to the system was not taken: it may be sent again. After it, nobody knows:
it is in doubt. Python's smtplib does not tell the one from the other.
"""

import asyncio
import base64
import hmac
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings

from coffret.newsletters.sending.retries import Reply

# Seconds for the last word, that a relay may think about (RFC 5321, 4.5.3.2.6: ten minutes), and for leaving politely.
LAST_WORD = 600
_BYE = 2
_LONGEST_LINE = 1 << 16
_LINES = 100


class Refused(Exception):  # noqa: N818 - an answer
    """The relay said no, and waits for the next command. ``claimed``: after DATA was asked."""

    def __init__(self, reply: Reply, claimed: bool) -> None:
        super().__init__(str(reply))
        self.reply = reply
        self.claimed = claimed


class Lost(Exception):  # noqa: N818 - the wire's doing
    """The connection went, or stayed silent. ``past``: after the final dot, so that nobody knows; ``late``: silence."""

    def __init__(self, words: str, past: bool = False, late: bool = False) -> None:
        super().__init__(words)
        self.past = past
        self.late = late


class Barred(Exception):  # noqa: N818 - an answer
    """The relay lets nobody in, or refuses our own address: no recipient is to blame. ``passing``: it may be restarting."""

    def __init__(self, words: str, passing: bool = False) -> None:
        super().__init__(words)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Where:
    """Where the relay is and how it is spoken to."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False

    @classmethod
    def set(cls) -> Self:
        """Return the relay of the settings (COFFRET_MAIL_URL)."""
        return cls(
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            settings.EMAIL_HOST_USER,
            settings.EMAIL_HOST_PASSWORD,
            settings.EMAIL_USE_SSL,
            settings.EMAIL_USE_TLS,
        )


class Link:
    """One connection to the relay: messages go one after the other. ``past``: the relay was given a final dot to answer."""

    wire = True

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._offered: dict[str, str] = {}
        # After a refusal the relay's mind is cleared before the next message.
        self._reset = False
        self.past = False

    @classmethod
    async def open(cls, where: Where, name: str) -> Self:
        """Connect, greet as ``name``, go under TLS and sign in as the settings ask. Raises Barred."""
        context = ssl.create_default_context() if where.tls or where.starttls else None
        link = None
        try:
            async with asyncio.timeout(settings.EMAIL_TIMEOUT):
                asked = asyncio.open_connection(
                    where.host, where.port, ssl=context if where.tls else None, limit=_LONGEST_LINE
                )
                link = cls(*await asked)
                await link._begin(where, name, context)
        except (OSError, ssl.SSLError, TimeoutError, Lost) as failure:
            if link:
                link.drop()
            why = str(failure) or "délai dépassé"
            raise Barred(why, passing=not isinstance(failure, ssl.SSLError)) from failure
        except BaseException:
            if link:
                link.drop()
            raise
        return link

    @property
    def eight_bit(self) -> bool:
        """Say whether it takes letters beyond ASCII as they are."""
        return "8BITMIME" in self._offered

    @property
    def international(self) -> bool:
        """Say whether it takes addresses beyond ASCII."""
        return "SMTPUTF8" in self._offered

    async def offer(self, sender: str, recipient: str, size: int, eight_bit: bool) -> None:
        """Name the sender and the recipient of the next message. Raises Refused, Barred, Lost."""
        words = [f"MAIL FROM:<{sender}>"]
        if "SIZE" in self._offered:
            words.append(f"SIZE={size}")
        if eight_bit:
            words.append("BODY=8BITMIME")
        if not recipient.isascii():
            words.append("SMTPUTF8")
        said = [*(["RSET"] if self._reset else []), " ".join(words), f"RCPT TO:<{recipient}>"]
        replies = await self._several(said)
        self._reset = True
        for command, reply in zip(said, replies, strict=True):
            if reply.code >= 400:
                self._judge(command, reply)

    async def put(self, message: bytes) -> Reply:
        """Send the message offered; return the relay's acceptance. Raises Refused, Lost.

        ``message`` ends with a line break, its leading dots doubled.
        """
        reply = await self._say("DATA")
        if reply.code != 354:
            self._judge("DATA", reply)
        await self._pour(message)
        self.past = True
        self._write(b".\r\n")
        try:
            async with asyncio.timeout(LAST_WORD):
                reply = await self._reply()
        except TimeoutError:
            raise Lost("aucune réponse après le point final", past=True, late=True) from None
        except Lost as lost:
            raise Lost(str(lost), past=True) from lost
        self.past = False
        if reply.code >= 400:
            raise Refused(reply, claimed=True)
        self._reset = False
        return reply

    async def take_back(self) -> None:
        """Give up the message offered."""
        await self._say("RSET")
        self._reset = False

    async def close(self) -> None:
        """Take leave."""
        with suppress(Lost, TimeoutError):
            async with asyncio.timeout(_BYE):
                await self._say("QUIT")
        self.drop()

    def drop(self) -> None:
        """Hang up."""
        self._writer.transport.abort()

    # Words -------------------------------------------------------------------------------------------------------------

    async def _begin(self, where: Where, name: str, context: ssl.SSLContext | None) -> None:
        self._hold_little()
        greeting = await self._reply()
        if greeting.code != 220:
            raise Barred(str(greeting), passing=greeting.code < 500)
        await self._greet(name)
        if where.starttls and context:
            reply = await self._say("STARTTLS")
            if reply.code != 220:
                raise Barred(str(reply))
            await self._writer.start_tls(context, server_hostname=where.host)
            self._hold_little()
            await self._greet(name)
        if where.user:
            await self._sign_in(where.user, where.password)

    def _hold_little(self) -> None:
        """Have ``drain`` wait for all that was written: a wire that breaks by then broke before the final dot.

        Under TLS, asyncio pauses for ever at 0.
        """
        under_tls = self._writer.get_extra_info("sslcontext") is not None
        self._writer.transport.set_write_buffer_limits(high=int(under_tls), low=0)

    async def _greet(self, name: str) -> None:
        reply = await self._say(f"EHLO {name}")
        if reply.code != 250:
            reply = await self._say(f"HELO {name}")
            if reply.code != 250:
                raise Barred(str(reply), passing=reply.code < 500)
            return
        lines = [line.partition(" ") for line in reply.words.split("\n")[1:]]
        self._offered = {word.upper(): rest for word, _space, rest in lines}

    async def _sign_in(self, user: str, password: str) -> None:
        ways = self._offered.get("AUTH", "").upper().split()
        if "CRAM-MD5" in ways and "PLAIN" not in ways and "LOGIN" not in ways:
            asked = await self._say("AUTH CRAM-MD5")
            proof = hmac.new(password.encode(), base64.b64decode(asked.words), "md5").hexdigest()
            reply = await self._say(_coded(f"{user} {proof}"))
        elif "PLAIN" in ways or "LOGIN" not in ways:
            reply = await self._say(f"AUTH PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{password}')}")
        else:
            await self._say("AUTH LOGIN")
            await self._say(_coded(user))
            reply = await self._say(_coded(password))
        if reply.code != 235:
            raise Barred(str(reply), passing=reply.code < 500)

    async def _several(self, commands: list[str]) -> list[Reply]:
        """Say commands in one breath where the relay listens so (RFC 2920), else each after the answer to the last."""
        if "PIPELINING" not in self._offered:
            return [await self._say(command) for command in commands]
        self._write("".join(f"{command}\r\n" for command in commands).encode())
        async with _in_time():
            return [await self._reply() for _command in commands]

    async def _say(self, command: str) -> Reply:
        self._write(f"{command}\r\n".encode())
        async with _in_time():
            return await self._reply()

    async def _reply(self) -> Reply:
        lines: list[str] = []
        while len(lines) < _LINES:
            try:
                line = await self._reader.readuntil(b"\n")
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as gone:
                raise Lost(str(gone) if isinstance(gone, OSError) else "connexion fermée par le relais") from gone
            text = line.decode("utf-8", "replace").rstrip()
            lines.append(text[4:])
            if text[3:4] != "-":
                if not text[:3].isdigit():
                    break
                return Reply(int(text[:3]), "\n".join(lines))
        raise Lost("le relais ne parle pas SMTP")

    async def _pour(self, message: bytes) -> None:
        self._write(message)
        async with _in_time():
            try:
                await self._writer.drain()
            except OSError as gone:
                raise Lost(str(gone)) from gone

    def _write(self, data: bytes) -> None:
        if self._writer.transport.is_closing():
            raise Lost("connexion fermée")
        self._writer.write(data)

    def _judge(self, command: str, reply: Reply) -> None:
        if reply.code == 421:
            raise Lost(str(reply))
        if command.startswith(("MAIL", "RSET")) and reply.code >= 500:
            raise Barred(str(reply))
        raise Refused(reply, claimed=command == "DATA")


class _in_time:  # noqa: N801 - reads as a word
    """Turn the silence of the relay into Lost."""

    async def __aenter__(self) -> None:
        self._timeout = asyncio.timeout(settings.EMAIL_TIMEOUT)
        await self._timeout.__aenter__()

    async def __aexit__(self, *failure: Any) -> None:
        try:
            await self._timeout.__aexit__(*failure)
        except TimeoutError:
            raise Lost("le relais ne répond pas", late=True) from None


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
