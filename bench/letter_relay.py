"""A relay for measures: takes mail over SMTP, as far away as one likes, and writes down what it took before it says so.

    python bench/letter_relay.py --port 9251 [--latency 0.02] [--journal FILE] [--drop 0.001]

``--journal``: a line per message (seconds, Message-ID, recipient), in the system's hands before the last 250. ``--drop``:
share of messages after which it hangs up instead of answering, and as many before. SIGTERM ends it at once, as a relay
that restarts does.
"""

import argparse
import asyncio
import os
import random
import re
import time
from typing import Any

_MESSAGE_ID = re.compile(rb"(?im)^message-id: *(\S+)")
_END = b"\r\n.\r\n"
_REPLIES = {b"MAIL": b"250 2.1.0 ok", b"RCPT": b"250 2.1.5 ok", b"DATA": b"354 go on", b"RSET": b"250 2.0.0 ok"}


class Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, options: argparse.Namespace, journal: int | None) -> None:
        self.options, self.journal = options, journal
        self.loop = asyncio.get_running_loop()
        self.line = b""
        self.parts: list[bytes] = []
        self.inside = False
        self.to = b""

    def connection_made(self, transport: Any) -> None:
        """Greet."""
        self.transport = transport
        self.say(b"220 relay\r\n")

    def data_received(self, data: bytes) -> None:
        """Hear commands, or the next piece of a message."""
        if self.inside:
            return self.take(data)
        *lines, self.line = (self.line + data).split(b"\r\n")
        return self.say(b"".join(map(self.hear, lines)))

    def hear(self, line: bytes) -> bytes:
        """Return the answer to a command."""
        word = line[:4].upper()
        if word == b"EHLO":
            return b"250-relay\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 30000000\r\n"
        if word == b"QUIT":
            self.loop.call_later(self.options.latency, self.transport.close)
            return b"221 bye\r\n"
        if word == b"RCPT":
            self.to = line.split(b"<")[1].split(b">")[0]
        if word == b"DATA":
            self.inside, self.parts = True, []
            if random.random() < self.options.drop:
                self.transport.abort()
        return _REPLIES.get(word, b"250 ok") + b"\r\n"

    def take(self, data: bytes) -> None:
        """Keep a piece; once the message is whole, write it down, then answer."""
        self.parts.append(data)
        tail = data if len(data) >= len(_END) else b"".join(self.parts[-2:])
        if not tail.endswith(_END):
            return
        self.inside = False
        if self.journal is not None:
            found = _MESSAGE_ID.search(self.parts[0])
            name = found[1] if found else b"?"
            os.write(self.journal, b"%.6f %s %s\n" % (time.time(), name, self.to))
        if random.random() < self.options.drop:
            self.transport.abort()
        self.say(b"250 2.0.0 queued\r\n")

    def say(self, words: bytes) -> None:
        """Answer, after the time it takes to come."""
        if words:
            self.loop.call_later(self.options.latency, self.transport.write, words)


async def serve(options: argparse.Namespace) -> None:
    """Listen until killed."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    journal = os.open(options.journal, flags, 0o600) if options.journal else None
    server = await asyncio.get_running_loop().create_server(
        lambda: Talk(options, journal), "127.0.0.1", options.port, backlog=200
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--journal", default="")
    parser.add_argument("--drop", type=float, default=0.0)
    asyncio.run(serve(parser.parse_args()))
