"""Names the room to Django."""

from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    """The room « authorities »."""

    name = "coffret.authorities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the rules of the room."""
        import coffret.authorities.rules  # noqa: F401
