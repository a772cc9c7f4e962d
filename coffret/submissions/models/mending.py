"""What is put right before publication: corrections of lines, those a museum keeps, alerts it accepts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.authorities.models import Museum
from coffret.submissions.models.submission import Submission


class Means(models.TextChoices):
    """How a line came to be corrected."""

    FIX = "fix", _("correction proposée")
    HAND = "hand", _("correction à la main")
    KEPT = "kept", _("correction habituelle du musée")


class Correction(models.Model):
    """A correction a museum always wants: replayed on everything it hands in, until revoked.

    ``before`` is a whole value of the field or one of its terms, replaced by ``after`` (« » takes it away); with
    ``before`` empty, the fix of rule ``code`` is applied to whatever text of the field it finds fault with.
    """

    museum = models.ForeignKey(Museum, on_delete=models.CASCADE, related_name="corrections")
    code = models.CharField(max_length=10, blank=True)
    field = models.CharField(max_length=30)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # How many lines it corrected, and when it last did.
    uses = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["museum_id", "field", "before", "pk"]
        indexes = [models.Index(fields=["museum"], name="correction_held", condition=models.Q(revoked_at=None))]

    def __str__(self) -> str:
        return f"{self.museum_id} {self.field}: {self.before} → {self.after}"


class Mending(models.Model):
    """One act of correction in a submission: what was replaced by what, on which lines. It can be undone.

    ``before`` and ``after`` are as a finding says them (a value or a term); by hand, whole texts of the field.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="mendings")
    means = models.CharField(max_length=4, choices=Means.choices)
    code = models.CharField(max_length=10, blank=True)
    field = models.CharField(max_length=30)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    correction = models.ForeignKey(Correction, null=True, on_delete=models.SET_NULL, related_name="+")
    # Positions of the lines, as a roaring bitmap, and how many.
    members = models.BinaryField(default=bytes)
    count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["submission_id", "pk"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.field} × {self.count}"


class Acceptance(models.Model):
    """An alert a museum accepts, with its reason: for one notice, or (``ref`` empty) wherever the value stands.

    It holds for the next submissions too. What refuses a record (erreur) is never accepted.
    """

    museum = models.ForeignKey(Museum, on_delete=models.CASCADE, related_name="acceptances")
    ref = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=10)
    field = models.CharField(max_length=30, blank=True)
    value = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["museum_id", "-pk"]
        indexes = [models.Index(fields=["museum", "code"], name="acceptance_held", condition=models.Q(revoked_at=None))]

    def __str__(self) -> str:
        return f"{self.museum_id} {self.code} {self.ref}"
