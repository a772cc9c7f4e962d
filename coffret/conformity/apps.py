"""Names the room to Django."""

from django.apps import AppConfig


class ConformityConfig(AppConfig):
    """The room « conformity »."""

    name = "coffret.conformity"
    default_auto_field = "django.db.models.BigAutoField"
