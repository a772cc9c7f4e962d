"""Names the room to Django."""

from django.apps import AppConfig


class ImagesConfig(AppConfig):
    """The room « images »."""

    name = "coffret.images"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the rules of the room."""
        import coffret.images.rules  # noqa: F401
