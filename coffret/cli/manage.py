"""`coffret manage …`: Django's own commands, for operators and developers."""

import argparse

from django.core.management import execute_from_command_line

HELP = "Lancer une commande de Django (migrate, makemigrations, shell…)."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take everything as it comes."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> int:
    """Run the Django command; return 0 (Django exits by itself on failure)."""
    execute_from_command_line(["coffret manage", *args.words])
    return 0
