"""The office's letters: several newsletters, their issues, and what is put right once an issue has left."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.editorial.models.entries import Entry

Person = settings.AUTH_USER_MODEL


class Frequency(models.TextChoices):
    """How often a newsletter is announced to leave."""

    MONTHLY = "monthly", _("chaque mois")
    QUARTERLY = "quarterly", _("chaque trimestre")
    YEARLY = "yearly", _("chaque année")
    IRREGULAR = "irregular", _("selon l’actualité")


class Newsletter(models.Model):
    """A newsletter one subscribes to. Its slug stands in addresses and never changes."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    # One or two sentences: the form and the archive say them.
    about = models.CharField(max_length=400, blank=True)
    # Whom it is for, in words.
    audience = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.MONTHLY)
    language = models.CharField(max_length=5, default="fr")
    sender_name = models.CharField(max_length=100, blank=True)
    # « » for those of the site (COFFRET_MAIL_FROM).
    sender_email = models.EmailField(blank=True)
    reply_to = models.EmailField(blank=True)
    # Anybody may subscribe; its past issues can be read by all.
    open = models.BooleanField(default=True)
    archived = models.BooleanField(default=True)
    # What a drafted issue is made of, in order: names of composing/drafting.py.
    recipe = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # Closed: nothing more is written nor subscribed to; what was sent stays.
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its archive."""
        return f"/lettres/{self.slug}"


class Issue(Entry):
    """An issue of a newsletter: composed as any entry, online once it has left."""

    newsletter = models.ForeignKey(Newsletter, null=True, on_delete=models.PROTECT, related_name="issues")
    # The day it bears: its address and its month.
    day = models.DateField(null=True, db_index=True)
    # Everything it said the moment it left, captions and figures included (composing/issue.py); {} before.
    frozen = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)


class Erratum(models.Model):
    """Something put right under an issue that has left: what was mailed cannot change."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="errata")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["issue_id", "pk"]
        verbose_name_plural = "errata"

    def __str__(self) -> str:
        return self.text[:60]
