"""The files of the office: documents to download, pictures."""

from django.conf import settings
from django.db import models

from coffret.images.models import Image

Person = settings.AUTH_USER_MODEL


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
