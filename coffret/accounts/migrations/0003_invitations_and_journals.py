"""Invitations, the journal of accounts, and more of each attempt to sign in; addresses are kept in small letters."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def small_letters(apps: Any, schema_editor: Any) -> None:
    """Keep addresses as they are compared; of two that differ by their capitals, the older account wins."""
    users = apps.get_model("accounts", "User").objects
    for user in users.order_by("pk"):
        small = user.email.strip().lower()
        if small != user.email and not users.filter(email=small).exists():
            users.filter(pk=user.pk).update(email=small)


class Migration(migrations.Migration):
    """Add them."""

    dependencies: ClassVar = [
        ("accounts", "0002_office"),
    ]

    operations: ClassVar = [
        migrations.RunPython(small_letters, migrations.RunPython.noop),
        migrations.CreateModel(
            name="AccountStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "doing",
                    models.CharField(
                        choices=[
                            ("joined", "compte créé"),
                            ("joined_more", "nouvelle place acceptée"),
                            ("office", "rôle au bureau changé"),
                            ("museum", "rôle dans un musée changé"),
                            ("closed", "compte fermé"),
                            ("opened", "compte rouvert"),
                            ("factor_removed", "second facteur retiré"),
                            ("address", "adresse changée"),
                            ("password", "mot de passe changé"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                (
                    "office",
                    models.CharField(
                        blank=True,
                        choices=[("", "–"), ("editor", "rédaction"), ("administrator", "administration")],
                        default="",
                        max_length=20,
                    ),
                ),
                ("museums", models.JSONField(default=dict)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
                ("sent", models.PositiveSmallIntegerField(default=1)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="signin",
            name="agent",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="signin",
            name="device",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="signin",
            name="ip",
            field=models.GenericIPAddressField(null=True),
        ),
        migrations.AddField(
            model_name="signin",
            name="method",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(fields=["ip", "at"], name="sign_in_ip"),
        ),
        migrations.AddField(
            model_name="accountstep",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="accountstep",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
