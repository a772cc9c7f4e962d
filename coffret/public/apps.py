"""Names the room to Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The room « public »."""

    name = "coffret.public"
    default_auto_field = "django.db.models.BigAutoField"
