"""A mail relay for the tests: real SMTP on a loopback port, which keeps what it takes and refuses what it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Relay:
    """What a relay took, and what it answers to some recipients (address → code and words)."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


class _Talk(socketserver.StreamRequestHandler):
    relay: Relay

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 relay")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                return self.say("221 bye")
            if word == b"RCPT":
                address = line.decode().split("<")[1].split(">")[0]
                self.say(self.relay.refused.get(address, "250 ok"))
            elif word == b"DATA":
                self.say("354 go on")
                self.relay.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say("250 taken")
            else:
                self.say("250 ok")
        return None


@contextmanager
def relay() -> Iterator[Relay]:
    """Run a relay for the time of a ``with``."""
    kept = Relay()
    handler = type("Talk", (_Talk,), {"relay": kept})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield kept
        server.shutdown()
