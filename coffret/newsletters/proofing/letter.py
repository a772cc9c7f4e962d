"""An issue as the rules of letters read it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Entry
from coffret.editorial.proofing.proof import Proof
from coffret.editorial.proofing.world import World, gather


def prove(content: Mapping[str, Any], entry: Entry | None, now: datetime) -> Proof:
    """Return the proof of an issue's content, its facts gathered."""
    life = (entry.live, entry.first_published_at) if entry else (False, None)
    proof = Proof(KINDS["letter"], content, now, World(), *life)
    proof.world = gather("letter", content, [link.href for link in proof.links], entry, now)
    return proof
