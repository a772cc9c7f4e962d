"""Names the room to Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room « accounts »."""

    name = "coffret.accounts"
    default_auto_field = "django.db.models.BigAutoField"
