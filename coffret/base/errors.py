"""What cannot be done, said usefully: the thing, the value, the remedy."""

import errno
from typing import Any

from django.utils.translation import gettext as _


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure
    """Something asked for cannot be done; its text is a French sentence for the person who asked.

    ``code`` names the rule behind it (SUB…), ``facts`` what the sentence was made of (file, line, value, offset…).
    Commands exit with 2; pages answer 4xx.
    """

    def __init__(self, sentence: str, code: str = "", **facts: Any) -> None:
        super().__init__(sentence)
        self.code = code
        self.facts = facts


def reason_of(error: OSError) -> str:
    """Return why the system refused, in the reader's language; its own words for what is seldom met."""
    told = {
        errno.ENOENT: _("il n’existe pas"),
        errno.EACCES: _("les droits manquent"),
        errno.EPERM: _("les droits manquent"),
        errno.EROFS: _("le disque ne se laisse pas écrire"),
        errno.ENOSPC: _("le disque est plein"),
        errno.ENOTDIR: _("un dossier de ce chemin est un fichier"),
        errno.EISDIR: _("c’est un dossier"),
        errno.ENAMETOOLONG: _("le nom est trop long"),
        errno.ELOOP: _("c’est un lien qui mène à lui-même"),
    }
    return told.get(error.errno or 0) or error.strerror or str(error)
