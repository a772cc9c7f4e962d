"""What the part of a letter's sections shows: each item as it will be read, what may be added, what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coffret.base.text import fold
from coffret.desk.editing.sections import OWN_WORDS
from coffret.desk.editing.things import Chosen, PictureShown, shown_picture
from coffret.editorial.entries.references import Ref, Standing, targets
from coffret.editorial.kinds import THINGS
from coffret.editorial.models import Newsletter
from coffret.newsletters.composing.things import Thing, look_up

Content = Mapping[str, Any]


@dataclass(slots=True)
class Picking:
    """Something being chosen for a section: what kind of thing, the words asked, what answers."""

    section: str
    thing: str
    asked: str = ""
    looked: bool = False
    found: list[Chosen] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Word:
    """What an item says in one place: what the editor wrote (``own``), what the thing says now (``now``), and what it
    said when the editor wrote (``seen``), when that differs.
    """

    name: str
    label: str
    own: str
    now: str
    seen: str

    @property
    def said(self) -> str:
        """Return what will be read."""
        return self.own or self.now

    @property
    def changed(self) -> bool:
        """Say whether the thing says something else than when the editor wrote, and than what they wrote."""
        return bool(self.own and self.seen and self.now) and fold(self.now) not in {fold(self.seen), fold(self.own)}

    @property
    def kept(self) -> str:
        """Return what is kept as seen: once written, what was seen then; before, what would be."""
        return self.seen if self.own and self.seen else self.now


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item: the path of its inputs, what it is, what it says, its picture."""

    path: str
    row: Content
    kind: str
    about: Thing
    words: tuple[Word, ...]
    picture: PictureShown | None
    problem: str

    @property
    def title(self) -> Word:
        """Return its title."""
        return self.words[0]

    @property
    def name(self) -> str:
        """Return what the buttons call it."""
        return self.title.said or self.kind

    @property
    def credit_now(self) -> str:
        """Return what the record credits now, when the picture says something else; « » else."""
        use, now = self.row["picture"], self.about.credit
        return now if use and use["credit"] and now and fold(use["credit"]) != fold(now) else ""

    @property
    def written(self) -> bool:
        """Say whether the editor wrote something in place of what the thing says."""
        return any(word.own for word in self.words)


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section: the path of its inputs, its items, and what is being chosen for it."""

    path: str
    row: Content
    items: list[ItemShown]
    picking: Picking | None

    @property
    def several(self) -> bool:
        """Say whether its heading is the plural one."""
        return len(self.items) > 1

    @property
    def name(self) -> str:
        """Return what the buttons call it."""
        one, many = self.row["one"], self.row["many"]
        return str((many or one if self.several else one or many) or _("rubrique sans titre"))


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a letter, and what may be added to them: (name, words)."""

    rows: list[SectionShown]
    things: tuple[tuple[str, Any], ...] = THINGS


def shown(name: str, content: Content, rows: list[Content], picking: Picking | None) -> Sections:
    """Return what the part shows of these sections; a dozen queries, however many items there are."""
    items = [item for row in rows for item in row["items"]]
    with translation.override(_language(content)):
        known = look_up({Ref(item["thing"], item["ref"]) for item in items if item["ref"]}, timezone.now())
    drawn = targets({Ref("picture", str(item["picture"]["picture"])) for item in items if item["picture"]})
    pictures = {ref.key: shown_picture(target.row) for ref, target in drawn.items() if target.row}
    return Sections(
        [
            SectionShown(
                f"{name}.{rank}",
                row,
                [
                    _item(f"{name}.{rank}.items.{place}", item, known, pictures)
                    for place, item in enumerate(row["items"])
                ],
                picking if picking and picking.section == row["key"] else None,
            )
            for rank, row in enumerate(rows)
        ]
    )


def _language(content: Content) -> str:
    found = Newsletter.objects.filter(slug=content.get("newsletter") or "").values_list("language", flat=True).first()
    return found or "fr"


def _item(path: str, item: Content, known: Mapping[Ref, Thing], pictures: Mapping[str, PictureShown]) -> ItemShown:
    about = known.get(Ref(item["thing"], item["ref"]), Thing())
    use = item["picture"]
    return ItemShown(
        path,
        item,
        str(dict(THINGS).get(item["thing"], "")),
        about,
        tuple(_word(name, item, about) for name in OWN_WORDS),
        pictures.get(str(use["picture"])) if use else None,
        _problem(item, about),
    )


def _word(name: str, item: Content, about: Thing) -> Word:
    labels = {"title": _("Titre"), "caption": _("Légende"), "credit": _("Crédit")}
    return Word(name, labels[name], item[name], getattr(about, name), item["seen"][name])


def _problem(item: Content, about: Thing) -> str:
    if not item["ref"]:
        return ""
    return {
        Standing.ONLINE.value: "",
        Standing.GONE.value: _("N’est plus en ligne : l’enlever, ou en choisir un autre."),
        Standing.DRAFT.value: _("Pas encore en ligne : le lien n’existera qu’avec la page."),
    }.get(about.standing, _("« {key} » n’existe pas : l’enlever, ou en choisir un autre.").format(key=item["ref"]))
