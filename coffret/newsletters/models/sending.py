"""What leaves: an issue frozen, one delivery per address, and the channel that carries them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.editorial.models import Issue
from coffret.newsletters.models.readers import Subscription

Person = settings.AUTH_USER_MODEL


class SendingState(models.TextChoices):
    """Where the sending of an issue stands."""

    SENDING = "sending", _("en cours")
    PAUSED = "paused", _("en pause")
    # Something is not as it was left (restored copy, hour long past): nothing leaves until somebody confirms.
    HELD = "held", _("à confirmer")
    CANCELLED = "cancelled", _("annulé")
    FINISHED = "finished", _("terminé")


class Sending(models.Model):
    """An issue as it was the moment somebody said « Envoyer »: nothing of it changes."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="sending")
    state = models.CharField(max_length=10, choices=SendingState.choices, default=SendingState.SENDING)
    # Words of the pause or of the hold, the server's own where there are some.
    why = models.CharField(max_length=1000, blank=True)
    subject = models.CharField(max_length=300)
    # With the marks that sending/message.py replaces for each recipient.
    html = models.TextField()
    text = models.TextField()
    # From, Reply-To, List-Id…: {name: value}.
    headers = models.JSONField(default=dict)
    # SHA-256 of subject, HTML and text.
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # A relay was set when it was launched: without one, its messages would be written to files and taken for sent.
    relayed = models.BooleanField(default=False)
    # How many deliveries there were at the freeze.
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-frozen_at", "pk"]

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"


class SendingAct(models.TextChoices):
    """What was done to a sending."""

    FROZEN = "frozen", _("figé et lancé")
    PAUSED = "paused", _("mis en pause")
    RESUMED = "resumed", _("repris")
    HELD = "held", _("retenu")
    CONFIRMED = "confirmed", _("confirmé")
    CANCELLED = "cancelled", _("annulé")
    RESENT = "resent", _("renvoyé")
    LEFT = "left", _("laissé")
    SETTLED = "settled", _("tranché par le journal du relais")
    FINISHED = "finished", _("terminé")


class SendingStep(models.Model):
    """The journal of a sending."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=SendingAct.choices)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["sending_id", "pk"]

    def __str__(self) -> str:
        return f"{self.sending_id} {self.act}"


class DeliveryState(models.TextChoices):
    """Where a delivery stands. QUEUED waits its turn; RETRY waits its hour (``next_at``)."""

    QUEUED = "queued", _("en attente")
    SENDING = "sending", _("en cours")
    SENT = "sent", _("remis")
    RETRY = "retry", _("à réessayer")
    REFUSED = "refused", _("refusé")
    DOUBT = "doubt", _("remise incertaine")
    UNSUBSCRIBED = "unsub", _("désabonné avant l’envoi")
    SUPPRESSED = "suppressed", _("adresse exclue")
    CANCELLED = "cancelled", _("envoi annulé")
    BOUNCED = "bounced", _("revenu")
    COMPLAINED = "complained", _("plainte")


class Delivery(models.Model):
    """One issue for one address: there is never a second. After twelve months the address goes, the state stays."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    address = models.EmailField(max_length=254, blank=True)
    # Reader.key; its keyed hash once the address is erased.
    address_key = models.CharField(max_length=254)
    # Keyed hash of the address: what Suppression holds.
    digest = models.CharField(max_length=64)
    domain = models.CharField(max_length=253, blank=True)
    # 128 bits, in the Message-ID and the return address; it opens nothing.
    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    # When it was claimed, and under which lease of the channel.
    claimed_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, blank=True)
    reply = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sending", "address_key"], name="one_delivery_per_address")]
        indexes = [
            models.Index(fields=["sending", "state"], name="delivery_state"),
            models.Index(
                fields=["next_at"], name="delivery_waiting", condition=models.Q(state__in=["queued", "retry"])
            ),
        ]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.sending_id} {self.pk} {self.state}"


class Channel(models.Model):
    """The way out: its limits, who holds it now, what it carried lately, and which copy of the data it belongs to."""

    name = models.CharField(primary_key=True, max_length=20)
    # 0: no limit.
    per_second = models.PositiveIntegerField(default=0)
    per_minute = models.PositiveIntegerField(default=0)
    per_hour = models.PositiveIntegerField(default=0)
    connections = models.PositiveSmallIntegerField(default=10)
    # Deliveries under way at once towards one domain; {"outlook.com": 3} for some.
    per_domain = models.PositiveSmallIntegerField(default=10)
    domains = models.JSONField(default=dict)
    # Hours of the day (site's clock) between which mail leaves; the same twice: always.
    from_hour = models.PositiveSmallIntegerField(default=0)
    until_hour = models.PositiveSmallIntegerField(default=0)
    # Most messages a day while a new address earns its name, day after day; [] for none.
    ramp = models.JSONField(default=list)
    ramp_from = models.DateField(null=True)
    # Who sends now, and until when nobody else may.
    lease = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    # How many left in the windows under way: {"second": [start, n], "minute": …, "hour": …, "day": …}.
    carried = models.JSONField(default=dict)
    # What sending/guard.py compares with what lies outside the database.
    instance = models.CharField(max_length=40, blank=True)
    epoch = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProofCopy(models.Model):
    """A proof of an issue sent to colleagues: which version, to whom, by whom."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="proof_copies")
    revision = models.PositiveIntegerField()
    to = models.JSONField(default=list)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["issue_id", "pk"]

    def __str__(self) -> str:
        return f"{self.issue_id} v{self.revision}"
