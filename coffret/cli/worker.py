"""`coffret worker`: what is published is found within a second, and what museums ask for is done beside the pages."""

import argparse
import logging
import signal
import sqlite3
import threading
import time

from django.db import DatabaseError, connection

from coffret.base import jobs
from coffret.base.duties import run_due
from coffret.base.outbox import deliver
from coffret.images.derived import upkeep
from coffret.newsletters.sending import recovery, sender
from coffret.search.index import follow

HELP = (
    "Tenir l'index à jour, contrôler les versements, faire les images, envoyer les lettres : jusqu'à ce qu'on l'arrête."
)
PAUSE = 0.3
DUTY_PAUSE = 1.0
# After a failure (database locked, disk full): time for the cause to go away.
LONG_PAUSE = 2.0
# Seconds an image being made may still take once we are told to stop; it is made again later.
STOP_AFTER = 5.0
# And the messages being given to the relay: `coffret serve` waits a little longer than that.
LETTERS_AFTER = 11.0

log = logging.getLogger("coffret.worker")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to stop once everything is done."""
    parser.add_argument("--once", action="store_true", help="faire ce qui attend, puis s'arrêter")


def run(args: argparse.Namespace) -> int:
    """Follow the log until SIGTERM or Ctrl-C; return 0."""
    if args.once:
        jobs.run_waiting()
        follow()
        upkeep.work()
        run_due()
        if recovery.waiting():
            sender.Sender().run()
        # What the duties themselves have promised leaves too.
        deliver()
        return 0
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    # A thread of its own: a large image to cut must not keep a record from being found.
    images = threading.Thread(target=upkeep.follow, args=(stop.wait,), daemon=True)
    images.start()
    # Others: a relay that does not answer, or the links of a whole site read at night, keep nothing else waiting.
    duties = [threading.Thread(target=serve, args=(stop, nightly), daemon=True) for nightly in (False, True)]
    # What museums ask for: a folder to check has its own thread, and keeps no publication waiting.
    asked = [
        threading.Thread(target=jobs.follow, args=(stop,), kwargs={"slow": slow}, daemon=True) for slow in (False, True)
    ]
    # Letters: told to stop, what is under way is finished, so that nobody wonders whether it left.
    letters = threading.Thread(target=sender.follow, args=(stop,), daemon=True)
    for thread in (*duties, *asked, letters):
        thread.start()
    work(stop)
    letters.join(LETTERS_AFTER)
    deadline = time.monotonic() + STOP_AFTER
    for thread in (images, *duties, *asked):
        thread.join(max(0.0, deadline - time.monotonic()))
    return 0


def serve(stop: threading.Event, nightly: bool) -> None:
    """Run the duties that are due, nightly ones or the others, every second, until ``stop``."""
    while not stop.is_set():
        try:
            run_due(nightly=nightly)
        except (DatabaseError, OSError):
            log.exception("les tâches n'ont pas pu être lues ; nouvel essai dans %g s", LONG_PAUSE)
            connection.close()
            stop.wait(LONG_PAUSE)
        stop.wait(DUTY_PAUSE)


def work(stop: threading.Event) -> None:
    """Follow the change log every third of a second until ``stop``; a failure is logged, then tried again."""
    while not stop.is_set():
        try:
            follow()
            pause = PAUSE
        except (DatabaseError, sqlite3.Error, OSError, ValueError):
            log.exception("l'index n'a pas pu suivre le journal ; nouvel essai dans %g s", LONG_PAUSE)
            connection.close()
            pause = LONG_PAUSE
        stop.wait(pause)
