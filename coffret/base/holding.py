"""Texts of the base that hold some words whatever their accents or case: ``city__holds="epinal"`` finds « Épinal ».

What icontains cannot promise: SQLite knows the case of the letters A to Z alone, and PostgreSQL that of its own language.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import CharField, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler
from django.dispatch import receiver

from coffret.base.text import fold

# What fold() does, in the words of PostgreSQL: letters are lowered last, once no accent is left for its language to know.
_LETTERS = "TRANSLATE({}, '’ʼ‘', '''''''')"
for _letter, _plain in (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"), ("ß", "ss")):
    _LETTERS = f"REPLACE({_LETTERS}, '{_letter}', '{_plain}')"
_BARE = f"LOWER(REGEXP_REPLACE(NORMALIZE({_LETTERS}, NFKD), '[\u0300-\u036f]', '', 'g'))"
_FOLDED = f"BTRIM(REGEXP_REPLACE({_BARE}, '\\s+', ' ', 'g'))"


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup):
    """That a text holds words, both folded."""

    lookup_name = "holds"

    def get_prep_lookup(self) -> str:
        """Return the words as they are compared."""
        return fold(str(self.rhs))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition; fold() is given to each connection."""
        return self._condition("INSTR(COFFRET_FOLD({}), {}) > 0", compiler, connection)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition."""
        return self._condition("STRPOS(" + _FOLDED + ", {}) > 0", compiler, connection)

    def _condition(
        self, condition: str, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        text, given = self.process_lhs(compiler, connection)
        words, asked = self.process_rhs(compiler, connection)
        return condition.format(text, words), [*given, *asked]


@receiver(connection_created)
def _give_fold(connection: BaseDatabaseWrapper, **_others: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("COFFRET_FOLD", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    return None if text is None else fold(str(text))
