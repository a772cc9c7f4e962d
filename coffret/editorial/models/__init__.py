"""What the office writes: entries of five kinds, their versions, what they refer to, and what surrounds them.

As a record is its values and columns derived from them, an entry is its content (``content``, what is online, laid out
by the table of kinds.py) and typed columns and rows derived from it when it is published. What is being written lives
in revisions and never shows before it is published.
"""

from coffret.editorial.models.entries import (
    Act,
    Autosave,
    Entry,
    EntryQuerySet,
    KindName,
    Redirect,
    Revision,
    Stage,
    Step,
)
from coffret.editorial.models.events import (
    Attendance,
    Event,
    EventMessage,
    Headcount,
    Interest,
    Plan,
    Registration,
    Standing,
)
from coffret.editorial.models.features import Feature, FeatureItem, Genre, RecordViews
from coffret.editorial.models.files import Document, Picture
from coffret.editorial.models.letters import Erratum, Frequency, Issue, Newsletter
from coffret.editorial.models.pages import Edition, FixedPage, News, Publication, Resource, Update
from coffret.editorial.models.proofing import Audit, Link, Waiver
from coffret.editorial.models.references import Reference
from coffret.editorial.models.site import Site, SiteChange

__all__ = [
    "Act",
    "Attendance",
    "Audit",
    "Autosave",
    "Document",
    "Edition",
    "Entry",
    "EntryQuerySet",
    "Erratum",
    "Event",
    "EventMessage",
    "Feature",
    "FeatureItem",
    "FixedPage",
    "Frequency",
    "Genre",
    "Headcount",
    "Interest",
    "Issue",
    "KindName",
    "Link",
    "News",
    "Newsletter",
    "Picture",
    "Plan",
    "Publication",
    "RecordViews",
    "Redirect",
    "Reference",
    "Registration",
    "Resource",
    "Revision",
    "Site",
    "SiteChange",
    "Stage",
    "Standing",
    "Step",
    "Update",
    "Waiver",
]
