"""What waits for somebody in the workshop: small sections, each made by a function, none when nothing waits.

A section is one more function in SECTIONS; what the submissions of a museum wait for is in desk/museums/sections.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.accounts import access
from coffret.base.models import Mail
from coffret.base.rules import shorten
from coffret.base.text import grouped
from coffret.catalogue.fields import BY_CODE
from coffret.desk.handing import showing as handing
from coffret.desk.submissions import reading
from coffret.editorial.models import Entry, Event, KindName, Revision, Stage, Standing
from coffret.editorial.proofing import audit
from coffret.newsletters.models import Sending
from coffret.newsletters.sending import waiting
from coffret.submissions.models import Remark
from coffret.submissions.remarks import reading as remark_reading

SHOWN = 8
SOON = timedelta(days=14)
LOST_SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Section:
    """Something that waits: an id, a title that says how many, a template and its rows, where to see them all."""

    name: str
    title: str
    template: str
    rows: Sequence[Any] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry that waits: its title, where one works on it, what it is, what to know of it."""

    title: str
    url: str
    kind: str
    note: str


def sections(user: access.Visitor) -> list[Section]:
    """Return what waits for ``user``, the most urgent first."""
    return [section for make in SECTIONS if (section := make(user))]


def submissions(user: access.Visitor) -> Section | None:
    """Return the submissions to decide, for the office; the museums' own are told apart (desk/museums/sections.py)."""
    if not access.can_see_every_museum(user):
        return None
    rows = reading.waiting(user)
    count = rows.count()
    if not count:
        return None
    title = ngettext("Un versement attend une décision", "%(n)s versements attendent une décision", count)
    return Section("waiting", title % {"n": grouped(count)}, "desk/submission_rows.html", list(rows[:SHOWN]))


def deliveries(user: access.Visitor) -> Section | None:
    """Return what ``user`` began to hand in and that is no submission yet: to go on with, being examined, refused."""
    rows = handing.unsettled(user)
    if not rows:
        return None
    title = ngettext(
        "Un envoi n’est pas encore un versement", "%(n)s envois ne sont pas encore des versements", len(rows)
    )
    shown = [
        Row(_("Envoi {n}").format(n=one.pk), reverse("desk:delivery", args=[one.pk]), one.museum.city, note)
        for one, note in rows[:SHOWN]
    ]
    return Section("deliveries", title % {"n": grouped(len(rows))}, "desk/home/entries.html", shown)


def held(user: access.Visitor) -> Section | None:
    """Return the publications, and sendings of letters, decided beforehand that did not happen, with why."""

    def title(count: int) -> str:
        return ngettext("Une publication est retenue", "%(n)s publications sont retenues", count)

    return _entries(user, "held", title, Entry.objects.exclude(held=""), lambda entry: entry.held)


def to_proof(user: access.Visitor) -> Section | None:
    """Return the texts to proof that ``user`` did not write."""

    def title(count: int) -> str:
        return ngettext("Un texte à relire", "%(n)s textes à relire", count)

    rows = Entry.objects.filter(~_written_by(user), stage=Stage.PROOF)
    return _entries(user, "proof", title, rows, _last_saved)


def to_publish(user: access.Visitor) -> Section | None:
    """Return the texts approved that nobody put online nor scheduled."""

    def title(count: int) -> str:
        return ngettext("Un texte approuvé, à publier", "%(n)s textes approuvés, à publier", count)

    rows = Entry.objects.filter(stage=Stage.APPROVED, publish_at__isnull=True, held="").exclude(kind=KindName.LETTER)
    return _entries(user, "approved", title, rows, _last_saved)


def letters_to_send(user: access.Visitor) -> Section | None:
    """Return the letters approved that nobody sent nor scheduled."""

    def title(count: int) -> str:
        return ngettext("Une lettre approuvée, à envoyer", "%(n)s lettres approuvées, à envoyer", count)

    rows = Entry.objects.filter(kind=KindName.LETTER, stage=Stage.APPROVED, publish_at__isnull=True, held="")
    return _entries(user, "letters", title, rows, _last_saved)


def sendings(user: access.Visitor) -> Section | None:
    """Return the sendings that wait for somebody: held, paused, or with deliveries nobody knows of."""
    if not access.can_send_letters(user):
        return None
    rows = [Row(one.subject, _sending_url(one), _("lettre"), note) for one, note in waiting.waiting()]
    if not rows:
        return None
    title = ngettext("Un envoi attend quelqu’un", "%(n)s envois attendent quelqu’un", len(rows))
    return Section("sendings", title % {"n": grouped(len(rows))}, "desk/home/entries.html", rows[:SHOWN])


def _sending_url(sending: Sending) -> str:
    return reverse("desk:letter_sending", args=[sending.issue_id])


def found(user: access.Visitor) -> Section | None:
    """Return the pages online where the nightly check found something to put right, or to confirm."""
    waiting = {one.entry.pk: len(one.findings) for one in audit.troubles()} if access.can_edit_site(user) else {}

    def title(count: int) -> str:
        return ngettext("Une page en ligne est à revoir", "%(n)s pages en ligne sont à revoir", count)

    def note(entry: Entry) -> str:
        count = waiting[entry.pk]
        return ngettext("un constat cette nuit", "%(n)s constats cette nuit", count) % {"n": count}

    return _entries(user, "audit", title, Entry.objects.filter(pk__in=waiting), note)


