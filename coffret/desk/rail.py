"""The rail: few words, each for those who may: what waits, then the museums' side, then the office's site."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from coffret.accounts import access

# name (the « rail » of its pages), label, address, right
Word = tuple[str, object, str, Callable[[access.Visitor], bool]]

# The museums' workshop: what goes in, what is there, how it stands.
WORKSHOP: tuple[Word, ...] = (
    ("home", _("À faire"), "desk:home", access.can_enter_desk),
    ("handing", _("Verser"), "desk:handing", access.hands_in),
    ("submissions", _("Versements"), "desk:submissions", access.can_enter_desk),
    ("notices", _("Notices"), "desk:notices", access.can_enter_desk),
    ("images", _("Images"), "desk:images", access.can_enter_desk),
    ("conformity", _("Conformité"), "desk:conformity", access.can_enter_desk),
    ("remarks", _("Signalements"), "desk:remarks", access.can_read_remarks),
)

# The office: its site, its letters, its people.
OFFICE: tuple[Word, ...] = (
    ("museums", _("Musées"), "desk:museums", access.can_see_every_museum),
    ("editing", _("Rédaction"), "desk:editing", access.can_edit_site),
    ("letters", _("Lettres"), "desk:letters", access.can_write_letters),
    ("agenda", _("Agenda"), "desk:agenda", access.can_see_attendance),
    ("people", _("Comptes"), "desk:accounts", access.can_manage_people),
    ("site", _("Site"), "desk:site", access.can_manage_site),
)

RAIL: tuple[tuple[Word, ...], ...] = (WORKSHOP, OFFICE)
