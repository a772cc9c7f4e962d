"""The handing-in of data (versement): a file, its lines, what was found in them, what was decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.submissions.models.delivery import Delivery


class Stage(models.TextChoices):
    """How far a submission has come."""

    RECEIVED = "received", _("reçu")
    CHECKED = "checked", _("contrôlé")
    PARTLY = "partly", _("publié en partie")
    PUBLISHED = "published", _("publié")
    REVERTED = "reverted", _("annulé")
    REFUSED = "refused", _("refusé")


class Origin(models.TextChoices):
    """Where the records of a submission come from."""

    FILE = "file", _("fichier")
    FORM = "form", _("formulaire")
    IMAGES = "images", _("images seules")
    CORRECTION = "correction", _("correction en ligne")
    RESTORATION = "restoration", _("version rétablie")
    REMARK = "remark", _("signalement d’un lecteur")


class Submission(models.Model):
    """A file handed in. The file itself is kept, compressed, by its SHA-256 and can be given back byte for byte.

    What is written in a form of the workshop is a file too (JSON, one record a line): one road for everything.
    """

    file_name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=30, blank=True)
    encoding = models.CharField(max_length=30, blank=True)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.FILE)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    # The museum it is made for, or the only one it concerns; « » when it concerns several.
    museum = models.CharField(max_length=5, blank=True, default="", db_index=True)
    # The museum it was checked for, of which all its records must be; « » when they may be of any.
    expected = models.CharField(max_length=5, blank=True, default="")
    # Codes of the museums it concerns, refused records aside: who may read it and decide of it.
    museums = models.JSONField(default=list)
    # The folder it came in, with its images.
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="submissions")
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    # Grows with every change of its lines (mended, published, taken back): what a page was made from.
    edition = models.PositiveIntegerField(default=0)
    # What became of the pictures handed in: {"new", "same", "refused", "unused"}, counts of files; and "left", name →
    # SHA-256 of those that no record named, kept when a record names one in vain.
    pictures = models.JSONField(default=dict)
    # Sentence and facts of a refusal: {"code", "field", "value", "line"…}.
    refusal = models.JSONField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    reverted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"versement {self.pk} ({self.file_name})"

    def get_absolute_url(self) -> str:
        """Return the page of its report."""
        return f"/pro/versements/{self.pk}"

    @property
    def concerned(self) -> set[str]:
        """Return the codes of the museums whose people may read it: before its check, the one it is made for."""
        return set(self.museums) or ({self.museum} if self.museum else set())


class Outcome(models.TextChoices):
    """What a line does to the catalogue once published."""

    CREATED = "C", _("création")
    UPDATED = "U", _("mise à jour")
    UNCHANGED = "N", _("sans changement")
    REJECTED = "R", _("rejet")


class Line(models.Model):
    """One record of the file. ``payload`` is packed JSON: see submissions/payload.py."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="lines", db_index=False)
    # Its rank in the file, from 0: what the sets of lines hold.
    position = models.PositiveIntegerField(default=0)
    # Line of the file where the record starts, from 1.
    number = models.PositiveIntegerField()
    ref = models.CharField(max_length=60, blank=True, db_index=True)
    # The inventory number, as catalogue/captions.py sorts it: a notice is asked after by it, refused or not.
    inventory = models.CharField(max_length=80, blank=True, default="", db_index=True)
    # The title its record will have, folded and cut: what a search within a submission looks in.
    words = models.CharField(max_length=120, blank=True, default="")
    outcome = models.CharField(max_length=1, choices=Outcome.choices)
    payload = models.BinaryField()
    # The record it made or changed, and the version the record had before (0 when it made it).
    record = models.BigIntegerField(null=True)
    version_before = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["submission_id", "position", "pk"]
        indexes = [
            models.Index(fields=["submission", "outcome", "number"], name="line_outcome"),
            # Lines are found by their position, and a search within a submission reads this index alone, never a payload.
            models.Index(fields=["submission", "position", "ref", "inventory", "words"], name="line_sought"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}:{self.number} {self.ref}"


class FindingGroup(models.Model):
    """One finding of a submission with all the lines that share it (rule, field and value alike)."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="finding_groups")
    code = models.CharField(max_length=10)
    severity = models.CharField(max_length=12)
    field = models.CharField(max_length=30, blank=True)
    value = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    count = models.PositiveIntegerField()
    # The first hundred lines, from 1.
    lines = models.JSONField(default=list)
    # Positions of all its lines, as a roaring bitmap; empty for what is said of the whole file.
    members = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["submission_id", "code", "-count", "pk"]
        indexes = [models.Index(fields=["submission", "code", "-count"], name="group_rule")]

    def __str__(self) -> str:
        return f"{self.code} × {self.count}"


class SetName(models.TextChoices):
    """What a set of lines means. The four outcomes bear the letters of Outcome."""

    CREATED = "C", _("création")
    UPDATED = "U", _("mise à jour")
    UNCHANGED = "N", _("sans changement")
    REJECTED = "R", _("rejet")
    MENDED = "mended", _("corrigée ici")
    PUBLISHED = "published", _("publiée")
    REVERTED = "reverted", _("reprise")
    PICTURED = "pictured", _("avec des images")


class LineSet(models.Model):
    """A set of lines of a submission: their positions, as a roaring bitmap."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="sets")
    name = models.CharField(max_length=12, choices=SetName.choices)
    members = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["submission_id", "name"]
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="one_set_per_name")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.name}"
