"""What a reader says is wrong in a notice, and what its museum made of it. The reader's address is never public."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.catalogue.models import Record
from coffret.submissions.models.submission import Submission


class RemarkState(models.TextChoices):
    """What became of a remark."""

    WAITING = "waiting", _("en attente")
    ACCEPTED = "accepted", _("acceptée")
    DECLINED = "declined", _("non retenue")
    ANSWERED = "answered", _("réponse donnée")
    SPAM = "spam", _("indésirable")


class Remark(models.Model):
    """« Signaler une erreur » on a field of a notice: a proposed text, or words alone, with their source."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="remarks")
    # Code of the field; « » for the notice as a whole.
    field = models.CharField(max_length=30, blank=True)
    # The text of the field when it was read, and the text proposed (« » when there are words alone).
    seen = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    words = models.TextField()
    source = models.CharField(max_length=1000, blank=True)
    # To be answered; forgotten some time after the answer.
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="fr")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RemarkState.choices, default=RemarkState.WAITING)
    # Why it was declined, or what was answered: mailed to the reader.
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # The submission of one line it was accepted as.
    submission = models.ForeignKey(Submission, null=True, on_delete=models.SET_NULL, related_name="remarks")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "record"], name="remark_queue")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}"
