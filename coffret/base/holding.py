"""Texts of the base that hold some words whatever their accents or case: ``city__holds="epinal"`` finds « Épinal ».

What icontains cannot promise: SQLite knows the case of the letters A to Z alone, and PostgreSQL that of its own language.
For lists of some thousands: each text is folded as it is met, some microseconds, where LIKE takes a twentieth of one.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import CharField, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler
from django.dispatch import receiver

from coffret.base.text import REPLACED, fold

# Longer texts are folded each time: none that fold() remembers is worth that much memory.
_REMEMBERED = 200
# What fold() does to French, in the words of PostgreSQL: letters are lowered last, once no accent is left for its language
# to know. Of other scripts it leaves some marks: what is asked goes through the same, so that what is typed as it is
# written is found.
_LETTERS = "{}"
for _letter, _plain in ((sign, plain.replace("'", "''")) for sign, plain in REPLACED.items()):
    _LETTERS = f"REPLACE({_LETTERS}, '{_letter}', '{_plain}')"
_BARE = f"LOWER(REGEXP_REPLACE(NORMALIZE({_LETTERS}, NFKD), '[\u0300-\u036f]', '', 'g'))"
_FOLDED = f"BTRIM(REGEXP_REPLACE({_BARE}, '\\s+', ' ', 'g'))"


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup):
    """That a text holds words, both folded; words of which folding leaves nothing (« ¨ » alone), as they are."""

    lookup_name = "holds"

    def get_prep_lookup(self) -> str:
        """Return the words as typed; raises TypeError for anything but a text."""
        if not isinstance(self.rhs, str):
            raise TypeError("holds compares with a text")
        return self.rhs

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition; fold() is given to each connection."""
        return self._condition("INSTR", "COFFRET_FOLD({})", compiler, connection)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition."""
        return self._condition("STRPOS", _FOLDED, compiler, connection)

    def _condition(
        self, within: str, folded: str, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        text, given = self.process_lhs(compiler, connection)
        words, asked = self.process_rhs(compiler, connection)
        # PostgreSQL is to know the type of what is asked before it folds it.
        words = f"CAST({words} AS TEXT)"
        if fold(self.rhs):
            text, words = folded.format(text), folded.format(words)
        return f"{within}({text}, {words}) > 0", [*given, *asked]


@receiver(connection_created)
def _give_fold(connection: BaseDatabaseWrapper, **_others: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("COFFRET_FOLD", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    if text is None:
        return None
    return fold(text) if len(text) <= _REMEMBERED else fold.__wrapped__(text)
