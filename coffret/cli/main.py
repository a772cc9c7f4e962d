"""The console script: finds the command's module, prepares the data directory, answers with an exit code.

0 done, 1 done with refusals or failed checks, 2 not done. A command is a module of this folder with
``HELP`` (one French sentence), ``arguments(parser)`` and ``run(args) -> int``.
"""

import argparse
import errno
import importlib
import os
import signal
import sqlite3
import sys
import traceback

from coffret.base.env import BadSetting
from coffret.base.errors import Refused
from coffret.base.memory import collect_rarely

# name typed -> module of this folder
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "doctor": "doctor",
    "accounts": "accounts",
    "museums": "museums",
    "vocabularies": "vocabularies",
    "check": "check",
    "submit": "submit",
    "revert": "revert",
    "withdraw": "withdraw",
    "images": "images",
    "site": "site",
    "letter": "letter",
    "show": "show",
    "search": "search",
    "export": "export",
    "dump": "dump",
    "reindex": "reindex",
    "rebuild": "rebuild",
    "docs": "docs",
    "messages": "messages",
    "manage": "manage",
}


def main(argv: list[str] | None = None) -> int:
    """Run the command named in ``argv`` (default: the process's own) and return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    collect_rarely()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
    if argv[:1] and argv[0] in COMMANDS:
        return _run(argv[0], argv[1:])
    names = argparse.ArgumentParser(
        prog="coffret", description="Catalogue collectif de musées : verser, contrôler, publier, trouver."
    )
    names.add_argument("command", metavar="COMMANDE", choices=sorted(COMMANDS), help=", ".join(COMMANDS))
    names.parse_args(argv[:1] if argv else ["--help"])
    return 2


def _run(name: str, argv: list[str]) -> int:
    try:
        import django

        django.setup()
        module = importlib.import_module(f"coffret.cli.{COMMANDS[name]}")
        parser = argparse.ArgumentParser(prog=f"coffret {name}", description=module.HELP)
        module.arguments(parser)
        args = parser.parse_args(argv)
        if getattr(module, "PREPARE", True):
            from coffret.cli.prepare import prepare

            prepare()
        code = int(module.run(args))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        return _unheard()
    except Refused as refusal:
        print(f"coffret {name} : {refusal}", file=sys.stderr)
        return 2
    except BadSetting as bad:
        print(f"coffret : {bad}", file=sys.stderr)
        return 2
    except Exception as failure:  # noqa: BLE001 - a failure leaves by the same door, and is not taken for refusals (1)
        print(f"coffret {name} : {_told(failure)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _unheard() -> int:
    """Nobody reads our output any more (« | head »): stop quietly, with the code of a command so stopped.

    The signal itself stays ignored: a process of images that dies while we write to it must not take us along.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


def _told(failure: Exception) -> str:
    """Return what to say of a failure that no command foresaw, its trace shown first unless the disk explains it."""
    if _disk_is_full(failure):
        return "le disque est plein ; rien n’est fait à moitié. Libérez de la place, puis recommencez."
    traceback.print_exception(failure)
    return f"erreur imprévue ({failure}) ; rien n’est fait à moitié. Signalez-la avec les lignes qui précèdent."


def _disk_is_full(failure: BaseException | None) -> bool:
    """Say whether a failure comes from a full disk, told by the system or by SQLite."""
    while failure is not None:
        if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if isinstance(failure, sqlite3.OperationalError) and "disk is full" in str(failure):
            return True
        failure = failure.__cause__
    return False


if __name__ == "__main__":
    sys.exit(main())
