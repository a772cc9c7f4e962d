"""How many images the public may see: all of them less the few that it may not, so that none is read to be counted."""

from coffret.catalogue.models import Status
from coffret.images.models import Image


def online() -> int:
    """Return how many images are shown: those of records online that nothing withholds."""
    withheld = Image.objects.filter(withdrawn=True).count()
    off_line = Image.objects.filter(withdrawn=False, record__status=Status.WITHDRAWN).count()
    return Image.objects.count() - withheld - off_line
