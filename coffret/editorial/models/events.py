"""The agenda: events, and the people who register for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coffret.editorial.models.entries import Entry

Person = settings.AUTH_USER_MODEL


class Standing(models.TextChoices):
    """What the office says of an event; all the rest is computed."""

    CONFIRMED = "confirmed", _("confirmé")
    POSTPONED = "postponed", _("reporté")
    CANCELLED = "cancelled", _("annulé")


class Plan(models.TextChoices):
    """How one registers."""

    UNDECIDED = "undecided", _("pas encore décidé")
    NONE = "none", _("sans inscription")
    OWN = "own", _("formulaire de ce site")
    OUTSIDE = "outside", _("lien extérieur")


class Event(Entry):
    """Something to attend. Its state towards registration is computed (agenda/state.py), never typed."""

    # First and last instants; of a whole-day event, midnight of the first day and of the day after the last one.
    starts_at = models.DateTimeField(null=True, db_index=True)
    ends_at = models.DateTimeField(null=True)
    all_day = models.BooleanField(default=False)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.CONFIRMED)
    plan = models.CharField(max_length=10, choices=Plan.choices, default=Plan.UNDECIDED)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    outside_url = models.CharField(max_length=1000, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    waiting_list = models.BooleanField(default=False)
    # A state an editor pinned, and until when: never for ever.
    pinned = models.CharField(max_length=20, blank=True)
    pinned_until = models.DateTimeField(null=True)
    # iCalendar's SEQUENCE: one more at each change of time, place or standing.
    sequence = models.PositiveIntegerField(default=0)


class Attendance(models.TextChoices):
    """Where a registration stands."""

    CONFIRMED = "confirmed", _("inscrit")
    WAITING = "waiting", _("en liste d’attente")
    CANCELLED = "cancelled", _("annulé")


class Registration(models.Model):
    """A person who registered for an event. Erased some months after it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    # The address as compared: one living registration per address and event.
    email_key = models.CharField(max_length=254)
    institution = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(max_length=10, choices=Attendance.choices)
    attended = models.BooleanField(null=True)
    # SHA-256 of the token in the person's own link.
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # The event's sequence that its person was told of: a change of date, place or standing since then is due to them.
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["event_id", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email_key"], condition=~Q(state="cancelled"), name="one_living_registration"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.state}"


class Interest(models.Model):
    """« Me prévenir à l’ouverture »: one mail when registration opens, then forgotten."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="interests")
    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="fr")
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["event_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "email_key"], name="one_interest")]

    def __str__(self) -> str:
        return str(self.event_id)


class Headcount(models.Model):
    """How many people registered for an event, once what they gave is erased."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="headcount")
    registered = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    # Registered people by audience.
    audiences = models.JSONField(default=dict)
    erased_at = models.DateTimeField()

    class Meta:
        ordering = ["event_id"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.registered}"


class EventMessage(models.Model):
    """What the office wrote to the people registered for an event; ``key`` names the form that sent it: once."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    recipients = models.PositiveIntegerField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["event_id", "pk"]

    def __str__(self) -> str:
        return self.subject
