"""Changing one's address: a link sent to the new one proves it, the former one is told."""

import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from coffret.accounts import people
from coffret.accounts.models import User, address_key
from coffret.base import outbox
from coffret.base.letters import compose

SALT = "coffret.address"
GOOD_FOR = 24 * 3600


def ask(user: User, email: str) -> None:
    """Send the link that confirms ``email`` as the address of ``user``; it is good for a day."""
    token = signing.dumps([user.pk, user.email, address_key(email)], salt=SALT)
    title = _("Confirmer votre nouvelle adresse")
    text, html = compose(
        title,
        [_("Ce lien, bon pour un jour, fait de cette adresse celle de votre compte.")],
        button=(_("Confirmer cette adresse"), settings.BASE_URL + reverse("desk:new_address", args=[token])),
        footer=_("Si vous n’avez rien demandé, ne faites rien."),
    )
    outbox.queue(f"address:{user.pk}:{secrets.token_hex(8)}", email, title, text, html=html)


def read(user: User, token: str) -> str:
    """Return the address a link confirms; raises BadSignature when it is not theirs, too old, or served already."""
    pk, former, email = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    if pk != user.pk or former != user.email:
        raise signing.BadSignature("another account, or an address changed since")
    return str(email)


def change(user: User, email: str) -> None:
    """Give the account its new address and tell the former one; raises Refused when somebody took it meanwhile."""
    former = people.change_address(user, email)
    title = _("L’adresse de votre compte a changé")
    text, html = compose(
        title,
        [
            _("Votre compte a maintenant l’adresse {email}. Celle-ci ne sert plus.").format(email=user.email),
            _("Si ce n’est pas vous, prévenez le bureau sans attendre."),
        ],
    )
    outbox.queue(f"address:{user.pk}:{secrets.token_hex(8)}", former, title, text, html=html)
