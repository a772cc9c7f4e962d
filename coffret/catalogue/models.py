"""What the catalogue keeps: records, what they were before, and the log of what changed."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop as _

from coffret.authorities.models import Museum
from coffret.base.packed import PackedJSON


class Status(models.TextChoices):
    """Where a record stands towards the public."""

    PUBLISHED = "published", "publiée"
    WITHDRAWN = "withdrawn", "retirée"


class State(models.TextChoices):
    """What became of the object (spec 2024, p. 28-33). Labels stay French, as the index and files hold them; pages
    translate them.
    """

    PRESENT = "", _("présent")
    MISSING = "manquant", _("manquant")
    STOLEN = "vole", _("volé")
    PRESUMED_DESTROYED = "presume_detruit", _("présumé détruit")
    FOUND = "retrouve", _("retrouvé")


class RecordQuerySet(models.QuerySet["Record"]):
    """The one door to what one may see."""

    def visible_to(self, user: Any) -> Self:
        """Return the records ``user`` may read: the published ones for everyone, withdrawn ones too for the office."""
        if getattr(user, "is_office", False):
            return self.all()
        return self.filter(status=Status.PUBLISHED)


class Record(models.Model):
    """A record (notice): its raw values as handed in, and columns derived from them by the field table."""

    ref = models.CharField(max_length=60, unique=True)
    # Its index is record_museum, below.
    museum = models.ForeignKey(Museum, on_delete=models.PROTECT, related_name="records", db_index=False)
    # code -> text as handed in, never silently altered; absent = never given.
    values = PackedJSON(default=dict)
    version = models.PositiveIntegerField(default=1)
    # Number of the submission that made the present version; none for what an action of the office did.
    submission = models.BigIntegerField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PUBLISHED)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    # Rule findings of the last check: [[rule code, field code, value], …].
    findings = PackedJSON(default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # Everything below is derived from values by catalogue/derive.py and can be rebuilt by a command.
    title = models.TextField()
    caption = models.TextField()
    credit = models.TextField(blank=True)
    authors = models.TextField(blank=True)
    inventory_number = models.TextField(blank=True)
    year_from = models.IntegerField(null=True)
    year_to = models.IntegerField(null=True)
    state = models.CharField(max_length=20, choices=State.choices, blank=True, default="")
    has_image = models.BooleanField(default=False)
    sort_title = models.CharField(max_length=80, blank=True)
    sort_author = models.CharField(max_length=80, blank=True)
    sort_inventory = models.CharField(max_length=80, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # A museum's records in their order; what follows is there to be counted (census.py) without reading them.
            models.Index(fields=["museum", "sort_inventory", "id", "status", "has_image"], name="record_museum"),
            # Few: what is withdrawn is found without reading the rest.
            models.Index(fields=["museum"], name="record_withdrawn", condition=models.Q(status="withdrawn")),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Return the permalink, good for ever (200, or 410 once withdrawn)."""
        return f"/notices/{self.ref}"


class RecordVersion(models.Model):
    """What a record was before it was replaced. ``submission`` is the number of the one that made this version."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    values = PackedJSON()
    status = models.CharField(max_length=10, choices=Status.choices)
    submission = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["record_id", "number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class Withdrawal(models.Model):
    """The journal of records taken off the public site: by whom, when, why, and when it came back."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="withdrawals")
    # Shown to everyone at its address.
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    # None: a command.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    restored_at = models.DateTimeField(null=True)
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.at:%Y-%m-%d}"


class ChangeKind(models.TextChoices):
    """What happened to a record."""

    PUBLISHED = "published", "publication"
    UPDATED = "updated", "mise à jour"
    WITHDRAWN = "withdrawn", "retrait"
    RESTORED = "restored", "remise en ligne"


class Change(models.Model):
    """A fact of the change log: the index, caches, feeds and dumps read on from the last ``sequence`` they hold."""

    sequence = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="changes", db_index=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.record_id}"
