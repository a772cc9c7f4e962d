"""From an issue's content to all it says: what the editor wrote wins, the rest is what things say of themselves now."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from coffret.base.numbers import row_number
from coffret.editorial.entries import references
from coffret.editorial.entries.content import clean, day
from coffret.editorial.entries.references import Ref, Standing, Target
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Entry, Issue, KindName, Newsletter, Picture
from coffret.editorial.rich.tree import Node, read, written
from coffret.newsletters.addresses import absolute
from coffret.newsletters.composing import figures
from coffret.newsletters.composing.issue import Composed, Part, Said, Shot
from coffret.newsletters.composing.things import Thing, spaced, things

Content = Mapping[str, Any]
LETTER = KindName.LETTER.value


def compose(content: Content, *, entry: Entry | None = None, now: datetime | None = None) -> Composed:
    """Return all that an issue's content says, in the language of its newsletter; some fifteen queries at most.

    ``entry``: the issue it belongs to, when there is one. ``now``: the moment it speaks from; by default the one decided
    for its sending while that is ahead, else the present one.
    """
    kept = clean(LETTER, content)
    at = now or moment(entry)
    newsletter = Newsletter.objects.filter(slug=kept["newsletter"]).first()
    with override(newsletter.language if newsletter else "fr"):
        return _compose(kept, newsletter, entry, at)


def moment(entry: Entry | None) -> datetime:
    """Return the moment an issue speaks from: the one decided for its sending while it is ahead, else the present."""
    now = timezone.now()
    return entry.publish_at if entry is not None and entry.publish_at and entry.publish_at > now else now


def heading(section: Content) -> str:
    """Return the heading of a section in the number of its items; the one that is written when the other is not."""
    one, many = section["one"], section["many"]
    return str((many or one) if len(section["items"]) > 1 else (one or many))


def texts(content: Content) -> Iterator[str]:
    """Yield the texts of an issue that may hold live figures, rich ones as HTML."""
    yield from (content["title"], content["preheader"], content["body"], content["closing"])
    for section in content["sections"]:
        yield from (section["one"], section["many"], section["words"])
        yield from (item[name] for item in section["items"] for name in ("title", "caption", "words"))


def period(newsletter: Newsletter | None, until: datetime, entry: Entry | None = None) -> tuple[datetime, datetime]:
    """Return what an issue sent at ``until`` tells of: since the issue sent before it, or since the same day last month."""
    return last_sent(newsletter, until, entry) or _month_before(until), until


def last_sent(newsletter: Newsletter | None, until: datetime, entry: Entry | None = None) -> datetime | None:
    """Return when the issue before ``until`` left, ``entry`` set aside; None when none did."""
    before = Issue.objects.filter(newsletter=newsletter, sent_at__lt=until) if newsletter else Issue.objects.none()
    if entry is not None and entry.pk:
        before = before.exclude(pk=entry.pk)
    return before.order_by("-sent_at").values_list("sent_at", flat=True).first()


def _month_before(until: datetime) -> datetime:
    first = until.replace(day=1)
    last_month = first - timedelta(days=1)
    return last_month.replace(day=min(until.day, last_month.day))


class _Voice:
    """What speaks: figures filled, spaces put."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self.known = known

    def line(self, text: str) -> str:
        """Return a plain text with its figures and its spaces."""
        return spaced(figures.fill(text, self.known))

    def rich(self, html: str) -> str:
        """Return a rich text with its figures and its spaces; its links still are « coffret: »."""
        root = read(figures.fill_rich(html, self.known))
        _space(root)
        return written(root.children)


def _space(node: Node) -> None:
    for index, child in enumerate(node.children):
        if isinstance(child, str):
            node.children[index] = spaced(child)
        else:
            _space(child)


