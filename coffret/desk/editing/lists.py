"""What the lists of the editing screens read: entries by kind and standing, the tree of resources, who uses what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coffret.base.text import fold
from coffret.editorial.kinds import KINDS, ROLES
from coffret.editorial.models import Entry, FixedPage, KindName, Newsletter, Resource, Revision, Stage

Entries = QuerySet[Entry]
Text = str | Promise


@dataclass(frozen=True, slots=True)
class View:
    """A way of looking at the list: its name in the address, its words, and the entries it keeps for an account.

    ``words`` holds a singular and a plural, the same where they do not differ.
    """

    name: str
    words: tuple[Text, Text]
    keep: Callable[[Any], Q]

    def said(self, number: int) -> Text:
        """Return its words for that many entries; in French, none is one."""
        return self.words[number > 1]


def _mine(user: Any) -> Q:
    return Q(pk__in=Revision.objects.filter(by=user).order_by().values("entry")) | Q(created_by=user)


_NEVER = Q(first_published_at__isnull=True)

VIEWS = (
    View("", (_("tout"), _("tout")), lambda user: Q()),
    View("miens", (_("les miens"), _("les miens")), _mine),
    View("brouillons", (_("brouillon"), _("brouillons")), lambda user: Q(stage=Stage.DRAFT)),
    View("a-relire", (_("à relire"), _("à relire")), lambda user: Q(stage=Stage.PROOF)),
    View("approuves", (_("approuvé"), _("approuvés")), lambda user: Q(stage=Stage.APPROVED)),
    View(
        "programmes",
        (_("programmé"), _("programmés")),
        lambda user: Q(publish_at__isnull=False) | Q(end_at__isnull=False, live=True),
    ),
    View("retenus", (_("retenu"), _("retenus")), lambda user: ~Q(held="")),
    View("en-ligne", (_("en ligne"), _("en ligne")), lambda user: Q(live=True)),
    View("termines", (_("terminé ou retiré"), _("terminés ou retirés")), lambda user: Q(live=False) & ~_NEVER),
)
BY_NAME = {view.name: view for view in VIEWS}


def entries(user: Any, asked: Mapping[str, str]) -> Entries:
    """Return the entries the address asks for (« genre », « etat », « q »), last saved first."""
    rows = Entry.objects.select_related("working__by").order_by("-working__at", "-pk")
    if asked.get("genre") in KINDS:
        rows = rows.filter(kind=asked["genre"])
    rows = rows.filter(BY_NAME.get(asked.get("etat", ""), VIEWS[0]).keep(user))
    words = asked.get("q", "").strip()
    return rows.filter(pk__in=_holding(rows, words)) if words else rows


def _holding(rows: Entries, words: str) -> list[int]:
    """Return the entries whose title, address or words online hold each word asked for, accents aside.

    A site has hundreds of entries: reading their titles is quicker than keeping an index of what is not published.
    """
    wanted = fold(words).split()
    held = rows.values_list("pk", "title", "path", "words", "working__content__title")
    return [
        pk
        for pk, *texts in held
        if all(word in folded for folded in [fold(" ".join(filter(None, texts)))] for word in wanted)
    ]


def counts(user: Any, kind: str) -> list[tuple[View, int, Text]]:
    """Return how many entries of a kind (« » for all) each way of looking keeps, in words; those of none are left out."""
    rows = Entry.objects.filter(kind=kind) if kind in KINDS else Entry.objects.all()
    found = [(view, rows.filter(view.keep(user)).count()) for view in VIEWS]
    return [(view, number, view.said(number)) for view, number in found if number or not view.name]


@dataclass(slots=True)
class Branch:
    """A resource in the tree, with those below it."""

    page: Resource
    below: list["Branch"] = field(default_factory=list)


def tree() -> list[Branch]:
    """Return the resources as they stand, each under its parent, in order, those never published last; one query."""
    rows = Resource.objects.select_related("working").order_by("position", "title", "pk")
    pages = sorted(rows, key=lambda page: page.first_published_at is None)
    branches = {page.pk: Branch(page) for page in pages}
    roots: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(_above(branch.page) or 0)
        (parent.below if parent else roots).append(branch)
    return roots


def _above(page: Resource) -> int | None:
    """Return the page a resource stands under; of one never published, the page it will."""
    if page.first_published_at is None and page.working:
        above = page.working.content.get("parent")
        return above if above != page.pk else None
    return page.parent_id


def parents_for(entry: Entry | None) -> tuple[tuple[str, Text], ...]:
    """Return where a resource may stand: the top, then each resource indented, but itself and those below it."""
    offered: list[tuple[str, Text]] = [("", _("la liste des ressources"))]
    mine = entry.pk if entry else 0

    def walk(branches: list[Branch], depth: int) -> None:
        for branch in branches:
            if branch.page.pk != mine:
                offered.append((str(branch.page.pk), "\u2003" * depth + branch.page.title))
                walk(branch.below, depth + 1)

    walk(tree(), 0)
    return tuple(offered)


def newsletters_for(chosen: str) -> tuple[tuple[str, Text], ...]:
    """Return the newsletters an issue may be of: none, those that are not closed, and the one it is of."""
    rows = Newsletter.objects.filter(Q(closed_at__isnull=True) | Q(slug=chosen))
    return (("", _("à choisir")), *rows.values_list("slug", "name"))


def to_start(kinds: Mapping[str, Any] = KINDS) -> list[Any]:
    """Return the kinds somebody may begin an entry of; fixed pages only while one of them has not been written."""
    missing = FixedPage.objects.count() < len(ROLES)
    return [kind for kind in kinds.values() if kind.name != KindName.PAGE or missing]
