"""`coffret accounts …`: invite the first administrator, list the accounts, close one."""

import argparse
import json
import sys
from typing import Any

from django.utils import timezone

from coffret.accounts import access, invitations, people
from coffret.accounts.models import Office, Role, User, address_key
from coffret.base.errors import Refused

HELP = "Inviter quelqu'un, lister les comptes, en fermer un."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="invite | list | deactivate")
    invite = verbs.add_parser("invite", help="inviter une adresse ; écrit le lien, qui part aussi par courriel")
    invite.add_argument("address", metavar="ADRESSE")
    offices = [office.value for office in Office if office]
    invite.add_argument("--office", choices=offices, default="", help="rôle au bureau")
    invite.add_argument("--museum", metavar="CODE", help="code Muséofile, par exemple M0650")
    invite.add_argument(
        "--role", choices=[role.value for role in Role], default=Role.CONTRIBUTOR.value, help="rôle dans ce musée"
    )
    listing = verbs.add_parser("list", help="lister les comptes")
    listing.add_argument("--json", action="store_true", help="répondre en JSON")
    deactivate = verbs.add_parser("deactivate", help="fermer un compte et ses connexions")
    deactivate.add_argument("address", metavar="ADRESSE")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says; return 0. Raises Refused."""
    return {"invite": _invite, "list": _list, "deactivate": _deactivate}[args.verb](args)


def _invite(args: argparse.Namespace) -> int:
    museums = {args.museum.upper(): Role(args.role)} if args.museum else {}
    invitation, link = invitations.invite(args.address, office=Office(args.office), museums=museums, by=None)
    print(link)
    print(
        f"Invitation de {invitation.email}, bonne jusqu'au {timezone.localtime(invitation.expires_at):%d/%m/%Y} ; ce lien sert une fois.",
        file=sys.stderr,
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    rows: list[dict[str, Any]] = [
        {
            "address": user.email,
            "name": user.name,
            "places": access.places_of(user),
            "active": user.is_active,
            "last_sign_in": user.last_login.isoformat(timespec="minutes") if user.last_login else None,
            "second_factor": access.has_second_factor(user),
        }
        for user in User.objects.order_by("email")
    ]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        notes = [*row["places"], "" if row["active"] else "fermé", "second facteur" if row["second_factor"] else ""]
        print(f"{row['address']}\t{' · '.join(note for note in notes if note)}")
    return 0


def _deactivate(args: argparse.Namespace) -> int:
    user = User.objects.filter(email=address_key(args.address)).first()
    if user is None:
        raise Refused(f"Aucun compte n'a l'adresse « {args.address} ». « coffret accounts list » les donne.")
    people.close(user, by=None)
    print(f"{user.email} : compte fermé, connexions comprises.")
    return 0
