"""Kill the sender again and again, restart the relay, fill the disk, have readers leave: then count, message by message.

    python bench/letter_crash.py [--recipients 20000] [--kills 20] [--leaving 10000] [--postgres postgres://…]
        [--plain] [--keep]

The account is read from the relay's own journal, written before it answers, beside the rows of the database. Under root
the data are put on a small disk of their own (tmpfs), which is filled once; elsewhere, or on PostgreSQL, that trial is
left out and said so. The lease lasts two seconds instead of thirty, so that a new sender takes over at once. Exits with 1
when the account does not hold. ``--keep`` writes bench/results.json (key « letters_crash ») and bench/README.md.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import board

HERE = Path(__file__).resolve().parent
PORT = int(os.environ.get("BENCH_PORT", "9262"))
DISK_MB = 400
LATENCY = 0.02
fork = multiprocessing.get_context("fork")


# Processes ---------------------------------------------------------------------------------------------------------------


def sender() -> None:
    """Send, as the worker does, until everything is settled."""
    from coffret.newsletters.models import Sending
    from coffret.newsletters.sending import channel
    from coffret.newsletters.sending import sender as room

    channel.LEASE, channel.HEARTBEAT = timedelta(seconds=2), 0.4
    room._LOOK = 0.1
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=room.follow, args=(stop,), daemon=True).start()
    while not stop.wait(0.2):
        if Sending.objects.get().state != "sending":
            stop.set()
    time.sleep(0.5)


def leavers(tokens: list[str], seconds: float, journal: str) -> None:
    """Leave, one token after the other over so many seconds; note when each was told it was done."""
    from django.db import DatabaseError, connection

    from coffret.newsletters.readers.leaving import leave

    began = time.time()
    with open(journal, "a", encoding="ascii") as written:
        for number, token in enumerate(tokens):
            time.sleep(max(0.0, began + seconds * number / len(tokens) - time.time()))
            while True:
                try:
                    leave(token)
                    break
                except DatabaseError:
                    connection.close()
                    time.sleep(0.2)
            written.write(f"{time.time():.6f} {token}\n")
            written.flush()


@contextmanager
def relay(journal: Path) -> Iterator[Callable[[], None]]:
    """Run the relay; give what restarts it."""
    command = [sys.executable, str(HERE / "letter_relay.py"), "--port", str(PORT), "--latency", str(LATENCY)]
    running = [subprocess.Popen([*command, "--journal", str(journal)])]

    def restart() -> None:
        running[0].kill()
        running[0].wait()
        time.sleep(1.5)
        running[0] = subprocess.Popen([*command, "--journal", str(journal)])

    time.sleep(0.7)
    try:
        yield restart
    finally:
        running[0].terminate()
        running[0].wait()


@contextmanager
def disk(wanted: bool) -> Iterator[tuple[Path, bool]]:
    """Give a directory for the data, and whether it is a small disk of its own."""
    folder = Path(tempfile.mkdtemp(prefix="coffret-crash-", dir=os.environ.get("BENCH_TMP")))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    small = wanted and os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
    try:
        yield folder, small
    finally:
        if small:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def fill(folder: Path, seconds: float) -> int:
    """Fill the disk for some seconds; return how many megabytes that took."""
    filler = folder / "filler"
    size = 0
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                size += file.write(b"\0" * 65536)
        except OSError:
            pass
    # What is freed meanwhile is taken too.
    until = time.time() + seconds
    with filler.open("ab", buffering=0) as file:
        while time.time() < until:
            try:
                size += file.write(b"\0" * 4096)
            except OSError:
                time.sleep(0.05)
    filler.unlink()
    return size >> 20


# The trial ---------------------------------------------------------------------------------------------------------------


def prepared(options: argparse.Namespace) -> list[str]:
    """Make the base and its sending; return the tokens by which some recipients will leave."""
    from django.core.management import call_command
    from django.db import connections

    sys.path.insert(0, str(HERE.parent / "tests"))
    from sending_factories import sending

    from coffret.newsletters.models import Channel, Subscription
    from coffret.newsletters.readers import keys

    call_command("migrate", verbosity=0)
    sending(options.recipients, domains=200)
    Channel.objects.create(name="mail", connections=options.connections, per_domain=options.connections)
    nonces = list(Subscription.objects.order_by("pk").values_list("nonce", flat=True))
    random.shuffle(nonces)
    connections.close_all()
    return [keys.token("leave", nonce) for nonce in nonces[: options.leaving]]


def trial(options: argparse.Namespace, folder: Path, small: bool) -> dict[str, Any]:
    """Send it all through everything that may go wrong; return what was done."""
    tokens = prepared(options)
    random.seed()
    left = folder.with_name(f"{folder.name}.left")
    journal = folder.with_name(f"{folder.name}.journal")
    done: dict[str, Any] = {"kills": 0, "restarts": 0, "disk_full_mb": 0}
    began = time.time()
    with relay(journal) as restart:
        leaving = fork.Process(target=leavers, args=(tokens, options.seconds, str(left)))
        leaving.start()
        alive = fork.Process(target=sender)
        alive.start()
        for number in range(options.kills):
            time.sleep(random.uniform(0.5, options.pause))
            if number == options.kills // 3:
                restart()
                done["restarts"] += 1
                time.sleep(2)
            if number == options.kills // 2 and small:
                done["disk_full_mb"] = fill(folder, 4.0)
                time.sleep(3)
            if not alive.is_alive():
                break
            os.kill(alive.pid, signal.SIGKILL)
            alive.join()
            done["kills"] += 1
            alive = fork.Process(target=sender)
            alive.start()
        leaving.join()
        alive.join()
    done["seconds"] = round(time.time() - began, 1)
    return {**done, **counted(journal, left)}


def counted(journal: Path, left: Path) -> dict[str, Any]:
    """Return the account: the relay's journal beside the rows."""
    from coffret.newsletters.models import Delivery, Sending
    from coffret.newsletters.readers import keys

    lines = [line.split() for line in journal.read_text().splitlines()]
    taken = Counter(name.split(".", 1)[1].partition("@")[0] for _at, name, _to in lines)
    gone = {token: float(at) for at, token in (line.split() for line in left.read_text().splitlines())}
    names = ("token", "state", "claimed_at", "subscription__nonce")
    rows = list(Delivery.objects.order_by("pk").values_list(*names))
    after = [
        token
        for token, _state, claimed, nonce in rows
        if taken[token] and claimed.timestamp() > gone.get(keys.token("leave", nonce), float("inf"))
    ]
    states = Counter(state for _token, state, _claimed, _nonce in rows)
    doubts = [token for token, state, _claimed, _nonce in rows if state == "doubt"]
    kept = Sending.objects.get()
    for file in (journal, left):
        file.unlink()
    return {
        "recipients": kept.total,
        "state": kept.state,
        "states": dict(states),
        "taken_by_the_relay": len(taken),
        "twice": sum(1 for number in taken.values() if number > 1),
        "lost": sum(1 for token, state, _c, _n in rows if state == "sent" and not taken[token])
        + sum(states[state] for state in ("queued", "retry", "sending"))
        + (kept.total - len(rows)),
        "mailed_though_not_sent": sum(
            1 for token, state, _c, _n in rows if taken[token] and state not in ("sent", "doubt")
        ),
        "doubt": len(doubts),
        "doubt_taken": sum(1 for token in doubts if taken[token]),
        "left": len(gone),
        "mailed_after_leaving": len(after),
    }


