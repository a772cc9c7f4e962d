"""A column of JSON kept packed: half the room of its text, for what is read one record at a time and never searched."""

from typing import Any

from django.db import models

from coffret.base import packing, quick_json


class PackedJSON(models.Field):
    """JSON packed by coffret.base.packing. Plain SQL reads and writes bytes: ``packing.unpack`` gives the text."""

    empty_strings_allowed = False

    def get_internal_type(self) -> str:
        """Return the kind of column: bytes."""
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return what a column holds."""
        return None if value is None else quick_json.read(packing.unpack_bytes(bytes(value)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the bytes to write."""
        return None if value is None else connection.Database.Binary(packing.pack_bytes(quick_json.kept(value)))
