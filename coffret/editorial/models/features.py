"""Works and museums put forward, and what tells which ones were never seen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record
from coffret.editorial.models.entries import Entry


class Genre(models.TextChoices):
    """What a feature puts forward."""

    NOTICE = "notice", _("notices du mois")
    MUSEUM = "museum", _("musées du mois")
    SELECTION = "selection", _("sélection")


class Feature(Entry):
    """Records or museums put forward, with the editor's words: those of a month, or a selection on a theme."""

    genre = models.CharField(max_length=10, choices=Genre.choices, default=Genre.NOTICE)
    # First day of the month; a selection has none.
    month = models.DateField(null=True, db_index=True)


class FeatureItem(models.Model):
    """A record or a museum of a published feature."""

    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="items")
    record = models.ForeignKey(Record, null=True, on_delete=models.CASCADE, related_name="features")
    museum = models.ForeignKey(Museum, null=True, on_delete=models.CASCADE, related_name="features")
    words = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["feature_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=False, museum__isnull=True) | Q(record__isnull=True, museum__isnull=False),
                name="a_record_or_a_museum",
            )
        ]

    def __str__(self) -> str:
        return str(self.record_id or self.museum_id)


class RecordViews(models.Model):
    """How many times the page of a record was read, nothing of who read it: what was never seen may be put forward."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="views")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.count}"