def faults(found: dict[str, Any], connections: int) -> list[str]:
    """Return what does not hold."""
    most = (found["kills"] + found["restarts"]) * connections
    held = {
        "a recipient was mailed twice": found["twice"] == 0,
        "a message was lost": found["lost"] == 0,
        "one was mailed that is not told as sent": found["mailed_though_not_sent"] == 0,
        "one was mailed after leaving": found["mailed_after_leaving"] == 0,
        f"more than {most} in doubt": found["doubt"] <= most,
        "the sending did not end": found["state"] == "finished",
    }
    return [fault for fault, holds in held.items() if not holds]


def table(kept: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    heads = {
        "recipients": "recipients", "kills": "kill -9", "restarts": "relay killed", "disk_full_mb": "disk filled, MB",
        "left": "left meanwhile", "taken_by_the_relay": "taken by the relay", "twice": "**twice**", "lost": "**lost**",
        "mailed_after_leaving": "**mailed after leaving**", "doubt": "in doubt", "doubt_taken": "of them taken",
        "seconds": "seconds",
    }  # fmt: skip
    lines = [
        "## Letters: what survives a crash\n",
        f"`python bench/letter_crash.py`, {kept['date']}, {kept['connections']} connections, lease of 2 seconds. Counted in the"
        " relay's own journal, written before it answers.\n",
        f"| base | {' | '.join(heads.values())} |",
        f"|{'---|' * (len(heads) + 1)}",
    ]
    for base, row in kept["bases"].items():
        lines.append(f"| {base} | {' | '.join(str(row[name]) for name in heads)} |")
    lines.append(
        "\nA message is in doubt when the sender died, or the relay, between the final dot and the answer: at most one for each"
        " connection and each death. It is shown, and never sent again by itself."
    )
    return "\n".join(lines)


def main() -> int:
    """Run the trial, say what it found, keep it when asked; return 1 when the account does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--leaving", type=int, default=10_000)
    parser.add_argument("--pause", type=float, default=6.0, help="longest time between two kills, in seconds")
    parser.add_argument("--seconds", type=float, default=90.0, help="how long people go on leaving")
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--plain", action="store_true", help="leave the disk alone, even under root")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with disk(not options.postgres and not options.plain) as (folder, small):
        os.environ.update(
            COFFRET_DATA=str(folder), DJANGO_SETTINGS_MODULE="coffret.settings", COFFRET_LOG_LEVEL="ERROR",
            COFFRET_MAIL_URL=f"smtp://127.0.0.1:{PORT}", COFFRET_DATABASE_URL=options.postgres or "sqlite:///",
        )  # fmt: skip
        import django

        django.setup()
        if options.postgres:
            from django.db import connections

            with connections["default"].cursor() as cursor:
                cursor.execute("drop schema public cascade; create schema public")
        found = trial(options, folder, small)
    wrong = faults(found, options.connections)
    print(json.dumps({**found, "faults": wrong}, indent=1))
    if options.keep:
        known = json.loads(board.RESULTS.read_text(encoding="utf-8")).get("letters_crash", {})
        bases = {**known.get("bases", {}), ("PostgreSQL" if options.postgres else "SQLite"): found}
        kept = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "connections": options.connections, "bases": bases}
        board.publish("letters_crash", kept, table(kept))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
