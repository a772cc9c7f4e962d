"""What waits on the museums' side of the home page, as sections: each submission in one of them alone."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.accounts import access
from coffret.base.text import grouped
from coffret.desk.museums.waiting import Groups, Waiting
from coffret.desk.todo import SHOWN, Section
from coffret.submissions import reviewing
from coffret.submissions.models import Origin


@dataclass(frozen=True, slots=True)
class Row:
    """A submission that waits: its file, where to read it, whose it is, what to know of it, what the office said."""

    title: str
    url: str
    kind: str
    note: str
    words: str = ""


def sections(groups: Groups) -> list[Section]:
    """Return the sections of what waits for somebody of a museum, the most urgent first."""
    made = [
        _section("sent-back", groups.sent_back, _sent_back_title, _answered, words=True),
        _section("to-mend", groups.to_mend, _to_mend_title, _refused),
        _section("to-publish", groups.to_publish, _to_publish_title, _ready),
        _section("to-read", groups.to_read, _to_read_title, _ready),
        _section("asked", groups.asked, _asked_title, _asked),
    ]
    return [section for section in made if section]


def reviews(user: access.Visitor) -> Section | None:
    """Return the publications museums ask of the office, the oldest first; for those who answer."""
    if not access.can_review(user):
        return None
    found = list(reviewing.questions())
    if not found:
        return None
    title = ngettext(
        "Une publication est demandée au bureau", "%(n)s publications sont demandées au bureau", len(found)
    )
    shown = [_row(Waiting(one.submission, one.count, 0, one), _asked, words=bool(one.words)) for one in found[:SHOWN]]
    return Section("reviews", title % {"n": grouped(len(found))}, "desk/home/submissions.html", shown)


def _section(
    name: str,
    found: list[Waiting],
    title: Callable[[int], str],
    note: Callable[[Waiting], str],
    *,
    words: bool = False,
) -> Section | None:
    if not found:
        return None
    rows = [_row(one, note, words=words) for one in found[:SHOWN]]
    more = "/pro/versements" if len(found) > SHOWN else ""
    return Section(name, title(len(found)) % {"n": grouped(len(found))}, "desk/home/submissions.html", rows, more)


def _row(one: Waiting, note: Callable[[Waiting], str], *, words: bool) -> Row:
    submission = one.submission
    said = ""
    if words and one.review:
        said = one.review.answer if one.review.verdict else one.review.words
    whose = ", ".join(sorted(submission.concerned))
    title = submission.file_name
    if submission.origin != Origin.FILE:
        # The file of what was written here has a name nobody gave it.
        title, whose = title.removesuffix(".jsonl"), f"{submission.get_origin_display()} · {whose}"
    # Files often bear the same name from one month to the next: the number tells them apart.
    number = _("versement %(n)s") % {"n": submission.pk}
    return Row(title, submission.get_absolute_url(), f"{number} · {whose}", note(one), said[:300])


def _sent_back_title(count: int) -> str:
    return ngettext("Le bureau a répondu", "Le bureau a répondu à %(n)s versements", count)


def _to_mend_title(count: int) -> str:
    return ngettext("Un versement à corriger", "%(n)s versements à corriger", count)


def _to_publish_title(count: int) -> str:
    return ngettext("Un versement prêt à publier", "%(n)s versements prêts à publier", count)


def _to_read_title(count: int) -> str:
    return ngettext("Un versement prêt à lire", "%(n)s versements prêts à lire", count)


def _asked_title(count: int) -> str:
    return ngettext("Un versement attend le bureau", "%(n)s versements attendent le bureau", count)


def _answered(one: Waiting) -> str:
    at = one.review.answered_at if one.review else None
    return _("renvoyé le {when}").format(when=_day(at)) if at else ""


def _refused(one: Waiting) -> str:
    refused = ngettext("%(n)s notice refusée", "%(n)s notices refusées", one.refused) % {"n": grouped(one.refused)}
    return f"{refused}, {_ready(one)}" if one.ready else refused


def _ready(one: Waiting) -> str:
    return ngettext("%(n)s notice à publier", "%(n)s notices à publier", one.ready) % {"n": grouped(one.ready)}


def _asked(one: Waiting) -> str:
    if one.review is None:
        return ""
    asked = ngettext("%(n)s notice", "%(n)s notices", one.review.count) % {"n": grouped(one.review.count)}
    by = f", {one.review.asked_by}" if one.review.asked_by else ""
    return _("{asked}, demandé le {when}{by}").format(asked=asked, when=_day(one.review.asked_at), by=by)


def _day(at: object) -> str:
    return date_format(timezone.localtime(at), "DATE_FORMAT")  # type: ignore[arg-type]