def opening(user: access.Visitor) -> Section | None:
    """Return the events whose registration opens within a fortnight."""

    def title(count: int) -> str:
        return ngettext("Une inscription ouvre bientôt", "%(n)s inscriptions ouvrent bientôt", count)

    def note(entry: Entry) -> str:
        at = timezone.localtime(entry.event.opens_at)
        return _("ouverture le {when}").format(when=date_format(at, "DATETIME_FORMAT"))

    now = timezone.now()
    soon = Event.objects.filter(opens_at__gt=now, opens_at__lte=now + SOON).exclude(standing=Standing.CANCELLED)
    rows = Entry.objects.filter(live=True, pk__in=soon.values("pk")).select_related("event")
    return _entries(user, "opening", title, rows, note, order="event__opens_at")


def drafts(user: access.Visitor) -> Section | None:
    """Return what ``user`` was writing."""

    def title(count: int) -> str:
        return ngettext("Un brouillon à vous", "%(n)s brouillons à vous", count)

    def note(entry: Entry) -> str:
        at = entry.working.at if entry.working else entry.created_at
        return _("enregistré le {when}").format(when=date_format(timezone.localtime(at), "DATE_FORMAT"))

    return _entries(user, "drafts", title, Entry.objects.filter(stage=Stage.DRAFT, working__by=user), note)


def mail(user: access.Visitor) -> Section | None:
    """Return the mails of this month that were given up, for those who can do something about it."""
    if not access.can_manage_site(user):
        return None
    since = timezone.now() - LOST_SHOWN
    lost = list(
        Mail.objects.filter(given_up=True, sent_at__isnull=True, queued_at__gt=since).order_by("-queued_at", "-pk")
    )
    if not lost:
        return None
    title = ngettext("Un courriel n’est pas parti", "%(n)s courriels ne sont pas partis", len(lost))
    return Section("mail", title % {"n": grouped(len(lost))}, "desk/home/mail.html", lost[:SHOWN])


def remarks(user: access.Visitor) -> Section | None:
    """Return what readers say is wrong, and nobody answered."""
    waiting = remark_reading.waiting(user)
    count = waiting.count()
    if not count:
        return None
    title = ngettext("Un signalement de lecteur attend", "%(n)s signalements de lecteurs attendent", count)
    rows = [
        Row(one.record.title, reverse("desk:remark", args=[one.pk]), _field_name(one.field), _said(one))
        for one in waiting[:SHOWN]
    ]
    more = reverse("desk:remarks") if count > SHOWN else ""
    return Section("remarks", title % {"n": grouped(count)}, "desk/home/entries.html", rows, more)


def _said(remark: Remark) -> str:
    return shorten(remark.words or remark.proposed, 90)


def _field_name(code: str) -> str:
    return BY_CODE[code].label if code in BY_CODE else _("toute la notice")


SECTIONS: tuple[Callable[[access.Visitor], Section | None], ...] = (
    submissions,
    deliveries,
    remarks,
    sendings,
    held,
    to_proof,
    to_publish,
    letters_to_send,
    found,
    opening,
    drafts,
    mail,
)


def _entries(
    user: access.Visitor,
    name: str,
    title: Callable[[int], str],
    rows: QuerySet[Entry],
    note: Callable[[Entry], str],
    *,
    order: str = "-working__at",
) -> Section | None:
    """Return a section of entries, for those who write the site: one query."""
    if not access.can_edit_site(user):
        return None
    found = list(rows.select_related("working__by").order_by(order, "pk"))
    if not found:
        return None
    shown = [Row(entry.title, _url(entry), entry.get_kind_display(), note(entry)) for entry in found[:SHOWN]]
    more = reverse("desk:editing") if len(found) > SHOWN else ""
    return Section(name, title(len(found)) % {"n": grouped(len(found))}, "desk/home/entries.html", shown, more)


def _url(entry: Entry) -> str:
    """Return where one works on an entry: a letter that was read is sent, or held, on its own page."""
    sent_there = entry.kind == KindName.LETTER and entry.stage != Stage.DRAFT
    return reverse("desk:letter_sending" if sent_there else "desk:entry", args=[entry.pk])


def _written_by(user: access.Visitor) -> Q:
    """Return whether ``user`` saved something of an entry since it was last published."""
    since = Revision.objects.filter(
        entry=OuterRef("pk"), by=user, number__gt=Coalesce(OuterRef("published__number"), 0)
    )
    return Q(Exists(since))


def _last_saved(entry: Entry) -> str:
    if entry.working is None:
        return ""
    at = date_format(timezone.localtime(entry.working.at), "DATE_FORMAT")
    if entry.working.by is None:
        return _("enregistré le {when}").format(when=at)
    return _("enregistré le {when} par {by}").format(when=at, by=entry.working.by)
