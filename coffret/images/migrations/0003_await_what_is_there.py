"""Images published before pyramids were made await theirs, like those published since."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0002_credits_rights_withdrawals"),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO images_awaited (sha256, failures, reason) SELECT DISTINCT sha256, 0, '' FROM images_image",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
