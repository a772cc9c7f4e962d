"""Measure how fast letters leave: messages of 50 kB to a relay 20 ms away, over 50 connections.

    python bench/letters.py [--messages 20000] [--rounds 2] [--postgres postgres://user:password@host:port/name] [--keep]

The relay is a process of this machine (bench/letter_relay.py). Each round measures, one after the other, the floor (the
same bytes pumped by smtplib from 50 threads, no database), SQLite, and PostgreSQL where an empty database is named.
Everything a sending does is counted: claims, results, tokens, the final account; so is the processor, for a busy
machine makes the clock lie. ``--keep`` writes bench/results.json (key « letters ») and the table of bench/README.md.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board

HERE = Path(__file__).resolve().parent
PORT = 9251
CONNECTIONS = 50
LATENCY = 0.02
SIZE = 50_000
TARGET = 30_000
WORDS = "Les notices du mois de juin à l’honneur : peintures, estampes et costumes des musées de France. "


@contextmanager
def relay(port: int, *more: str) -> Iterator[int]:
    """Run the relay for the time of a ``with``; give its process number."""
    command = [sys.executable, str(HERE / "letter_relay.py"), "--port", str(port), *more]
    process = subprocess.Popen(command)
    try:
        for _attempt in range(100):
            with suppress(OSError), smtplib.SMTP("127.0.0.1", port, timeout=5):
                break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def contents() -> tuple[str, str]:
    """Return the text and the HTML of a letter that weighs 50 kB once written, its personal links as marks."""
    from coffret.newsletters.marks import LEAVE, READER

    links = f'<a href="https://m.example/lettres/desabonnement/{LEAVE}">{READER}</a>'
    text = f"{WORDS}\n" * 60 + f"https://m.example/lettres/desabonnement/{LEAVE}\n"
    line = f"<p>{WORDS}</p>\n"
    html = "<!doctype html>\n" + line * ((SIZE - 1200 - len(text.encode())) // len(line.encode())) + links
    return text, html


def prepared(messages: int) -> None:
    """Make an empty base with one sending to so many readers."""
    from django.core.management import call_command

    sys.path.insert(0, str(HERE.parent / "tests"))
    from sending_factories import sending

    from coffret.newsletters.models import Channel

    call_command("migrate", verbosity=0)
    text, html = contents()
    sending(messages, domains=200, text=text, html=html)
    Channel.objects.create(name="mail", connections=CONNECTIONS, per_domain=CONNECTIONS)


def send(messages: int) -> dict[str, Any]:
    """Send it all, in this process; return what it took."""
    from coffret.newsletters.models import Sending
    from coffret.newsletters.sending import account
    from coffret.newsletters.sending.sender import Sender

    began, worked = time.perf_counter(), time.process_time()
    Sender().run()
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    kept = Sending.objects.get()
    found = account.of(kept)
    if not (found.whole and found.sent == messages and kept.state == "finished"):
        raise SystemExit(f"not all left: {found}")
    return told(messages, seconds, processor)


def told(messages: int, seconds: float, processor: float) -> dict[str, Any]:
    """Return a row of the table."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rate = round(messages / seconds * 60)
    return {
        "messages": messages, "seconds": round(seconds, 2), "per_minute": rate,
        "processor_ms": round(processor / messages * 1000, 3), "memory_mb": memory,
    }  # fmt: skip


