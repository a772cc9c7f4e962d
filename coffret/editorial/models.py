"""What the office chooses to show: for now the notice and the museum of the month."""

from django.db import models

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record


class Feature(models.Model):
    """A record or a museum put forward in a month, with the editor's words."""

    month = models.DateField(help_text="premier jour du mois")
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="features")
    museum = models.ForeignKey(Museum, null=True, blank=True, on_delete=models.CASCADE, related_name="features")
    words = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(record__isnull=False, museum__isnull=True)
                | models.Q(record__isnull=True, museum__isnull=False),
                name="a_record_or_a_museum",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.record_id or self.museum_id}"
