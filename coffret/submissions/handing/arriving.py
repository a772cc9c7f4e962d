"""A file of a delivery becomes a submission: kept, and known by its delivery and its path, so that it is made once."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from coffret.submissions import received
from coffret.submissions.models import Delivery, Origin, Submission


def arrived(
    path: Path,
    name: str,
    museum: str,
    *,
    by: Any = None,
    delivery: Delivery | None = None,
    origin: Origin = Origin.FILE,
) -> Submission:
    """Keep a file and return its submission, that which an interrupted examination made when there is one.

    ``name`` is the museum's, folders included. Nothing is read of it here.
    """
    if delivery and (made := delivery.submissions.filter(file_name=name[-500:]).order_by("pk").first()):
        return made
    kept = received.keep(path)
    return Submission.objects.create(
        file_name=name[-500:],
        sha256=kept.sha256,
        size=kept.size,
        museum=museum,
        museums=[museum],
        origin=origin,
        delivery=delivery,
        submitted_by=by,
        received_at=timezone.now(),
    )
