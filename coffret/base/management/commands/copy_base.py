"""Copy another base into this instance's own, which is empty: how one of SQLite becomes one of PostgreSQL, and back."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max, Model

from coffret.settings import database

SOURCE = "source"
BATCH = 2_000
# What migrations put in any base: the source's own stands in its place.
MADE = ("django_content_type", "auth_permission")
# What gives the numbers of a table, on PostgreSQL.
SERIAL = "pg_get_serial_sequence(%s, %s)"


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
            _follow(models)


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


def _follow(models: list[type[Model]]) -> None:
    """Let numbers given from now on follow the last that the source gave, to rows gone since too: links name them."""
    for model in models:
        if model._meta.auto_field:
            highest = model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0
            last = max(highest, _last_given(connections[SOURCE], model))
            if last:
                _go_on_from(last, model)


def _last_given(base: BaseDatabaseWrapper, model: type[Model]) -> int:
    """Return the last number that a base gave to a row of this table, 0 when it never gave any."""
    with base.cursor() as cursor:
        if base.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            cursor.execute(f"SELECT pg_sequence_last_value({SERIAL}::regclass)", _column(model))
        row = cursor.fetchone()
    return (row and row[0]) or 0


def _go_on_from(last: int, model: type[Model]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT setval({SERIAL}, %s)", [*_column(model), last])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, model._meta.db_table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)", [last, model._meta.db_table])


def _column(model: type[Model]) -> list[str]:
    key = model._meta.auto_field
    return [f'"{model._meta.db_table}"', str(key.column) if key else ""]
