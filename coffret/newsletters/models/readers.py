"""Those who subscribe, to what, and the proof of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.editorial.models import Newsletter

Person = settings.AUTH_USER_MODEL


class ReaderState(models.TextChoices):
    """Where an address stands."""

    PENDING = "pending", _("à confirmer")
    ACTIVE = "active", _("confirmé")
    # Its mail comes back: nothing is sent until the reader or an editor says otherwise.
    SUSPENDED = "suspended", _("suspendu")


class Reader(models.Model):
    """An address that subscribed, or asked to. Erased, only a keyed hash of it is left, in Suppression."""

    address = models.EmailField(max_length=254)
    # The address as compared (readers/keys.py): domain in IDNA and lower case, local part folded, « +tag » kept.
    key = models.CharField(max_length=254, unique=True)
    # Keyed hash of ``key``: what Suppression holds.
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(max_length=10, choices=ReaderState.choices, default=ReaderState.PENDING)
    # SHA-256 of the token of the reader's own link; ``nonce`` and the key of letters make it again.
    nonce = models.CharField(max_length=32)
    link_hash = models.CharField(max_length=64, unique=True)
    # Nothing is sent until that day.
    paused_until = models.DateField(null=True)
    # Bounces (returns/scoring.py), and since when and why nothing is sent.
    score = models.FloatField(default=0)
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"lecteur {self.pk}"


class SubscriptionState(models.TextChoices):
    """Where a subscription stands."""

    PENDING = "pending", _("à confirmer")
    ACTIVE = "active", _("abonné")
    LEFT = "left", _("désabonné")


class Subscription(models.Model):
    """One reader of one newsletter. Left, the row stays: nothing revives it but the reader."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions")
    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="subscriptions")
    state = models.CharField(max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.PENDING)
    # Where it comes from: « form », « preferences », « import:ID »…
    source = models.CharField(max_length=60)
    # SHA-256 of the token that leaves this newsletter in one click; ``nonce`` makes it again. It never expires.
    nonce = models.CharField(max_length=32)
    leave_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reader", "newsletter"], name="one_subscription")]
        indexes = [models.Index(fields=["newsletter", "state"], name="subscription_state")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.newsletter_id} {self.state}"


class ConsentAct(models.TextChoices):
    """What a reader, or somebody for them, did."""

    ASKED = "asked", _("demandé")
    CONFIRMED = "confirmed", _("confirmé")
    ADDED = "added", _("ajouté dans ses préférences")
    IMPORTED = "imported", _("importé")
    LEFT = "left", _("désabonné")
    PAUSED = "paused", _("mis en pause")
    MOVED = "moved", _("changé d’adresse")
    SUSPENDED = "suspended", _("suspendu")
    REVIVED = "revived", _("repris")
    COMPLAINED = "complained", _("plainte")
    ERASED = "erased", _("effacé")


class Consent(models.Model):
    """The proof: what was done, when, from where, on reading what. It names nobody once the reader is erased."""

    reader = models.ForeignKey(Reader, null=True, on_delete=models.SET_NULL, related_name="consents")
    digest = models.CharField(max_length=64, db_index=True)
    newsletter = models.ForeignKey(Newsletter, null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=10, choices=ConsentAct.choices)
    at = models.DateTimeField()
    # The words beside the box, and their version.
    text = models.CharField(max_length=1000, blank=True)
    version = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"


class Request(models.Model):
    """Something to confirm by a link that was mailed: a subscription, or a new address. Fourteen days."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="requests")
    token_hash = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=32)
    # Slugs of the newsletters asked for; [] for a change of address.
    newsletters = models.JSONField(default=list)
    new_address = models.EmailField(max_length=254, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    version = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.at:%Y-%m-%d}"


class SuppressionReason(models.TextChoices):
    """Why an address is written to no more."""

    LEFT = "left", _("désabonné de tout")
    COMPLAINT = "complaint", _("plainte")
    ERASED = "erased", _("effacé")
    REFUSED = "refused", _("adresse refusée")
    OFFICE = "office", _("décision du bureau")


class Suppression(models.Model):
    """An address that is written to no more, as a keyed hash: neither sending nor import goes past it."""

    digest = models.CharField(primary_key=True, max_length=64)
    reason = models.CharField(max_length=10, choices=SuppressionReason.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "digest"]

    def __str__(self) -> str:
        return self.reason
