"""Names the room to Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The room « desk »."""

    name = "coffret.desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what accounts do."""
        from coffret.desk.accounts import receivers  # noqa: F401
