"""Publication asked of the office, where the office chose to read a museum's submissions first."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.submissions.models.submission import Submission


class Verdict(models.TextChoices):
    """What the office answered."""

    WAITING = "", _("en attente")
    PUBLISHED = "published", _("publié")
    SENT_BACK = "sent_back", _("renvoyé au musée")
    DROPPED = "dropped", _("demande retirée")


class Review(models.Model):
    """A museum asks the office to publish lines of a submission; one question waits at a time."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="reviews")
    # Positions asked for, as a roaring bitmap, and how many.
    members = models.BinaryField(default=bytes)
    count = models.PositiveIntegerField(default=0)
    # The submission as it was read by who asked (Submission.edition).
    edition = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    words = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True, default=Verdict.WAITING)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["submission_id", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission"], condition=models.Q(verdict=""), name="one_review_waits")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.verdict or 'waiting'}"
