"""What was decided of a submission: lines published, lines taken back, by whom and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.submissions.models.submission import Submission


class Act(models.TextChoices):
    """What was decided."""

    PUBLISHED = "published", _("publication")
    REVERTED = "reverted", _("annulation")


class Decision(models.Model):
    """One act on lines of a submission, written in the transaction that did it; ``by`` None: a command."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="decisions")
    act = models.CharField(max_length=10, choices=Act.choices)
    # Positions of the lines, as a roaring bitmap, and how many.
    members = models.BinaryField(default=bytes)
    count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["submission_id", "pk"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.act} × {self.count}"
