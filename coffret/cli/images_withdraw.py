"""`coffret images withdraw REF NAME --reason TEXT`, `coffret images restore REF NAME`: one image, kept and not shown."""

import argparse

from coffret.catalogue import log
from coffret.images import actions
from coffret.search.index import follow

HELP = {
    "withdraw": "Retirer une image du site public ; elle est gardée, et ses adresses répondent 410.",
    "restore": "Rendre au public une image retirée.",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """REF, NAME, and --reason to withdraw."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("name", metavar="NOM", help="nom de l’image dans REFIM")
    if parser.prog.endswith("withdraw"):
        parser.add_argument("--reason", required=True, metavar="TEXTE", help="gardée au journal des retraits")


def run(args: argparse.Namespace) -> int:
    """Withdraw or restore; 0, also when it was done already."""
    if args.verb == "withdraw":
        done = actions.withdraw(args.ref, args.name, args.reason)
        told = "retirée" if done else "déjà retirée"
    else:
        done = actions.restore(args.ref, args.name)
        told = "rendue au public" if done else "déjà publique"
    if done:
        follow(log.last_sequence())
    print(f"Image {args.name} de la notice {args.ref} {told}.")
    return 0
