"""What is read: resources and their publications, news, fixed pages."""

from django.db import models

from coffret.editorial.models.entries import Entry
from coffret.editorial.models.files import Document


class Resource(Entry):
    """A page in the tree of resources."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=0)


class Publication(models.Model):
    """A document an entry offers, through its versions; ``key`` is its name in the entry's content."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="publications")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    description = models.CharField(max_length=1000, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["entry_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="one_publication_per_key")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """A version of a publication: its file, what it is called, when it was issued and what changed. First: the latest."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="editions")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="editions")
    version = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    changed = models.CharField(max_length=1000, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["publication_id", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.version}"


class Update(models.Model):
    """« Mise à jour le … : ce qui a changé »: an entry's feed tells one per real change, not per save."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="updates")
    at = models.DateTimeField()
    words = models.CharField(max_length=1000)
    news = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at:%Y-%m-%d}"


class News(Entry):
    """A piece of news; its date is that of its first publication."""


class FixedPage(Entry):
    """A page the site always has: who we are, questions, contact, legal notice, accessibility, personal data, plan."""

    role = models.CharField(max_length=20, unique=True)
