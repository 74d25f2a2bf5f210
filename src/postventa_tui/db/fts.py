"""The search indexes in the same file and transaction as the rows: made here, kept true here.

Only this module and its neighbours `fts_schema`, `fts_words` and `fts_keys` write the `search_*` tables.
None of them is journalled: `reindex` makes all of them again from the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db import fts_keys, fts_schema, fts_search, fts_triggers, fts_words
from postventa_tui.db.dialect import DIALECT
from postventa_tui.kit.errors import PostventaError, Temporary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.db.connection import Db

MERGE_EVERY = 4
"""Writes between two merges of the index; merging at each write makes one write in twenty slow."""

MERGE_PAGES = 16
"""Pages a merge may write: 200 held the lock for up to 270 ms."""


def create(db: Db) -> None:
    """Make tables, views, indexes and triggers for the tables the file has; text already there is indexed.

    Views and triggers are always made anew: a changed table drops its triggers and breaks the views silently.
    """
    known = fts_schema.columns_of(db)
    drop_triggers(db)
    for statement in fts_schema.TABLES:
        db.run(statement)
    fresh = [scope for scope in fts_schema.scopes_of(known) if not _exists(db, f"search_{scope}")]
    for scope in fts_schema.scopes_of(known):
        db.run(f"DROP VIEW IF EXISTS search_{scope}_v")
        db.run(fts_schema.view_sql(scope, known))
        db.run(fts_schema.index_sql(scope))
        for statement in fts_schema.vocab_sql(scope):
            db.run(statement)
    for scope in fresh:
        db.run(f"INSERT INTO search_{scope}(search_{scope}, rank) VALUES('automerge', 0)")
        if db.value(f"SELECT 1 FROM search_{scope}_v LIMIT 1") is not None:
            _rebuild(db, scope)
    create_triggers(db)
    _set(db, "stemmer", fts_words.STEMMER)


def create_triggers(db: Db) -> None:
    """Make the triggers that take old text out of the indexes."""
    for statement in fts_triggers.triggers(fts_schema.columns_of(db)):
        db.run(statement)


def drop_triggers(db: Db) -> None:
    """Take the triggers away, for a load of many rows; `create_triggers` and `reindex` must follow."""
    for (name,) in db.all(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        " AND (name GLOB 'search_touch_*' OR name GLOB 'search_mark_*')"
    ):
        db.run("DROP TRIGGER " + str(name))


def _exists(db: Db, table: str) -> bool:
    return db.value("SELECT 1 FROM sqlite_master WHERE name = :name", name=table) is not None


def _set(db: Db, key: str, value: str) -> None:
    db.run(
        "INSERT INTO search_state(key, value) VALUES(:key, :value)"
        " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        key=key,
        value=value,
    )


def flush(db: Db) -> int:
    """Put the text of changed documents into the indexes; gives how many. Called before each COMMIT."""
    if db.value("SELECT 1 FROM search_dirty LIMIT 1") is None:
        return 0
    marks: dict[str, list[int]] = {}
    for scope, row_id in db.all("SELECT scope, id FROM search_dirty ORDER BY scope, id"):
        marks.setdefault(str(scope), []).append(int(str(row_id)))
    changed = 0
    for scope in fts_schema.SCOPES:
        if scope in marks:
            changed += len(marks[scope])
            _insert_documents(db, scope)
            _add_words(db, scope, marks[scope], set(marks.get("+" + scope, ())))
    for row_id in marks.get("+text", ()):
        _add_body(db, row_id)
    for scope in sorted(marks):
        if scope.startswith("key_"):
            for row_id in marks[scope]:
                fts_keys.refresh(db, scope, row_id)
    db.run("DELETE FROM search_dirty")
    db.run(
        "INSERT INTO search_state(key, value) VALUES('writes', '1')"
        " ON CONFLICT(key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
    )
    return changed


def _insert_documents(db: Db, scope: str) -> None:
    columns = ", ".join(fts_search.COLUMNS[scope])
    db.run(
        f"INSERT INTO search_{scope}(rowid, {columns}) SELECT id, {columns} FROM search_{scope}_v"
        " WHERE id IN (SELECT d.id FROM search_dirty d WHERE d.scope = :scope)",
        scope=scope,
    )


def _add_words(db: Db, scope: str, ids: Iterable[int], new: set[int]) -> None:
    """Take the words of documents in; the bodies of tickets come one interaction at a time (`_add_body`)."""
    names = [name for name in fts_search.COLUMNS[scope] if (scope, name) != ("ticket", "body")]
    sql = f"SELECT {', '.join(names)} FROM search_{scope}_v WHERE id = :id"
    for row_id in ids:
        row = db.one(sql, id=row_id)
        if row is not None:
            is_new = row_id in new or scope == "contact"
            fts_words.add(db, scope, [" ".join(str(text or "") for text in row)], is_new=is_new)


def _add_body(db: Db, interaction_id: int) -> None:
    row = db.one("SELECT body, ticket_id FROM interactions WHERE id = :id", id=interaction_id)
    if row is not None and row[1] is not None:
        fts_words.add(db, "ticket", [str(row[0] or "")], is_new=True)


def is_dirty(db: Db) -> int:
    """Give how many documents another program has changed and nobody has indexed since."""
    return int(str(db.value("SELECT count(*) FROM search_dirty") or 0))


def merge_if_due(db: Db) -> bool:
    """Merge a little of the ticket index when enough was written; no transaction may be open.

    The lock is not waited for: another writer has precedence, and the next call will do it.
    """
    if int(str(db.value("SELECT value FROM search_state WHERE key = 'writes'") or 0)) < MERGE_EVERY:
        return False
    try:
        DIALECT.begin_write(db, 0.0)
    except Temporary:
        return False
    try:
        db.run(f"INSERT INTO search_ticket(search_ticket, rank) VALUES('merge', {MERGE_PAGES})")
        _set(db, "writes", "0")
        db.run("COMMIT")
    except BaseException:
        db.run("ROLLBACK")
        raise
    return True


def optimize(db: Db) -> None:
    """Make each index one piece: smallest and fastest, and without words that left. For backup and doctor."""
    for scope in _scopes(db):
        db.run(f"INSERT INTO search_{scope}(search_{scope}) VALUES('optimize')")


def _scopes(db: Db) -> list[str]:
    return [scope for scope in fts_schema.SCOPES if _exists(db, f"search_{scope}")]


def reindex(db: Db) -> None:
    """Make indexes, words and keys again from the rows, inside the open transaction."""
    known = fts_schema.columns_of(db)
    for scope in fts_schema.scopes_of(known):
        _rebuild(db, scope)
    if {"tickets", "assets", "orders", "contact_points"} <= set(known):
        fts_keys.refresh_all(db)
    db.run("DELETE FROM search_dirty")
    _set(db, "stemmer", fts_words.STEMMER)


def _rebuild(db: Db, scope: str) -> None:
    db.run(f"INSERT INTO search_{scope}(search_{scope}) VALUES('rebuild')")
    if db.value("SELECT value FROM search_state WHERE key = 'stemmer'") != fts_words.STEMMER:
        for table in ("search_term", "search_stem"):
            db.run(f"DELETE FROM {table} WHERE scope = :scope", scope=scope)
    fts_words.recount(db, scope)


def recount(db: Db) -> None:
    """Count the words of every index again, inside the open transaction (doctor, idle console)."""
    for scope in _scopes(db):
        fts_words.recount(db, scope)


def verify(db: Db) -> list[str]:
    """Give the scopes whose index does not hold exactly the words of the rows; [] is good."""
    bad = []
    for scope in _scopes(db):
        try:
            db.run(f"INSERT INTO search_{scope}(search_{scope}, rank) VALUES('integrity-check', 1)")
        except PostventaError as error:
            if error.code != "database_damaged":
                raise
            bad.append(scope)
    return bad


def erase_words(db: Db, words: Iterable[str]) -> list[str]:
    """Take an erased person's words out of index pages and word tables; gives those still in use elsewhere.

    Deleted words stay in the pages of the index until it is one piece (`optimize`).
    """
    wanted = sorted(set(words))
    flush(db)
    optimize(db)
    kept: list[str] = []
    for scope in _scopes(db):
        left = [word for word in wanted if _documents(db, scope, word)]
        fts_words.forget(db, scope, (word for word in wanted if word not in left))
        kept += left
    return sorted(set(kept))


def _documents(db: Db, scope: str, word: str) -> int:
    return int(str(db.value(f"SELECT doc FROM search_{scope}_words WHERE term = :term", term=word) or 0))
