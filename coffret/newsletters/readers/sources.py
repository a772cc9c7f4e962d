"""Where a subscription or an act comes from, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: Mapping[str, "str | Promise"] = {
    "form": gettext_lazy("formulaire du site"),
    "confirmation": gettext_lazy("lien confirmé"),
    "preferences": gettext_lazy("page personnelle"),
    "one-click": gettext_lazy("en un clic"),
    "page": gettext_lazy("page de désabonnement"),
    "undo": gettext_lazy("désabonnement annulé"),
    "mail": gettext_lazy("courriel de désabonnement"),
    "complaint": gettext_lazy("plainte transmise"),
    "returns": gettext_lazy("courriels revenus"),
    "desk": gettext_lazy("bureau"),
    "exclusion": gettext_lazy("adresse exclue par le bureau"),
}


def said(source: str) -> str:
    """Return a source in words: « formulaire du site », « import 3f9a… »; one nobody named, as it is."""
    kind, colon, key = source.partition(":")
    if kind == "import" and colon:
        return _("import {key}").format(key=key[:8])
    return str(WORDS.get(source, source))
