"""Copy another base into this instance's own, which is empty: how an SQLite base becomes a PostgreSQL one."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from coffret.settings import database

SOURCE = "source"
BATCH = 2_000
# What migrations put in any base: the source's own stands in its place.
MADE = ("django_content_type", "auth_permission")


class Command(BaseCommand):
    """``coffret manage copy_base sqlite:///chemin``: every row of every table, in one transaction."""

    help = "Copie une autre base, de la même version, dans celle de cette instance, qui doit être vide."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the base that is copied."""
        parser.add_argument("source", help="« sqlite:///chemin » ou « postgres://… » : la base à copier")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy; raises CommandError when the bases are not of the same version, or this one holds anything."""
        connections.settings[SOURCE] = connections.configure_settings({"default": database(options["source"])})[
            "default"
        ]
        if _migrations(SOURCE) != _migrations("default"):
            raise CommandError(
                "Les deux bases ne sont pas de la même version : lancer « coffret manage migrate » sur chacune."
            )
        models = [
            one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy
        ]
        models = list({one._meta.db_table: one for one in models}.values())
        with transaction.atomic():
            _emptied([one for one in models if one._meta.db_table not in MADE])
            for model in models:
                count = _copy(model)
                if count:
                    self.stdout.write(f"{model._meta.db_table} : {count}")
            _restart(models)


def _migrations(alias: str) -> set[tuple[str, str]]:
    return set(MigrationLoader(connections[alias]).applied_migrations)


def _emptied(models: list[type[Model]]) -> None:
    """Remove what migrations wrote; raises CommandError where there is a catalogue or an account already."""
    if any(apps.get_model(name)._base_manager.exists() for name in ("catalogue.Record", "accounts.User")):
        raise CommandError("La base de cette instance contient déjà des notices ou des comptes : en donner une vide.")
    tables = [*(one._meta.db_table for one in models), *MADE]
    with connection.cursor() as cursor:
        for sql in connection.ops.sql_flush(no_style(), tables, allow_cascade=connection.vendor == "postgresql"):
            cursor.execute(sql)


def _copy(model: type[Model]) -> int:
    """Copy the rows of a table as the source's driver reads them; return how many."""
    fields = model._meta.local_concrete_fields
    rows = model._base_manager.using(SOURCE).order_by("pk").values_list(*(one.attname for one in fields))
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    read, count = rows.iterator(chunk_size=BATCH), 0
    while batch := list(_written(fields, islice(read, BATCH))):
        with connection.cursor() as cursor:
            cursor.executemany(sql, batch)
        count += len(batch)
    return count


def _written(fields: Any, rows: Any) -> Iterator[list[Any]]:
    for row in rows:
        yield [one.get_db_prep_save(value, connection) for one, value in zip(fields, row, strict=True)]


def _restart(models: list[type[Model]]) -> None:
    """Let numbers given from now on follow those that were copied."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)
