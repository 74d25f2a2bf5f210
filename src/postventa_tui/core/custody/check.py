"""Proofs on the file: structure, search, digests, the house's own rules, the journal. Never writes.

`integrity_check` proves structure, not content: most damage of text goes unseen by it (design: reliability 5).
"""

from __future__ import annotations

import hashlib
import json
import random
import zlib
from collections.abc import Callable

from postventa_tui.core.custody import store
from postventa_tui.core.custody.rows import Check, CheckReport
from postventa_tui.core.sla import proof
from postventa_tui.db import connection, copies, fts, journal
from postventa_tui.db.connection import Db
from postventa_tui.kit import clock
from postventa_tui.kit.errors import PostventaError

Found = tuple[int, tuple[str, ...]]

SAMPLE_BLOBS, SAMPLE_ROWS, SAMPLE_CLOCKS = 500, 200, 300
LATEST = 4_102_444_800
"""2100-01-01: no instant of a shop lies after it."""
_JSON = frozenset(
    {
        ("settings", "value"),
        ("business_calendars", "weekly"),
        ("business_calendars", "overrides"),
        ("sla_versions", "conditions"),
        ("sla_versions", "targets"),
        ("sla_versions", "pause_statuses"),
        ("sla_timers", "breach"),
        ("journal", "before"),
    }
)
"""JSON columns beside those whose default says so."""


def run(path: str, *, deep: bool = False) -> CheckReport:
    """Give the answers of every proof on a file; the file is only read.

    Args:
        deep: Also every blob, every number's range, every JSON text, every byte of text.

    Raises:
        PostventaError: The file cannot be opened at all (foreign, missing, newer).
    """
    db = connection.connect(path, mode="ro")
    try:
        schema = connection.schema_steps(db)
        checks = [_timed(name, proof, db) for name, proof in _proofs(deep)]
        search = _timed("search", lambda _db: _search_faults(path), db)
        return CheckReport((*checks[:2], search, *checks[2:]), schema)
    finally:
        db.close()


def _proofs(deep: bool) -> list[tuple[str, Callable[[Db], Found]]]:
    listed: list[tuple[str, Callable[[Db], Found]]] = [
        ("structure", store.structure_faults),
        ("foreign_keys", store.foreign_key_faults),
        ("digests", lambda db: _digest_faults(db, None if deep else SAMPLE_BLOBS)),
    ]
    for name, sql in store.HOUSE_RULES:
        listed.append((name, lambda db, sql=sql: store.broken(db, sql)))  # type: ignore[misc]
    listed.append(("clocks", lambda db: _clock_faults(db, None if deep else SAMPLE_CLOCKS)))
    listed.append(("journal", _journal_faults))
    if deep:
        listed += [("numbers_in_range", _range_faults), ("texts", _text_faults)]
    return listed


def _timed(name: str, proof: Callable[[Db], Found], db: Db) -> Check:
    start = clock.monotonic()
    try:
        found, where = proof(db)
    except Exception as error:  # house: one proof of many; what cannot be read is its finding, the others go on
        found, where = 1, (error.code if isinstance(error, PostventaError) else type(error).__name__,)
    return Check(name, found == 0, found, round((clock.monotonic() - start) * 1000), where)


def _search_faults(path: str) -> Found:
    # The index's own proof is an INSERT: it runs on a copy, so that nobody waits for a lock.
    with copies.scratch(path) as db:
        bad = fts.verify(db)
        waiting = fts.is_dirty(db)
    return len(bad) + waiting, (*bad, *(["search_dirty"] if waiting else []))


def _digest_faults(db: Db, limit: int | None) -> Found:
    bad = [sha for sha, size, encoding, data in store.blobs(db, limit) if not _same_bytes(sha, size, encoding, data)]
    return len(bad), tuple(bad[: store.LIMIT])


def _clock_faults(db: Db, newest: int | None) -> Found:
    wrong = proof.differing(db, newest)
    return len(wrong), tuple(f"sla_timers:{ticket_id}" for ticket_id in wrong[: store.LIMIT])


def _same_bytes(sha256: str, size: int, encoding: str, data: bytes) -> bool:
    if encoding == "zlib":
        try:
            data = zlib.decompress(data)
        except zlib.error:
            return False
    return len(data) == size and hashlib.sha256(data).hexdigest() == sha256


def _journal_faults(db: Db) -> Found:
    first, last = store.journal_span(db)
    lot = random.Random(last)  # the same file gives the same sample
    rows = (
        {store.journal_row_near(db, lot.randint(first, last)) for _ in range(SAMPLE_ROWS)} - {None} if last else set()
    )
    known = {table: frozenset(name for name, *_ in store.columns(db, table)) for table in journal.JOURNALLED}
    bad = [
        f"{row[0]}:{row[1]}"
        for row in sorted(row for row in rows if row is not None)
        if row[0] not in known or not chain_applies(store.chain(db, *row), known[row[0]], store.has_row(db, *row))
    ]
    return len(bad), tuple(bad[: store.LIMIT])


def chain_applies(chain: list[tuple[str, str | None]], columns: frozenset[str], is_there: bool) -> bool:
    """Tell whether the past of one row can be put back step by step, down to its first journal line."""
    alive = is_there
    for op, before in reversed(chain):
        if alive is (op == "D"):
            return False
        if op == "I":
            alive = False
            continue
        try:
            values = json.loads(before or "")
        except ValueError:
            return False
        if not isinstance(values, dict) or not columns.issuperset(values):
            return False
        alive = True
    return True


def _range_faults(db: Db) -> Found:
    bad: list[str] = []
    total = 0
    for table in copies.table_names(db):
        for name, kind, _default in store.columns(db, table):
            span = _span(name) if kind == "INTEGER" else None
            count = store.out_of_range(db, table, name, *span) if span else 0
            total += count
            if count:
                bad.append(f"{table}.{name}")
    return total, tuple(bad[: store.LIMIT])


def _span(column: str) -> tuple[int, int] | None:
    if column.endswith("_at") or column in ("at", "until", "snoozed_until", "waiting_since", "send_after"):
        return 0, LATEST
    if column.startswith("is_") or column in ("active", "valid", "live", "do_not_use", "redacted", "legal_hold"):
        return 0, 1
    if column == "id" or column.endswith("_id"):
        return 1, 1 << 62
    if column.endswith("_cents"):
        return -(10**13), 10**13
    return (0, 1 << 40) if column.endswith("_s") or column == "size" else None


def _text_faults(db: Db) -> Found:
    bad: list[str] = []
    for table in copies.table_names(db):
        columns = [(name, default) for name, kind, default in store.columns(db, table) if kind == "TEXT"]
        if not columns:
            continue
        is_json = [default in ("'{}'", "'[]'") or (table, name) in _JSON for name, default in columns]
        for row in store.texts(db, table, [name for name, _ in columns]):
            bad += [
                f"{table}.{columns[i][0]}"
                for i, value in enumerate(row)
                if value is not None and not _is_text(value, is_json=is_json[i])
            ]
    return len(bad), tuple(sorted(set(bad)))[: store.LIMIT]


def _is_text(value: bytes, *, is_json: bool) -> bool:
    try:
        text = value.decode("utf-8")
        if is_json:
            json.loads(text)
    except ValueError:
        return False
    return True
