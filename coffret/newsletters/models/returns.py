"""What comes back, what is counted without knowing whom, and what the sending domain looked like."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.editorial.models import Issue
from coffret.newsletters.models.sending import Delivery


class ReturnKind(models.TextChoices):
    """What a message that came back says."""

    HARD = "hard", _("adresse qui n’existe pas")
    SOFT = "soft", _("refus passager")
    POLICY = "policy", _("refus de notre message")
    DELAYED = "delayed", _("retard")
    COMPLAINT = "complaint", _("plainte")
    DELIVERED = "delivered", _("remise attestée")
    AUTOMATIC = "automatic", _("réponse automatique")
    UNKNOWN = "unknown", _("non compris")


class Return(models.Model):
    """A message that came back, read once: what it says, of which delivery."""

    # SHA-256 of the message, or the webhook's own identifier: read twice, it counts once.
    digest = models.CharField(max_length=64, unique=True)
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="returns")
    kind = models.CharField(max_length=10, choices=ReturnKind.choices)
    # Enhanced status (RFC 3463) and the server's words.
    status = models.CharField(max_length=12, blank=True)
    said = models.CharField(max_length=1000, blank=True)
    # « maildir », « imap », « pop », « webhook ».
    source = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class Visits(models.Model):
    """How often the web version of an issue was opened in a day, and our pages from its links: nobody is told apart."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField()
    web = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["issue_id", "day"]
        constraints = [models.UniqueConstraint(fields=["issue", "day"], name="one_count_of_visits")]
        verbose_name_plural = "visits"

    def __str__(self) -> str:
        return f"{self.issue_id} {self.day}"


class DomainCheck(models.Model):
    """What a look at the sending domain found: {"spf": {"ok", "said", "remedy"}, "dkim": …}."""

    at = models.DateTimeField()
    domain = models.CharField(max_length=253)
    # The mark of the message we sent ourselves, until it arrives.
    mark = models.CharField(max_length=40, blank=True)
    arrived_at = models.DateTimeField(null=True)
    results = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.domain} {self.at:%Y-%m-%d}"
