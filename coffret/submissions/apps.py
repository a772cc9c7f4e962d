"""Names the room to Django."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """The room « submissions »."""

    name = "coffret.submissions"
    default_auto_field = "django.db.models.BigAutoField"
