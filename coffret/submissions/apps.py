"""Names the room to Django."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """The room « submissions »."""

    name = "coffret.submissions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the rules of the room."""
        import coffret.submissions.file_rules
        import coffret.submissions.image_rules
        import coffret.submissions.rules
        import coffret.submissions.shared_images  # noqa: F401
