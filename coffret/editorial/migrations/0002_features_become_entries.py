"""What was put forward by a single row makes room for entries with items; 0003 writes the pages of those rows."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Set the earlier rows aside, under another name."""

    dependencies: ClassVar = [("editorial", "0001_initial")]

    operations: ClassVar = [
        migrations.RenameModel("Feature", "EarlierFeature"),
        *(
            migrations.AlterField(
                "EarlierFeature",
                name,
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to=to,
                ),
            )
            for name, to in (("record", "catalogue.record"), ("museum", "authorities.museum"))
        ),
    ]
