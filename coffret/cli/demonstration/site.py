"""The office's site of the demonstration: pages, news, events and what is put forward, written and published as by hand.

Each page is a file of pages/: fields, one a line, an empty line, then its text. Dates may be said from today
(« +24T09:30 »: in 24 days, never on a Saturday or a Sunday); « coffret:entry/{images} » leads to the page of that name.
A page whose title is known is left as it is: the demonstration may be taken up again.
"""

import io
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from coffret.accounts.models import User
from coffret.base.text import typeset
from coffret.catalogue.models import Record
from coffret.cli.demonstration.booklets import booklet
from coffret.editorial.entries import actions
from coffret.editorial.files import documents, pictures
from coffret.editorial.models import Attendance, Entry, Event, KindName, Registration
from coffret.editorial.proofing import preflight
from coffret.images.models import Image

PAGES = Path(__file__).parent / "pages"
AS_THEY_ARE = ("slug", "mode", "plan", "contact", "genre", "standing", "online_url")
TYPESET = ("title", "summary", "place", "address", "organiser", "standing_words")
FLAGS = ("free", "waiting_list", "all_day")
MOMENTS = ("starts", "ends", "opens", "closes")
# Why an alerte of the preflight stands, by its code.
REASONS = {"INF032": "Image dessinée pour la démonstration : sa définition suffit à cette page."}
_TAG = re.compile(r"(<[^>]*>)")
_NAMED = re.compile(r"\{([a-z-]+)\}")
_RECORD = re.compile(r"M\d{10}")
_FROM_TODAY = re.compile(r"([+-]\d+)(?:T(\d\d):(\d\d))?")


