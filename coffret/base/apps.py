"""Names the room to Django."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """The room « base »."""

    name = "coffret.base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the duties and jobs of every room: its modules ``duties.py`` and ``jobs.py``, where it has them."""
        from django.utils.module_loading import autodiscover_modules

        from coffret.base import holding, post  # noqa: F401

        autodiscover_modules("duties", "jobs")
