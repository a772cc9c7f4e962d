"""What a form of a notice is about: a notice online, a new one, or a line that waits; and what it was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from coffret.accounts import access
from coffret.authorities.lookup import MuseumFacts, museum_directory
from coffret.base.numbers import row_number
from coffret.catalogue import captions
from coffret.catalogue.fields import Field
from coffret.catalogue.models import Record, RecordVersion
from coffret.desk.records.form_typed import EDITED, OF_A_LINE
from coffret.submissions.models import Line

# What a notice made like another one does not take from it.
OWN = frozenset({"REF", "INV", "REFIM", "REFMIS", "DMIS", "DMAJ", "MANQUANT", "MANQUANT_COM"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A notice being written. ``began``: the texts the form was made from; ``version``: that of its record, 0 for a new one.

    ``offered``: texts proposed from the start in a new one. ``line`` and ``stamp``: the line that waits, and what tells
    whether somebody corrected it since the form was made.
    """

    museum: MuseumFacts
    record: Record | None = None
    version: int = 0
    began: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)
    line: Line | None = None
    stamp: str = ""
    # What the line hands in, and the museum its submission is made for (« »: any).
    given: Mapping[str, str] = field(default_factory=dict)
    expected: str = ""

    @property
    def fields(self) -> Sequence[Field]:
        """Return the fields its form types."""
        return EDITED if self.line is None else OF_A_LINE

    @property
    def ref(self) -> str:
        """Return its reference, « » for a new one."""
        return self.line.ref if self.line else self.record.ref if self.record else ""

    @property
    def title(self) -> str:
        """Return what the page is called."""
        return captions.title(self.began) if self.record or self.line else _("Nouvelle notice")


def existing(request: HttpRequest, ref: str) -> Subject:
    """Return the notice ``ref``, at the version the form names; raises Http404 or PermissionDenied."""
    record = Record.objects.filter(ref=ref).first()
    if record is None:
        raise Http404(ref)
    if not access.can_mend(request.user, {record.museum_id}):
        raise PermissionDenied
    version = row_number(request.POST.get("version", "")) or record.version
    kept = RecordVersion.objects.filter(record=record, number=version).first() if version != record.version else None
    began = kept.values if kept else record.values
    return Subject(museum_directory()[record.museum_id], record, version, began)


def new(request: HttpRequest, code: str) -> Subject:
    """Return a new notice of the museum ``code``, like another one of it when the address says so (« comme »).

    Raises PermissionDenied for who does not hand in for that museum, Http404 for none.
    """
    museum = museum_directory().get(code)
    if museum is None:
        raise Http404(code)
    if not access.can_hand_in(request.user, code):
        raise PermissionDenied
    offered = {"LOCA": f"{museum.city} ; {museum.name}"} if museum.city and museum.name else {}
    model = Record.objects.filter(ref=request.GET.get("comme", ""), museum=code).first()
    if model:
        offered |= {name: text for name, text in model.values.items() if name not in OWN}
    return Subject(museum, offered=offered)
