"""A museum that takes an image back is not held by the pages that show it: their picture is gone with it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0003_await_what_is_there"),
        ("editorial", "0004_agenda_counts_and_messages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="picture",
            name="image",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="editorial_pictures",
                to="images.image",
            ),
        ),
    ]
