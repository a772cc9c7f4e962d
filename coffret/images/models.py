"""Images of records: the master, kept by its content, the museum's order, credits and rights; what was withdrawn."""

from django.conf import settings
from django.db import models

from coffret.catalogue.models import Record


class Image(models.Model):
    """One image of one record, as named by the museum. Full names are kept: two never collapse into one."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="images")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    # The master's content: its address in the store. Two records may share a content, never a row.
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    # Dominant colour of the picture as #rrggbb: the mat shown while it loads.
    colour = models.CharField(max_length=7, blank=True)
    # Perceptual hash, 16 hexadecimal digits: near duplicates are looked for across the catalogue.
    likeness = models.CharField(max_length=16, blank=True)
    # The credit the file itself carries (XMP, IPTC or EXIF): the last resort, see images/rights.py.
    embedded_credit = models.CharField(max_length=500, blank=True)
    # What the museum says of this image beside its notices: credit line, mention of rights, licence (address), holder.
    credit = models.CharField(max_length=500, blank=True)
    rights = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=300, blank=True)
    # Year the author of the work died, when the notice does not say it.
    author_died = models.IntegerField(null=True)
    # « Image diffusable » of the specification (p. 4): the museum's own word, which outweighs any other.
    shareable = models.BooleanField(default=True)
    # Not shown to the public: not shareable, or withdrawn (the journal says when, why and by whom). The master stays.
    withdrawn = models.BooleanField(default=False)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["record_id", "position"]
        constraints = [models.UniqueConstraint(fields=["record", "name"], name="one_image_per_name")]
        indexes = [
            models.Index(fields=["sha256"], name="image_content"),
            # Few: images online are counted as all but these.
            models.Index(fields=["record"], name="image_withdrawn", condition=models.Q(withdrawn=True)),
        ]

    def __str__(self) -> str:
        return self.name


class Withdrawal(models.Model):
    """The journal of images taken off the public site. One still open holds whatever is handed in again."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="image_withdrawals")
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    restored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.reason})"


class Awaited(models.Model):
    """A content whose thumbnails and pyramid are still to be made: written with the publication, removed once made."""

    sha256 = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    # Why the last attempt failed.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sha256
