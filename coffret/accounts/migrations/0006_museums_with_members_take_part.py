"""A museum that had members before museums were enrolled takes part."""

from django.db import migrations
from django.utils import timezone


def enrol(apps, _schema_editor):
    """Enrol each museum where somebody has a role."""
    membership = apps.get_model("accounts", "Membership")
    participation = apps.get_model("accounts", "Participation")
    codes = set(membership.objects.order_by().values_list("museum_id", flat=True))
    held = set(participation.objects.order_by().values_list("museum_id", flat=True))
    now = timezone.now()
    participation.objects.bulk_create([participation(museum_id=code, enrolled_at=now) for code in sorted(codes - held)])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_regions_and_participation")]
    operations = [migrations.RunPython(enrol, migrations.RunPython.noop, elidable=True)]
