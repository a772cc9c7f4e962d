"""`coffret images VERB …`: what is done with images; each verb is a module of this folder.

A verb's module has ``HELP`` (a French sentence, or a mapping verb → sentence when it serves several),
``arguments(parser)``, ``run(args) -> int`` (``args.verb`` is the verb) and, when it needs no database, ``PREPARE = False``.
"""

import argparse
import importlib
from types import ModuleType

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
    """The verbs, each with its own arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="|".join(VERBS))
    for verb in VERBS:
        module = _module(verb)
        told = module.HELP if isinstance(module.HELP, str) else module.HELP[verb]
        module.arguments(verbs.add_parser(verb, help=told, description=told))


def run(args: argparse.Namespace) -> int:
    """Do what the verb does, the database prepared first when it needs one."""
    module = _module(args.verb)
    if getattr(module, "PREPARE", True):
        from coffret.cli.prepare import prepare

        prepare()
    return int(module.run(args))


def _module(verb: str) -> ModuleType:
    return importlib.import_module(f"coffret.cli.{VERBS[verb]}")
