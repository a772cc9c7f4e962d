"""Images that are not shown are found at once: those that are can be counted without being read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("images", "0003_await_what_is_there")]

    operations = [
        migrations.AddIndex(
            "image",
            models.Index(fields=["record"], name="image_withdrawn", condition=models.Q(withdrawn=True)),
        ),
    ]
