"""Records that come without a file: what is written in a form becomes one, and takes the road of all the others."""

from coffret.submissions.forming.looking import Looked, fixes, look
from coffret.submissions.forming.numbering import next_reference
from coffret.submissions.forming.stale import Stale, Twofold
from coffret.submissions.forming.writing import submit

__all__ = ["Looked", "Stale", "Twofold", "fixes", "look", "next_reference", "submit"]
