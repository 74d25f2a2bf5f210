"""SQL of taking an import back: its units, what it made, what others put on it since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.exchange.store import TABLE_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.db.connection import Db, SqlValue

KIND_OF = {table: kind for kind, table in TABLE_OF.items()}
"""Table -> kind of line whose identity names its rows."""
_LOOSE = (("interactions", "ticket_id", "tickets"), ("drafts", "ticket_id", "tickets"))
"""Columns that name a row without a foreign key: (table, column, table named)."""


def list_imports(db: Db) -> list[tuple[SqlValue, ...]]:
    """Give id, path, start, end, lines written, first and last unit of every import, newest first."""
    return db.all(
        "SELECT id, path, started_at, finished_at, position, first_unit, last_unit FROM imports ORDER BY id DESC"
    )


def find_import(db: Db, import_id: int) -> tuple[int, int] | None:
    """Give the first and the last unit of an import, or None; (0, -1) for one that wrote nothing."""
    row = db.one("SELECT coalesce(first_unit, 0), coalesce(last_unit, -1) FROM imports WHERE id = :id", id=import_id)
    return None if row is None else (_int(row[0]), _int(row[1]))


def list_units(db: Db, first: int, last: int) -> list[int]:
    """Give the units of the import that reaches from `first` to `last`, newest first; those between are of others."""
    rows = db.all(
        "SELECT unit FROM units WHERE unit BETWEEN :first AND :last AND origin = 'import' AND verb = 'import'"
        " AND writer = (SELECT f.writer FROM units f WHERE f.unit = :first) ORDER BY unit DESC",
        first=first, last=last,
    )  # fmt: skip
    return [_int(row[0]) for row in rows]


def list_undone(db: Db, first: int) -> set[int]:
    """Give the units from `first` on that an undo of an import has taken back."""
    rows = db.all("SELECT undoes FROM units WHERE undoes >= :first AND verb = 'import.undo'", first=first)
    return {_int(row[0]) for row in rows}


def count_rows(db: Db, first: int, last: int) -> int:
    """Give how many journal rows lie in a range of units."""
    sql = "SELECT count(*) FROM journal INDEXED BY journal_unit WHERE unit BETWEEN :first AND :last"
    return _int(db.value(sql, first=first, last=last) or 0)


def first_seq(db: Db, first: int) -> int:
    """Give the journal number of the first row of a unit, 0 when it has none."""
    sql = "SELECT min(seq) FROM journal INDEXED BY journal_unit WHERE unit = :unit"
    return _int(db.value(sql, unit=first) or 0)


def changes_since(db: Db, seq: int) -> Iterator[tuple[int | None, str, int, str]]:
    """Give unit, table, row and kind of change of every journal row from a number on."""
    for unit, table, row_id, op in db.run(
        "SELECT unit, tbl, row_id, op FROM journal WHERE seq >= :seq ORDER BY seq", seq=seq
    ):
        yield unit, str(table), int(row_id), str(op)


def list_pointers(db: Db) -> Iterator[tuple[str, str, str, bool]]:
    """Give every column that names a row of another table: table, column, table named, whether the table has ids."""
    for (found,) in db.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        name = str(found)
        columns = {str(row[1]) for row in db.all(f"PRAGMA table_info({name})")}  # names of the schema itself
        for row in db.all(f"PRAGMA foreign_key_list({name})"):
            yield str(name), str(row[3]), str(row[2]), "id" in columns
    for table, column, named in _LOOSE:
        yield table, column, named, True


def pointing(db: Db, table: str, column: str, *, has_id: bool) -> Iterator[tuple[int, int]]:
    """Give (row, row named) of a column, 0 for rows without an id; table and column are names of the schema."""
    own = "id" if has_id else "0"
    for row_id, named in db.run(f'SELECT {own}, "{column}" FROM {table} WHERE "{column}" IS NOT NULL'):
        yield int(row_id), int(named)


def who_made(db: Db, table: str, row_id: int) -> tuple[int | None, int | None]:
    """Give agent and time of the newest change of a row, as far as it is known."""
    row = db.one(
        "SELECT u.agent_id, j.at FROM journal j LEFT JOIN units u ON u.unit = j.unit"
        " WHERE j.tbl = :tbl AND j.row_id = :row_id ORDER BY j.seq DESC LIMIT 1",
        tbl=table, row_id=row_id,
    )  # fmt: skip
    return (None, None) if row is None else (row[0], row[1])  # type: ignore[return-value]


def was_imported_before(db: Db, table: str, row_id: int, unit: int) -> bool:
    """Tell whether an import up to `unit` made the row."""
    found = db.value(
        "SELECT 1 FROM journal j JOIN units u ON u.unit = j.unit WHERE j.tbl = :tbl AND j.row_id = :row_id"
        " AND j.op = 'I' AND j.unit <= :unit AND u.origin = 'import' LIMIT 1",
        tbl=table, row_id=row_id, unit=unit,
    )  # fmt: skip
    return found is not None


def forget_identity(db: Db, kind: str, row_id: int) -> None:
    """Take away every identity of a row."""
    db.run("DELETE FROM externals WHERE kind = :kind AND row_id = :row_id", kind=kind, row_id=row_id)


def reopen_identity(db: Db, kind: str, row_id: int) -> None:
    """Keep the identity of a row but count its content as old, so that the file may be written over it again."""
    db.run(
        "UPDATE externals SET digest = '', written_seq = (SELECT coalesce(max(seq), 0) FROM journal)"
        " WHERE kind = :kind AND row_id = :row_id",
        kind=kind, row_id=row_id,
    )  # fmt: skip


def find_blob(db: Db, attachment_id: int) -> str | None:
    """Give the digest of the bytes of an attachment."""
    value = db.value("SELECT blob_sha256 FROM attachments WHERE id = :id", id=attachment_id)
    return None if value is None else str(value)


def drop_marks(db: Db, table: str, row_id: int) -> None:
    """Take away what is counted beside a row and means nothing without it: uses of a text, how far a ticket was read."""
    if table == "canned_replies":
        db.run("DELETE FROM canned_uses WHERE reply_id = :id", id=row_id)
    elif table == "tickets":
        db.run("DELETE FROM reads WHERE ticket_id = :id", id=row_id)


def ticket_of(db: Db, interaction_id: int) -> int | None:
    """Give the ticket a contact stands on."""
    value = db.value("SELECT ticket_id FROM interactions WHERE id = :id", id=interaction_id)
    return None if value is None else _int(value)


def _int(value: SqlValue) -> int:
    return int(value)  # type: ignore[arg-type]