def _compose(content: Content, newsletter: Newsletter | None, entry: Entry | None, now: datetime) -> Composed:
    leads = references.targets({ref for _field, ref in references.refs(LETTER, content)})
    wanted = figures.used(texts(content))
    known = figures.values(*period(newsletter, now, entry), wanted) if wanted else {}
    voice, said = _Voice(known), things(leads, now)
    return Composed(
        newsletter=content["newsletter"],
        name=newsletter.name if newsletter else "",
        language=newsletter.language if newsletter else "fr",
        day=content["day"],
        path=_path(content, entry),
        subject=voice.line(content["title"]),
        preheader=voice.line(content["preheader"]),
        intro=voice.rich(content["body"]),
        parts=tuple(_part(section, voice, said, leads) for section in content["sections"]),
        closing=voice.rich(content["closing"]),
        links={f"{ref.kind}/{ref.key}": _address(target) for ref, target in leads.items() if ref.kind != "picture"},
        shots={int(ref.key): _shot(target.row) for ref, target in leads.items() if _shown(ref, target)},
        figures=known,
    )


def _path(content: Content, entry: Entry | None) -> str:
    if entry is not None and entry.path:
        return entry.path
    if not content["newsletter"] or day(content["day"]) is None:
        return ""
    return f"/{KINDS[LETTER].root}/{content['newsletter']}/{content['day']}"


def _address(target: Target) -> str:
    return absolute(target.url) if target.standing is Standing.ONLINE and target.url else ""


def _shown(ref: Ref, target: Target) -> bool:
    return ref.kind == "picture" and target.row is not None and target.standing is Standing.ONLINE


def _shot(picture: Picture) -> Shot:
    return Shot(picture.sha256, picture.width, picture.height, picture.name, picture.colour)


# Sections and items ---------------------------------------------------------------------------------------------------


def _part(section: Content, voice: _Voice, said: Mapping[Ref, Thing], leads: Mapping[Ref, Target]) -> Part:
    items = tuple(_item(item, voice, said, leads) for item in section["items"])
    # Said over every item, what they are tells none apart.
    if len({item.kicker for item in items}) == 1:
        items = tuple(replace(item, kicker="") for item in items)
    return Part(section["key"], voice.line(heading(section)), voice.rich(section["words"]), items)


def _item(item: Content, voice: _Voice, said: Mapping[Ref, Thing], leads: Mapping[Ref, Target]) -> Said:
    ref = Ref(item["thing"], item["ref"])
    thing = said.get(ref, Thing(standing=(Standing.ONLINE if not item["ref"] else Standing.UNKNOWN).value))
    picture = _picture(item, leads.get(ref))
    drawn = picture or {"caption": "", "credit": ""}
    own_caption = drawn["caption"] if item["thing"] == "picture" else ""
    return Said(
        key=item["key"],
        thing=item["thing"],
        ref=item["ref"],
        url=thing.url,
        title=voice.line(item["title"]) or (thing.title if _is_titled(item, thing) else ""),
        caption=voice.line(item["caption"]) or spaced(own_caption) or thing.caption,
        credit=spaced(item["credit"]) or (spaced(drawn["credit"]) or thing.credit if picture else ""),
        kicker=thing.kicker,
        facts=thing.facts,
        state=thing.state,
        button=thing.button,
        picture=picture,
        words=voice.rich(item["words"]),
        standing=thing.standing,
    )


def _is_titled(item: Content, thing: Thing) -> bool:
    """Say whether the thing's own name heads the item: that of a file nobody named heads no picture."""
    return item["thing"] != "picture" or bool(thing.url)


def _picture(item: Content, target: Target | None) -> dict[str, Any] | None:
    """Return the picture of an item: the one chosen; of a picture alone, itself."""
    if item["picture"]:
        return dict(item["picture"])
    number = row_number(item["ref"]) if item["thing"] == "picture" else None
    if number is None or target is None or target.row is None:
        return None
    row: Picture = target.row
    return {
        "picture": number,
        "alt": "",
        "decorative": False,
        "credit": row.credit,
        "rights": row.rights,
        "caption": "",
    }
