"""Records are counted by museum from an index, and those withdrawn are found at once, however many the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_packed_records")]

    operations = [
        migrations.RemoveIndex("record", name="record_museum"),
        migrations.AddIndex(
            "record",
            models.Index(fields=["museum", "sort_inventory", "id", "status", "has_image"], name="record_museum"),
        ),
        migrations.AddIndex(
            "record",
            models.Index(fields=["museum"], name="record_withdrawn", condition=models.Q(status="withdrawn")),
        ),
    ]
