"""Names the room to Django."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """The room « editorial »."""

    name = "coffret.editorial"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the rules of the room."""
        import coffret.editorial.proofing.rules  # noqa: F401
