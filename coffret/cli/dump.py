"""`coffret dump make|verify`: the whole public catalogue as files offered to everyone."""

import argparse

from coffret.cli.output import add_json, show_json
from coffret.cli.output import records as told
from coffret.conformity import dumps

HELP = "Faire l’export public du catalogue, offert à l’adresse /donnees, ou en vérifier les empreintes."


def arguments(parser: argparse.ArgumentParser) -> None:
    """make | verify [--dump KEY], --json."""
    parser.add_argument("verb", choices=("make", "verify"), metavar="make|verify")
    parser.add_argument("--dump", default="", metavar="CLÉ", help="l’export à vérifier (le dernier sinon)")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Make a dump, 0; or verify one, 0 when it is whole and 1 when it is not."""
    return _make(args) if args.verb == "make" else _verify(args)


def _make(args: argparse.Namespace) -> int:
    made = dumps.make()
    if args.json:
        show_json({"key": made.key, **dumps.described(made)})
    else:
        print(f"Export public {made.key} : {told(made.count, 'notice', 'notices')}.")
    return 0


def _verify(args: argparse.Namespace) -> int:
    wrong = dumps.verify(args.dump)
    if args.json:
        show_json({"faults": wrong})
    else:
        print("\n".join(wrong) or "Export public intact.")
    return 1 if wrong else 0
