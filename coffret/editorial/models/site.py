"""What the office says of its own site."""

from django.conf import settings
from django.db import models

Person = settings.AUTH_USER_MODEL


class Site(models.Model):
    """What the office says of its own site: one row."""

    name = models.CharField(max_length=100, default="Coffret")
    tagline = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    organiser = models.CharField(max_length=200, blank=True)
    footer = models.TextField(blank=True)
    # The kinds of entries for which another person must approve.
    two_people = models.JSONField(default=list, blank=True)
    # Months after an event when what its participants gave is erased.
    erased_after = models.PositiveSmallIntegerField(default=6)

    def __str__(self) -> str:
        return self.name


class SiteChange(models.Model):
    """The journal of what the office said of its site: what each change replaced, by whom, when."""

    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    # Name of the column → [before, after].
    values = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {', '.join(self.values)}"
