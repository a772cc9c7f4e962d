"""The console script: finds the command's module, prepares the data directory, answers with an exit code.

0 done, 1 done with refusals or failed checks, 2 not done. A command is a module of this folder with
``HELP`` (one French sentence), ``arguments(parser)`` and ``run(args) -> int``.
"""

import argparse
import importlib
import os
import signal
import sys

from coffret.base.env import BadSetting
from coffret.base.errors import Refused

# name typed -> module of this folder
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "doctor": "doctor",
    "museums": "museums",
    "vocabularies": "vocabularies",
    "check": "check",
    "submit": "submit",
    "revert": "revert",
    "withdraw": "withdraw",
    "show": "show",
    "search": "search",
    "export": "export",
    "reindex": "reindex",
    "rebuild": "rebuild",
    "docs": "docs",
    "messages": "messages",
    "manage": "manage",
}


def main(argv: list[str] | None = None) -> int:
    """Run the command named in ``argv`` (default: the process's own) and return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
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
        return int(module.run(args))
    except Refused as refusal:
        print(f"coffret {name} : {refusal}", file=sys.stderr)
        return 2
    except BadSetting as bad:
        print(f"coffret : {bad}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
