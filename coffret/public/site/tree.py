"""The tree of resources that are online: read in one query, however deep."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from coffret.editorial.models import Resource

# Deeper, something is wrong: no page stands so low.
DEEPEST = 20


@dataclass(slots=True)
class Branch:
    """A resource in the tree, with those below it in their order."""

    pk: int
    title: str
    path: str
    parent: int | None
    summary: str = ""
    changed_at: datetime | None = None
    below: list["Branch"] = field(default_factory=list)


class Tree:
    """Every resource online. One whose parent is not online stands at the root: nothing is lost from sight."""

    def __init__(self) -> None:
        rows = Resource.objects.filter(live=True).order_by("position", "title", "pk")
        columns = rows.values_list("pk", "title", "path", "parent_id", "content__summary", "changed_at")
        self.known = {row[0]: Branch(row[0], row[1], row[2] or "", row[3], row[4] or "", row[5]) for row in columns}
        children: defaultdict[int | None, list[Branch]] = defaultdict(list)
        for branch in self.known.values():
            children[branch.parent if branch.parent in self.known else None].append(branch)
        for branch in self.known.values():
            branch.below = children[branch.pk]
        self.roots = children[None]

    def above(self, parent: int | None) -> list[Branch]:
        """Return the branches above a page that stands under ``parent``, outermost first."""
        found: list[Branch] = []
        while parent in self.known and len(found) < DEEPEST:
            found.insert(0, self.known[parent])
            parent = self.known[parent].parent
        return found

    def beside(self, parent: int | None) -> list[Branch]:
        """Return the pages that stand under ``parent``."""
        return self.known[parent].below if parent in self.known else self.roots

    def every(self) -> Iterator[Branch]:
        """Yield every page of the tree."""
        yield from self.known.values()
