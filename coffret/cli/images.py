"""`coffret images VERB …`: what is done with images; each verb is a module of this folder.

A verb's module has ``HELP`` (a French sentence, or a mapping verb → sentence when it serves several),
``arguments(parser)``, ``run(args) -> int`` (``args.verb`` is the verb) and, when it needs no database, ``PREPARE = False``.
It is imported when it is asked for: the others cost nothing.
"""

import argparse
import importlib

HELP = "Contrôler les images, les mettre aux normes, les retirer ou les rendre."
PREPARE = False

# verb typed -> module of this folder
VERBS = {
    "check": "images_check",
    "fix": "images_fix",
    "withdraw": "images_withdraw",
    "restore": "images_withdraw",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verb; what follows is its own."""
    parser.add_argument("verb", choices=VERBS, metavar="|".join(VERBS), help="« coffret images VERBE --help » dit tout")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Do what the verb does, the database prepared first when it needs one."""
    module = importlib.import_module(f"coffret.cli.{VERBS[args.verb]}")
    told = module.HELP if isinstance(module.HELP, str) else module.HELP[args.verb]
    parser = argparse.ArgumentParser(prog=f"coffret images {args.verb}", description=told)
    parser.set_defaults(verb=args.verb)
    module.arguments(parser)
    asked = parser.parse_args(args.rest)
    if getattr(module, "PREPARE", True):
        from coffret.cli.prepare import prepare

        prepare()
    return int(module.run(asked))
