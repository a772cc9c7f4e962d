"""What every entry has, whatever its kind: its content, its versions, its journal, the addresses it had."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

Person = settings.AUTH_USER_MODEL


class KindName(models.TextChoices):
    """What an entry is."""

    RESOURCE = "resource", _("ressource")
    NEWS = "news", _("actualité")
    EVENT = "event", _("événement")
    FEATURE = "feature", _("mise à l’honneur")
    PAGE = "page", _("page fixe")
    LETTER = "letter", _("lettre")


class Stage(models.TextChoices):
    """Where what is being written stands; PUBLISHED: nothing waits, what is online is the last word."""

    DRAFT = "draft", _("brouillon")
    PROOF = "proof", _("à relire")
    APPROVED = "approved", _("approuvé")
    PUBLISHED = "published", _("publié")


class EntryQuerySet(models.QuerySet["Entry"]):
    """The one door to what the public sees."""

    def online(self) -> Self:
        """Return the entries that are online: ``live`` follows publication, end and withdrawal."""
        return self.filter(live=True)

    def shown(self) -> Self:
        """Return the entries that anyone may read: issues of a newsletter that keeps no archive went to its readers alone."""
        return self.online().exclude(issue__newsletter__archived=False)


class Entry(models.Model):
    """Something the office publishes under an address of its own."""

    kind = models.CharField(max_length=10, choices=KindName.choices)
    # As online; as last saved while it has never been published.
    title = models.CharField(max_length=300)
    # Its public address, with its first slash; None before the first publication. Old ones are in Redirect.
    path = models.CharField(max_length=400, unique=True, null=True)
    # What is online, by the table of kinds.py; {} before the first publication.
    content = models.JSONField(default=dict)
    # Folded words of what is online: what the site's search reads.
    words = models.TextField(blank=True)
    live = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    working = models.ForeignKey("Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    published = models.ForeignKey("Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    # Publication and end decided beforehand: the worker carries them out.
    publish_at = models.DateTimeField(null=True)
    end_at = models.DateTimeField(null=True)
    # Why a decided publication did not happen, or « ».
    held = models.CharField(max_length=500, blank=True)
    first_published_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    # The last change worth telling readers: feeds and « mise à jour le … » show this one.
    changed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Entry"]] = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "live", "-first_published_at"], name="entry_online")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its public address; « » while it has none."""
        return self.path or ""


class Revision(models.Model):
    """A version of an entry's content: every save is one; none is ever changed."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    # The number it was restored from, if it was.
    restored_from = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["entry_id", "number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.number}"


class Autosave(models.Model):
    """What a person was typing and has not saved: one per person and entry, offered back after a crash."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="autosaves")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # The revision they started from.
    base = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "by"], name="one_autosave_per_person")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.by_id}"


class Act(models.TextChoices):
    """A step in an entry's life."""

    CREATED = "created", _("créé")
    SUBMITTED = "submitted", _("envoyé en relecture")
    RETURNED = "returned", _("renvoyé en brouillon")
    APPROVED = "approved", _("approuvé")
    SCHEDULED = "scheduled", _("publication programmée")
    UNSCHEDULED = "unscheduled", _("programmation annulée")
    PUBLISHED = "published", _("publié")
    SENT = "sent", _("envoyé")
    HELD = "held", _("publication retenue")
    WITHDRAWN = "withdrawn", _("retiré du site")
    ENDED = "ended", _("terminé")
    MOVED = "moved", _("changé d’adresse")


# What is decided of a letter is its sending.
_OF_LETTERS = {
    Act.SCHEDULED: _("envoi programmé"),
    Act.UNSCHEDULED: _("envoi déprogrammé"),
    Act.HELD: _("envoi retenu"),
}


class Step(models.Model):
    """The journal of an entry: who did what, when, with what words."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=12, choices=Act.choices)
    revision = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["entry_id", "pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.act}"

    @property
    def said(self) -> str:
        """Return what was done, in the reader's language."""
        act = Act(self.act)
        return str((_OF_LETTERS.get(act) if self.entry.kind == KindName.LETTER else None) or act.label)


class Redirect(models.Model):
    """An address an entry had: it answers 301 for ever."""

    path = models.CharField(max_length=400, unique=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="redirects")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.path
