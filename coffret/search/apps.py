"""Names the room to Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room « search »."""

    name = "coffret.search"
    default_auto_field = "django.db.models.BigAutoField"
