"""A name server for the tests: real DNS over UDP on a loopback port, which knows what it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


@dataclass
class Zone:
    """What the server answers: (name, type) → texts; ``silent`` names get no answer at all."""

    port: int = 0
    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    def text(self, name: str, *values: str) -> None:
        """Keep TXT records, cut as the DNS wants."""
        self.records[name, "TXT"] = [" ".join(f'"{v[at : at + 200]}"' for at in range(0, len(v), 200)) for v in values]


class _Talk(socketserver.BaseRequestHandler):
    zone: Zone

    def handle(self) -> None:
        raw, link = self.request
        asked = dns.message.from_wire(raw)
        name, kind = asked.question[0].name, dns.rdatatype.to_text(asked.question[0].rdtype)
        plain = name.to_text(omit_final_dot=True).lower()
        if plain in self.zone.silent:
            return
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        if values := self.zone.records.get((plain, kind)):
            answer.answer.append(dns.rrset.from_text(name, 1, "IN", kind, *values))
        elif plain not in {known for known, _kind in self.zone.records}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        link.sendto(answer.to_wire(), self.client_address)


@contextmanager
def name_server() -> Iterator[Zone]:
    """Run a name server for the time of a ``with``."""
    zone = Zone()
    handler = type("Talk", (_Talk,), {"zone": zone})
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        zone.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield zone
        server.shutdown()
