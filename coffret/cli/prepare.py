"""A command run on an empty data directory prepares it: schema and closed lists."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from coffret.authorities.vocabularies import ensure_closed_lists


def prepare() -> None:
    """Bring the database of COFFRET_DATA to the schema of this code; quick when it is already there."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    if executor.migration_plan(targets):
        call_command("migrate", verbosity=0, interactive=False)
    ensure_closed_lists()