def pump(messages: int) -> dict[str, Any]:
    """Send the same bytes by smtplib, from as many threads as there are connections, no database."""
    import django

    django.setup()
    text, html = contents()
    body = f"Subject: Les notices\r\nMIME-Version: 1.0\r\n\r\n{text}{html}".encode()
    numbers = iter(range(messages))
    lock = threading.Lock()

    def carry() -> None:
        with smtplib.SMTP("127.0.0.1", PORT) as wire:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                to = f"lecteur{number}@domaine{number % 200}.example"
                wire.sendmail("lettre@m.example", [to], b"Message-ID: <i%d@m.example>\r\n%s" % (number, body))

    began, worked = time.perf_counter(), time.process_time()
    threads = [threading.Thread(target=carry) for _number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told(messages, time.perf_counter() - began, time.process_time() - worked)


def inner(what: str, messages: int) -> None:
    """Measure one contestant in a process of its own, and print its row."""
    if what == "floor":
        print(json.dumps(pump(messages)))
        return
    import django

    django.setup()
    if what == "prepare":
        prepared(messages)
    else:
        print(json.dumps(send(messages)))


def measured(what: str, messages: int, url: str = "") -> dict[str, Any]:
    """Return the row of a contestant, its data directory made anew."""
    folder = Path(tempfile.mkdtemp(prefix="coffret-letters-", dir=os.environ.get("BENCH_TMP")))
    environment = {
        **os.environ, "COFFRET_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "coffret.settings",
        "COFFRET_MAIL_URL": f"smtp://127.0.0.1:{PORT}", "COFFRET_DATABASE_URL": url or "sqlite:///",
    }  # fmt: skip

    def ask(inside: str) -> str:
        command = [sys.executable, str(HERE / "letters.py"), "--inside", inside, "--messages", str(messages)]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    try:
        if what != "floor":
            if url:
                emptied(environment)
            ask("prepare")
        with relay(PORT, "--latency", str(LATENCY)) as pid:
            row = json.loads(ask("floor" if what == "floor" else "send"))
            row["relay_ms"] = round(processor_of(pid) / messages * 1000, 3)
        return {**row, "load": round(os.getloadavg()[0], 1)}
    finally:
        shutil.rmtree(folder)


def emptied(environment: dict[str, str]) -> None:
    """Empty the database named: it is the measure's own."""
    code = "import django; django.setup(); from django.db import connection as c\n"
    code += "with c.cursor() as x: x.execute('drop schema public cascade; create schema public')"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def processor_of(pid: int) -> float:
    """Return the seconds of processor a process took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(kept: dict[str, Any]) -> str:
    """Return the table of bench/README.md."""
    floor = max(row["per_minute"] for row in kept["rounds"]["floor"])
    lines = [
        "## Letters: how fast they leave\n",
        f"`python bench/letters.py`, {kept['date']}, {kept['machine']}. Messages of {SIZE // 1000} kB to a relay of this",
        f"machine that answers after {round(LATENCY * 1000)} ms, over {CONNECTIONS} connections; the relay shares the processors.",
        f"Best of the rounds; load: others at work on the machine meanwhile (priority of the measure: nice {kept['nice']}).\n",
        "| what | messages | per minute | × floor | seconds | processor, ms a message | relay's, ms | memory, MB | load |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for what, rows in kept["rounds"].items():
        best = max(rows, key=lambda row: row["per_minute"])
        lines.append(
            f"| {what} | {best['messages']} | **{best['per_minute']}** | {best['per_minute'] / floor:.2f} | {best['seconds']} | "
            f"{best['processor_ms']} | {best['relay_ms']} | {best['memory_mb']} | {best['load']} |"
        )
    lines.append(
        f"\nAsked for: {TARGET} a minute. Floor: smtplib from {CONNECTIONS} threads, the same bytes, no database, no account:"
        " four answers awaited a message where ours awaits three (MAIL and RCPT together), which is why ours passes it."
    )
    return "\n".join(lines)


def main() -> None:
    """Measure all, and keep it when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return inner(options.inside, options.messages)
    contestants = {"floor": "", "SQLite": "", **({"PostgreSQL": options.postgres} if options.postgres else {})}
    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in contestants}
    for _round in range(options.rounds):
        for name, url in contestants.items():
            rounds[name].append(measured(name, options.messages, url))
            print(name, rounds[name][-1], flush=True)
    if options.keep:
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        nice = os.getpriority(os.PRIO_PROCESS, 0)
        kept = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "nice": nice, "rounds": rounds}
        board.publish("letters", kept, table(kept))
    return None


if __name__ == "__main__":
    main()