@dataclass(slots=True)
class Page:
    """A file of pages/: its fields, each with the values it was given, and its text."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    body: str = ""

    def get(self, name: str, default: str = "") -> str:
        """Return the value of a field, or the default."""
        return self.fields.get(name, [default])[0]

    def parts(self, name: str) -> list[list[str]]:
        """Return the values of a field, each cut at its bars."""
        return [[part.strip() for part in value.split("|")] for value in self.fields.get(name, [])]


def read(path: Path) -> Page:
    """Return the page a file holds."""
    head, _empty, body = path.read_text(encoding="utf-8").partition("\n\n")
    page = Page(body=body.strip())
    for line in head.splitlines():
        name, _colon, value = line.partition(":")
        page.fields.setdefault(name, []).append(value.strip())
    return page


def every_page() -> list[Page]:
    """Return the pages in the order they are published: those that name others come after them."""
    return [read(path) for path in sorted(PAGES.glob("*.html"))]


def fill(office: User, writer: User, now: datetime | None = None) -> str:
    """Write and publish what is not there yet, each page in one transaction; return how many, in words."""
    press = Press(office, writer, now or timezone.now())
    made = sum(press.bring(page) for page in every_page())
    return f"{made} pages écrites, {Entry.objects.online().count()} en ligne"


class Press:
    """What writes the pages: who signs them, when, and the pages already known by name."""

    def __init__(self, office: User, writer: User, now: datetime) -> None:
        self.office, self.writer, self.now = office, writer, now
        self.today = timezone.localdate(now)
        self.known: dict[str, int] = {}

    def bring(self, page: Page) -> bool:
        """Write the page and take it as far as it says, unless it is there; return whether it was written.

        One that names a record the catalogue does not hold, or a page left aside for that, is left aside.
        """
        if not self._has_all(page):
            return False
        kind, title = page.get("kind"), typeset(page.get("title"))
        entry = Entry.objects.filter(kind=kind, title=title).order_by("pk").first() or self._same_month(page)
        if entry is None:
            with transaction.atomic():
                made = self._write(page)
        self.known[page.get("name")] = (entry or made).pk
        return entry is None

    def _has_all(self, page: Page) -> bool:
        text = " ".join([page.body, *(value for values in page.fields.values() for value in values)])
        refs, museums = set(_RECORD.findall(text)), {key for key, _words in page.parts("item") if len(key) == 5}
        visible = Record.objects.visible_to(None).order_by()
        return (
            visible.filter(ref__in=refs).count() == len(refs)
            and visible.filter(museum__in=museums).values("museum").distinct().count() == len(museums)
            and all(name in self.known for name in _NAMED.findall(text))
        )

    def _write(self, page: Page) -> Entry:
        entry = actions.create(page.get("kind"), self._content(page), self.writer, role=page.get("role"))
        match page.get("stage"):
            case "draft":
                pass
            case "proof":
                actions.submit(entry, self.writer, "Relire surtout la seconde partie.")
            case "scheduled":
                actions.schedule(entry, self.office, self._instant(page.get("at")), now=self.now)
            case _:
                self._publish(page, entry)
        return entry

    def _publish(self, page: Page, entry: Entry) -> None:
        at = self._published(page)
        self._confirm(entry, at)
        actions.publish(entry, self.office, at)
        if newer := page.parts("newer"):
            self._renew(page, entry, newer[0])
        if count := int(page.get("people", "0")):
            _seat(Event.objects.get(pk=entry.pk), count, at)

    def _renew(self, page: Page, entry: Entry, newer: list[str]) -> None:
        """Publish a newer edition of the page's publication, and say what changed."""
        assert entry.working
        content = entry.working.content
        publication = {**content["publications"][0]}
        publication["editions"] = [self._edition(newer), *publication["editions"]]
        words = {"words": typeset(page.get("update")), "announce": True}
        written = {**content, "publications": [publication], "update": words}
        actions.save(entry, written, self.writer, entry.working.number)
        at = min(self._instant(page.get("renewed")), self.now)
        self._confirm(entry, at)
        actions.publish(entry, self.office, at)

    def _confirm(self, entry: Entry, at: datetime) -> None:
        assert entry.working
        findings = preflight.check(entry.kind, entry.working.content, entry=entry, now=at)
        for one in preflight.unconfirmed(entry, findings):
            if one.code in REASONS:
                actions.confirm(entry, one.code, one.field, one.value, REASONS[one.code], self.office)

    # Contents --------------------------------------------------------------------------------------------------------

    def _content(self, page: Page) -> dict[str, Any]:
        given: dict[str, Any] = {name: page.get(name) for name in AS_THEY_ARE if name in page.fields}
        given |= {name: typeset(page.get(name)) for name in TYPESET if name in page.fields}
        given |= {name: True for name in FLAGS if name in page.fields}
        given |= {name: self._moment(page.get(name)) for name in MOMENTS if name in page.fields}
        given["body"] = self._rich(page.body)
        given["audience"] = [code.strip() for code in page.get("audience").split(",") if code.strip()]
        given["capacity"] = page.get("capacity")
        given["parent"] = self.known.get(page.get("parent"))
        given["month"] = self._month(page)
        given["cover"] = self._cover(page)
        given["publications"] = [self._publication(page, parts) for parts in page.parts("publication")]
        given["items"] = [_item(key, words) for key, words in page.parts("item")]
        given["questions"] = [
            {"question": typeset(question), "answer": self._rich(answer)} for question, answer in page.parts("question")
        ]
        return given

    def _rich(self, html: str) -> str:
        """Return a text with French spacing and the pages it names; raises KeyError for a name not known yet."""
        named = _NAMED.sub(lambda match: str(self.known[match[1]]), html)
        pieces = _TAG.split(named)
        pieces[::2] = [typeset(piece) for piece in pieces[::2]]
        return "".join(pieces)

    def _cover(self, page: Page) -> dict[str, Any] | None:
        if not page.get("cover"):
            return None
        image = Image.objects.filter(record__ref=page.get("cover"), withdrawn=False).order_by("position").first()
        if image is None:
            return None
        shown = pictures.from_catalogue(image, self.writer)
        return {
            "picture": shown.pk,
            "alt": typeset(page.get("alt")),
            "credit": shown.credit,
            "rights": shown.rights,
            "caption": typeset(image.record.title),
        }

    def _publication(self, page: Page, parts: Sequence[str]) -> dict[str, Any]:
        key, title, description = parts
        editions = [self._edition(one) for one in page.parts("edition")]
        return {"key": key, "title": typeset(title), "description": typeset(description), "editions": editions}

    def _edition(self, parts: Sequence[str]) -> dict[str, Any]:
        name, version, issued_on, *changed = parts
        document = documents.upload(io.BytesIO(booklet(name)), f"{name}.pdf", self.writer)
        words = typeset(changed[0]) if changed else ""
        return {"document": document.pk, "version": version, "issued_on": issued_on, "changed": words}

    # Dates -----------------------------------------------------------------------------------------------------------

    def _published(self, page: Page) -> datetime:
        """Return when the page was published: never later than now."""
        if page.get("published"):
            return min(self._instant(page.get("published")), self.now)
        begun = datetime.combine(date.fromisoformat(f"{self._month(page)}-01"), time(8))
        return min(timezone.make_aware(begun), self.now)

    def _month(self, page: Page) -> str:
        if "months_ago" not in page.fields:
            return page.get("month")
        months = self.today.year * 12 + self.today.month - 1 - int(page.get("months_ago"))
        return f"{months // 12}-{months % 12 + 1:02d}"

    def _moment(self, text: str) -> str:
        return timezone.make_naive(self._instant(text)).isoformat(timespec="minutes")

    def _instant(self, text: str) -> datetime:
        match = _FROM_TODAY.fullmatch(text)
        if not match:
            return timezone.make_aware(datetime.fromisoformat(text))
        day = self.today + timedelta(days=int(match[1]))
        day += timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
        return timezone.make_aware(datetime.combine(day, time(int(match[2] or 0), int(match[3] or 0))))

    def _same_month(self, page: Page) -> Entry | None:
        """Return what the month of a page already puts forward: a month has one page of each genre."""
        month = self._month(page)
        if page.get("kind") != KindName.FEATURE or not month:
            return None
        root = {"notice": "notices", "museum": "musees"}[page.get("genre")]
        return Entry.objects.filter(path=f"/{root}-du-mois/{month}").first()


def _item(key: str, words: str) -> dict[str, str]:
    return {"museum" if len(key) == 5 else "record": key, "words": typeset(words)}


def _seat(event: Event, count: int, at: datetime) -> None:
    """Register imaginary people: rows alone, for no mail may leave to them."""
    Registration.objects.bulk_create(_people(event, count, at))


def _people(event: Event, count: int, at: datetime) -> Iterator[Registration]:
    for place in range(count):
        email = f"personne{place + 1}@musee.example"
        waits = event.capacity is not None and place >= event.capacity
        yield Registration(
            event=event,
            name=f"Personne {place + 1} (démonstration)",
            email=email,
            email_key=email,
            institution="Musée de démonstration",
            audience="documentalists",
            state=Attendance.WAITING if waits else Attendance.CONFIRMED,
            token_hash=sha256(secrets.token_bytes(16)).hexdigest(),
            at=at + timedelta(hours=place + 1),
        )
