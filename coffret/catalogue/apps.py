"""Names the room to Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room « catalogue »."""

    name = "coffret.catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the rules of the room."""
        import coffret.catalogue.rules  # noqa: F401
