"""What was put forward by a single row becomes an entry with items: the rows of before have no words worth keeping apart."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Make room for entries."""

    dependencies: ClassVar = [("editorial", "0001_initial")]

    operations: ClassVar = [migrations.DeleteModel("Feature")]
