"""Values and findings of records are kept packed: half the room. Bases made before are converted, text by text."""

import json
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import coffret.base.packed
from coffret.base import packing

_BATCH = 2_000
# Table, columns of JSON text, each with what stands beside it until it takes its name.
_TABLES = (("record", ("values", "findings")), ("recordversion", ("values",)))


def _pack(apps: Any, editor: Any) -> None:
    for model, names in _TABLES:
        table = f"catalogue_{model}"
        columns = ", ".join(f'"{name}"' for name in names)
        assigned = ", ".join(f"packed_{name} = %s" for name in names)
        with editor.connection.cursor() as cursor:
            after = 0
            while True:
                cursor.execute(
                    f"SELECT id, {_as_text(editor, columns, names)} FROM {table} "  # noqa: S608
                    "WHERE id > %s ORDER BY id LIMIT %s",
                    [after, _BATCH],
                )
                rows = cursor.fetchall()
                if not rows:
                    break
                after = rows[-1][0]
                packed = [(*(packing.pack(_compact(editor, text)) for text in texts), pk) for pk, *texts in rows]
                cursor.executemany(f"UPDATE {table} SET {assigned} WHERE id = %s", packed)  # noqa: S608


def _as_text(editor: Any, columns: str, names: tuple[str, ...]) -> str:
    if editor.connection.vendor == "postgresql":
        return ", ".join(f'"{name}"::text' for name in names)
    return columns


def _compact(editor: Any, text: str) -> str:
    """Return JSON text as records are written: PostgreSQL's own has spaces between its signs."""
    if editor.connection.vendor == "postgresql":
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    return text


def _beside(model: str, name: str) -> list[Any]:
    return [migrations.AddField(model, f"packed_{name}", models.BinaryField(null=True))]


def _replaced(model: str, name: str, default: Any) -> list[Any]:
    given = {} if default is None else {"default": default}
    return [
        migrations.RemoveField(model, name),
        migrations.RenameField(model, f"packed_{name}", name),
        migrations.AlterField(model, name, coffret.base.packed.PackedJSON(**given)),
    ]


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_withdrawal")]

    operations = [
        *_beside("record", "values"),
        *_beside("record", "findings"),
        *_beside("recordversion", "values"),
        migrations.RunPython(_pack),
        *_replaced("record", "values", dict),
        *_replaced("record", "findings", list),
        *_replaced("recordversion", "values", None),
        # The index on museum, inventory number and id begins with it.
        migrations.AlterField(
            "record",
            "museum",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="authorities.museum",
            ),
        ),
    ]
