"""What the preflight keeps: alertes somebody confirmed, what the night found, what outside addresses answered."""

from django.conf import settings
from django.db import models

from coffret.editorial.models.entries import Entry

Person = settings.AUTH_USER_MODEL


class Waiver(models.Model):
    """An alerte of the preflight that somebody confirmed, by name, with a reason. It holds for that quote alone."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=10)
    field = models.CharField(max_length=100)
    quote = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "code", "field", "quote"], name="one_waiver")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.code}"


class Audit(models.Model):
    """What the last nightly check found in what is online."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="audit")
    at = models.DateTimeField()
    # [[rule code, field, value, facts], …]
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at:%Y-%m-%d}"


class Link(models.Model):
    """What an outside address answered last: asked politely, kept a while."""

    url = models.CharField(max_length=2000, unique=True)
    checked_at = models.DateTimeField(null=True)
    # HTTP status; 0 when nobody answered.
    status = models.PositiveSmallIntegerField(default=0)
    # Where a permanent redirection leads, or « ».
    moved_to = models.CharField(max_length=2000, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url
