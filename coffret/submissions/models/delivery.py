"""A folder being handed in from a browser: files that arrive piece by piece, and may take up where they stopped."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.authorities.models import Museum


class DeliveryState(models.TextChoices):
    """How far a delivery has come."""

    ARRIVING = "arriving", _("en cours d’envoi")
    RECEIVED = "received", _("reçu, en attente de contrôle")
    READ = "read", _("contrôlé")
    REFUSED = "refused", _("refusé")
    DROPPED = "dropped", _("abandonné")


class Delivery(models.Model):
    """What a person hands in at once for a museum: files of notices, images, archives. Kept under DATA/deliveries/<pk>."""

    museum = models.ForeignKey(Museum, on_delete=models.PROTECT, related_name="deliveries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.ARRIVING)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # Why it was refused, in words.
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"envoi {self.pk} ({self.museum_id})"


class DeliveredFile(models.Model):
    """A file of a delivery: announced, then received byte after byte."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="files")
    # Its path in the museum's folder, « / » between folders; never used as a path of ours.
    path = models.CharField(max_length=1000)
    size = models.PositiveBigIntegerField()
    # What the browser says of its content; « » until it knows. Checked when the last byte is there.
    sha256 = models.CharField(max_length=64, blank=True)
    # Bytes safely here.
    received = models.PositiveBigIntegerField(default=0)
    # The museum already has these bytes: nothing was sent.
    known = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["delivery_id", "path"]
        constraints = [models.UniqueConstraint(fields=["delivery", "path"], name="one_file_per_path")]

    def __str__(self) -> str:
        return self.path
