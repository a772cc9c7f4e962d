"""`coffret withdraw REF --reason TEXT`: take a record off the public site; its address answers 410."""

import argparse

from coffret.catalogue import log
from coffret.catalogue.actions import withdraw
from coffret.search.index import follow

HELP = "Retirer une notice du site public ; son adresse répond 410 avec la raison."


def arguments(parser: argparse.ArgumentParser) -> None:
    """REF, --reason."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--reason", required=True, metavar="TEXTE", help="montrée à l’adresse de la notice")


def run(args: argparse.Namespace) -> int:
    """Withdraw; 0, also when it was withdrawn already."""
    if withdraw(args.ref, args.reason):
        follow(log.last_sequence())
        print(f"Notice {args.ref} retirée.")
    else:
        print(f"Notice {args.ref} déjà retirée.")
    return 0
