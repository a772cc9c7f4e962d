"""What any room may need kept: mail that waits to leave, when each periodic duty last ran, how often one asked."""

from django.db import models


class Mail(models.Model):
    """A transactional mail: written in the transaction that promises it, sent by the worker.

    ``key`` says what it is about (« registration:12:confirmed »): queued twice, it is sent once.
    """

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    # [{"name", "type", "base64"}, …]
    attachments = models.JSONField(default=list)
    headers = models.JSONField(default=dict)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up = models.BooleanField(default=False)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["next_at"], name="mail_due", condition=models.Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.key} → {self.to}"


class DutyRun(models.Model):
    """When a periodic duty last began and ended, and what it said."""

    name = models.CharField(primary_key=True, max_length=100)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True)
    failed = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Count(models.Model):
    """How often something was asked, until when it is counted (coffret.base.counts)."""

    key = models.CharField(max_length=200, unique=True)
    number = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"


class Job(models.Model):
    """Work that outlives a request, done by the worker and begun again after a kill (coffret.base.jobs)."""

    kind = models.CharField(max_length=40)
    # What it is about: one job of a kind and key waits or runs at a time.
    key = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    # Id of the account that asked for it; none for the platform itself.
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    # Not before: after a failure that may pass.
    next_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # {"step": words, "done": int, "total": int (0: unknown), "seconds": float}
    progress = models.JSONField(default=dict)
    # What it gave, for who waits for it.
    result = models.JSONField(default=dict)
    # Why it was refused, in words for who asked; or what failed, for the operator.
    refusal = models.TextField(blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(ended_at__isnull=True), name="one_job_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "key"], name="job_of"),
            # What waits is asked for several times a second, among all that was ever done.
            models.Index(fields=["next_at"], name="job_due", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
