"""The codes of what a reader has to say: file-level and reading-level remarks, whose sentences the rules above write.

A note is ``(code, field, value, line)``. « Refusal » below means the whole file is refused: a ``Refused`` with this code
and the facts named, its sentence ready; ``file``, ``line`` and ``value`` are among its facts whenever they make sense,
``remedy`` always is. « Note » means the record (or the file) is still given; what ``field`` and ``value`` hold is said
for each. A record is always given with what could be read of it: whether a note blocks it is decided above.
"""

Note = tuple[str, str, str, int | None]

# -- columns, tags, rows ------------------------------------------------------------------------------------------

NO_REF = "SUB010"
"""Refusal: a table without the REF column. Facts: missing (compulsory codes absent), proposed ([{"line", "ref"}…])."""

NOT_NOTICES = "SUB011"
"""Refusal: nothing in the file names a field of a record. Facts: value (the columns or first words), kind."""

UNKNOWN_COLUMN = "SUB012"
"""Note, of the file (column) or of a record (tag, JSON key): ignored. value = the name, field = nearest code or « »."""

CELL_COUNT = "SUB013"
"""Note of a record: wrong number of cells, so its values may be shifted; do not publish it. value = "found/expected"."""

TRUNCATED = "SUB014"
"""Refusal: the file is cut (quote never closed, JSON cut, last record incomplete). Facts: line, value (the last words).
Note of the last record, complete but without its final `//`: value = its REF."""

REPEATED = "SUB015"
"""Refusal: a column given twice. Facts: value (second name), field (code), columns (the two positions, from 1).
Note of a record: a field given twice, values joined. field = code, value = the second value."""

# -- characters ---------------------------------------------------------------------------------------------------

MOJIBAKE = "SUB020"
"""Note: text decoded wrongly before it came here (« Ã© », « � »); kept as it is. field, value = the whole value.
Of the file: a byte order mark read as text (value « ï»¿ »), skipped."""

CONTROL = "SUB021"
"""Note of a record: invisible control characters in a value, kept. field, value."""

ENCODING = "SUB022"
"""Note of the file: not UTF-8. value = windows-1252, latin-1 or utf-8+windows-1252 (both in one file; line = first)."""

# -- the file as a thing ------------------------------------------------------------------------------------------

EMPTY = "SUB030"
"""Refusal: nothing in the file (or only blanks). Facts: file."""

BINARY = "SUB031"
"""Refusal: not text. Facts: offset (from 0), line, value (the byte), kind (pdf, image, xls…, « » when not known)."""

ARCHIVE = "SUB032"
"""Refusal: an archive that is no spreadsheet. Facts: kind (zip, gzip…), value (its first names), docx when it is one."""

TOO_LARGE = "SUB033"
"""Refusal: a line, cell, record or spreadsheet larger than is read. Facts: line, size (bytes or characters), limit."""

BOMB = "SUB034"
"""Refusal: a spreadsheet that unfolds beyond reason. Facts: size, limit, ratio or cells, value (the entry)."""

TOO_MANY_COLUMNS = "SUB035"
"""Refusal: more than a thousand columns. Facts: value (their number), limit."""

FORBIDDEN = "SUB036"
"""Note of a record: a tab or `//` in a value (forbidden by the specification, p. 10). field, value. URLs are let be."""

# -- reading ajout piloté, JSON and spreadsheets ------------------------------------------------------------------

OUTSIDE = "SUB037"
"""Note of a record: a line before its first tag, ignored. value = the line."""

BAD_JSON = "SUB038"
"""Refusal: JSON that cannot be read. Facts: line, value, offset (column).
Note of a record: its line is no JSON object (no value given), or a value has an unexpected shape (kept as JSON)."""

LINES_JOINED = "SUB039"
"""Note of a record: several value lines made one. field, value = « # », « ; », « espace » or « tiret » (legacy « - » gone)."""

PILCROW = "SUB040"
"""Note of a record: literal ¶ at line ends, removed (once per record). value = « ¶ »."""

NO_RECORD = "SUB041"
"""Refusal: a file of a known format with no record in it. Facts: file, format."""

BAD_SPREADSHEET = "SUB042"
"""Refusal: a spreadsheet that cannot be opened (damaged, protected). Facts: value (what was said of it)."""

UTF16 = "SUB043"
"""Refusal: UTF-16 text. Facts: file, value (utf-16-le, utf-16-be)."""

NOT_A_FILE = "SUB044"
"""Refusal: absent, unreadable, or a folder. Facts: file, value (the reason)."""

SHEETS_IGNORED = "SUB045"
"""Note of the file: other sheets of the workbook were not read. value = their names."""

NO_VALUE_LINE = "SUB046"
"""Note of a record: a tag followed by another tag, taken as empty (cleared). field."""

NO_SEPARATOR = "SUB047"
"""Note of a record: its `//` is missing, the next REF ended it. field = REF, value = the REF that follows."""

BAD_QUOTES = "SUB048"
"""Note of a record: unescaped quotes in its row, read as plain characters. value = the row's first words."""
