"""What pictures need by themselves: a museum hands an image in again, the pages that show it follow."""

from datetime import timedelta

from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.editorial.files.pictures import follow_images


@duty("pictures", every=timedelta(hours=1))
def pictures() -> str:
    """Give pictures of the catalogue the content their images have now; say how many changed."""
    changed = follow_images()
    return ngettext("{n} image suivie", "{n} images suivies", changed).format(n=changed) if changed else ""
