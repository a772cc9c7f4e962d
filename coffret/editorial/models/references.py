"""What entries refer to."""

from django.db import models

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record
from coffret.editorial.models.entries import Entry
from coffret.editorial.models.files import Document, Picture


class Reference(models.Model):
    """Something an entry refers to: a real key, so that a withdrawn notice is found, not broken.

    One row per thing, field and standing: ``live`` rows are those of what is online, the others those of what is being
    written. Derived from contents by entries/references.py.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="references")
    live = models.BooleanField()
    field = models.CharField(max_length=100)
    record = models.ForeignKey(Record, null=True, on_delete=models.CASCADE, related_name="+")
    museum = models.ForeignKey(Museum, null=True, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="referred_by")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="uses")
    picture = models.ForeignKey(Picture, null=True, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        ordering = ["entry_id", "pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field}"
