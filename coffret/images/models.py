"""Images of records: the master, kept by its content, and the museum's order."""

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

    class Meta:
        ordering = ["record_id", "position"]
        constraints = [models.UniqueConstraint(fields=["record", "name"], name="one_image_per_name")]
        indexes = [models.Index(fields=["sha256"], name="image_content")]

    def __str__(self) -> str:
        return self.name
