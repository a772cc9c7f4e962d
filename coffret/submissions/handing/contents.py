"""What a museum has already: a picture of its own records, or of an earlier delivery of its own, is not sent twice.

Nothing is ever told of another museum's contents: to name a hash is no proof of holding the bytes.
"""

from collections.abc import Iterable

from coffret.images import store
from coffret.images.models import Image
from coffret.submissions.models import DeliveredFile


def known(museum: str, contents: Iterable[str]) -> set[str]:
    """Return those of ``contents`` (SHA-256) that ``museum`` showed us before and that are still kept."""
    asked = {one for one in contents if one}
    if not asked:
        return set()
    shown = set(
        Image.objects.filter(record__museum_id=museum, sha256__in=asked).order_by().values_list("sha256", flat=True)
    )
    # Only what really came: whoever claims a hash sent nothing yet.
    sent = DeliveredFile.objects.filter(
        delivery__museum_id=museum, sha256__in=asked - shown, known=False, finished_at__isnull=False
    )
    return shown | {one for one in set(sent.order_by().values_list("sha256", flat=True)) if store.has(one)}
