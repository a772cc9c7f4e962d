"""Names the room to Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room « catalogue »."""

    name = "coffret.catalogue"
    default_auto_field = "django.db.models.BigAutoField"
