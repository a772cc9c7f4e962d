"""What the office writes: entries of five kinds, their versions, what they refer to, and what surrounds them.

As a record is its values and columns derived from them, an entry is its content (``content``, what is online, laid out
by the table of kinds.py) and typed columns and rows derived from it when it is published. What is being written lives
in revisions and never shows before it is published.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record
from coffret.images.models import Image

Person = settings.AUTH_USER_MODEL


class KindName(models.TextChoices):
    """What an entry is."""

    RESOURCE = "resource", _("ressource")
    NEWS = "news", _("actualité")
    EVENT = "event", _("événement")
    FEATURE = "feature", _("mise à l’honneur")
    PAGE = "page", _("page fixe")


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
    HELD = "held", _("publication retenue")
    WITHDRAWN = "withdrawn", _("retiré du site")
    ENDED = "ended", _("terminé")
    MOVED = "moved", _("changé d’adresse")


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


class Waiver(models.Model):
    """An alerte of the preflight that somebody confirmed, by name, with a reason. It holds for that quote alone."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=10)
    field = models.CharField(max_length=100)
    quote = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "code", "field", "quote"], name="one_waiver")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.code}"


class Audit(models.Model):
    """What the last nightly check found in what is online."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="audit")
    at = models.DateTimeField()
    # [[rule code, field, value, facts], …]
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at:%Y-%m-%d}"


class Link(models.Model):
    """What an outside address answered last: asked politely, kept a while."""

    url = models.CharField(max_length=2000, unique=True)
    checked_at = models.DateTimeField(null=True)
    # HTTP status; 0 when nobody answered.
    status = models.PositiveSmallIntegerField(default=0)
    # Where a permanent redirection leads, or « ».
    moved_to = models.CharField(max_length=2000, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url


class Redirect(models.Model):
    """An address an entry had: it answers 301 for ever."""

    path = models.CharField(max_length=400, unique=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="redirects")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.path


class Document(models.Model):
    """A file the office offers for download, kept by its content."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    # Pages of a PDF or an OpenDocument text; None where the file does not tell.
    pages = models.PositiveIntegerField(null=True)
    uploaded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Picture(models.Model):
    """An image the office's pages may use: one of the catalogue, or one uploaded (its master is in the store).

    Alternative text, credit and rights belong to each use, in the content; those here are what a new use starts with.
    """

    # The image of the catalogue it is; None for one uploaded. It may lead nowhere: the museum took its image back, and
    # the picture is gone with it, which None could not say.
    image = models.ForeignKey(
        Image, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="editorial_pictures"
    )
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=500)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, blank=True)
    credit = models.CharField(max_length=500, blank=True)
    rights = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "pk"]
        indexes = [models.Index(fields=["sha256"], name="picture_content")]

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """Something an entry refers to: a real key, so that a withdrawn notice is found, not broken.

    One row per thing, field and standing: ``live`` rows are those of what is online, the others those of what is being
    written. Derived from contents by references.py.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="references")
    live = models.BooleanField()
    field = models.CharField(max_length=100)
    record = models.ForeignKey(Record, null=True, on_delete=models.CASCADE, related_name="+")
    museum = models.ForeignKey(Museum, null=True, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="referred_by")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="uses")
    picture = models.ForeignKey(Picture, null=True, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        ordering = ["entry_id", "pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field}"


# The five kinds -------------------------------------------------------------------------------------------------------


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
    """Something to attend. Its state towards registration is computed (agenda.py), never typed."""

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


class Genre(models.TextChoices):
    """What a feature puts forward."""

    NOTICE = "notice", _("notices du mois")
    MUSEUM = "museum", _("musées du mois")
    SELECTION = "selection", _("sélection")


class Feature(Entry):
    """Records or museums put forward, with the editor's words: those of a month, or a selection on a theme."""

    genre = models.CharField(max_length=10, choices=Genre.choices, default=Genre.NOTICE)
    # First day of the month; a selection has none.
    month = models.DateField(null=True, db_index=True)


class FeatureItem(models.Model):
    """A record or a museum of a published feature."""

    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="items")
    record = models.ForeignKey(Record, null=True, on_delete=models.CASCADE, related_name="features")
    museum = models.ForeignKey(Museum, null=True, on_delete=models.CASCADE, related_name="features")
    words = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["feature_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=False, museum__isnull=True) | Q(record__isnull=True, museum__isnull=False),
                name="a_record_or_a_museum",
            )
        ]

    def __str__(self) -> str:
        return str(self.record_id or self.museum_id)


class FixedPage(Entry):
    """A page the site always has: who we are, questions, contact, legal notice, accessibility, personal data, plan."""

    role = models.CharField(max_length=20, unique=True)


class RecordViews(models.Model):
    """How many times the page of a record was read, nothing of who read it: what was never seen may be put forward."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="views")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.count}"


class Site(models.Model):
    """What the office says of its own site: one row."""

    name = models.CharField(max_length=100, default="Coffret")
    tagline = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    organiser = models.CharField(max_length=200, blank=True)
    footer = models.TextField(blank=True)
    # The kinds of entries for which another person must approve.
    two_people = models.JSONField(default=list, blank=True)
    # Months after an event when what its participants gave is erased.
    erased_after = models.PositiveSmallIntegerField(default=6)

    def __str__(self) -> str:
        return self.name


class SiteChange(models.Model):
    """The journal of what the office said of its site: what each change replaced, by whom, when."""

    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    # Name of the column → [before, after].
    values = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {', '.join(self.values)}"
