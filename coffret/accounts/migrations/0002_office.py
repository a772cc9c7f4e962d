"""The office has two parts: those who write the site, and those who administer."""

from typing import Any, ClassVar

from django.db import migrations, models


def administrators(apps: Any, schema_editor: Any) -> None:
    """Everyone of the office was an administrator."""
    apps.get_model("accounts", "User").objects.filter(is_office=True).update(office="administrator")


class Migration(migrations.Migration):
    """Replace ``is_office`` by ``office``."""

    dependencies: ClassVar = [("accounts", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="user",
            name="office",
            field=models.CharField(
                blank=True,
                choices=[("", "–"), ("editor", "rédaction"), ("administrator", "administration")],
                default="",
                max_length=20,
            ),
        ),
        migrations.RunPython(administrators, migrations.RunPython.noop),
        migrations.RemoveField(model_name="user", name="is_office"),
    ]
