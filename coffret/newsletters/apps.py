"""Names the room to Django."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    """The room « newsletters »."""

    name = "coffret.newsletters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the rules of the room, and how the preflight reads a letter."""
        import coffret.newsletters.proofing.rules  # noqa: F401
        from coffret.editorial.proofing import preflight
        from coffret.newsletters.proofing.letter import prove

        preflight.PROVERS["letter"] = ("letter", prove)
        # Of one that left: links that answer no more, things taken off since.
        preflight.LASTING["letter"] = frozenset({"P04", "P05"})
