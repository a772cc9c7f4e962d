"""Names the room to Django."""

from django.apps import AppConfig


class ImagesConfig(AppConfig):
    """The room « images »."""

    name = "coffret.images"
    default_auto_field = "django.db.models.BigAutoField"
