"""Taking words out for good: of rows, of their past in the journal, of the commands that wrote them.

Only inside a unit of origin `erase` or `prune`: the journal's guards refuse all else.
Source: design, architecture section 5 ("Erasing a person").
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from postventa_tui.db import journal

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, SqlValue

NEUTRAL = {("tickets", "subject"): "—", ("handovers", "state"): "—", ("households", "name"): "—"}
"""What stands in place of a text that a screen shows and a column demands."""

ALSO: dict[str, tuple[str, ...]] = {
    "interactions": ("message_ref", "in_reply_to"),
    "messages": ("notes", "detail"),
    "notices": ("body",),
    "outbox": ("message_ref",),
    "households": ("name",),
}
"""Personal beside `journal.PERSONAL`, but only in the rows of a person who is erased."""

_BLOCK = 500


def columns_of(table: str) -> tuple[str, ...]:
    """Give the columns of a table that are emptied."""
    return (*journal.PERSONAL.get(table, ()), *ALSO.get(table, ()))


def rows(db: Db, table: str, ids: Iterable[int]) -> None:
    """Empty the personal columns of some rows and of every past version of them."""
    listed = list(ids)
    names = columns_of(table)
    if not names or not listed:
        return
    neutral = _neutral(db, table, names)
    sets = ", ".join(f"{name} = :{name}" for name in names)
    db.run_many(f"UPDATE {table} SET {sets} WHERE id = :id", ({**neutral, "id": row_id} for row_id in listed))
    past(db, table, listed)


def _neutral(db: Db, table: str, names: Sequence[str]) -> dict[str, SqlValue]:
    found: dict[str, SqlValue] = {}
    for row in db.all(f"PRAGMA table_info({table})"):
        name, must, default = str(row[1]), bool(row[3]), str(row[4])
        if name in names:
            empty = default.strip("'") if default in ("'{}'", "'[]'") else ""
            found[name] = NEUTRAL.get((table, name), empty) if must else None
    return found


def past(db: Db, table: str, ids: Iterable[int]) -> None:
    """Set the personal keys in `before` of some rows to null, and forget the words of the commands behind them."""
    names = frozenset(columns_of(table))
    units: set[int] = set()
    for row_id in ids:
        for seq, unit, before in db.all(
            "SELECT seq, unit, before FROM journal WHERE tbl = :table AND row_id = :row", table=table, row=row_id
        ):
            if unit is not None:
                units.add(int(str(unit)))
            values = json.loads(str(before)) if before else {}
            if any(values.get(name) is not None for name in names):
                kept = {name: None if name in names else value for name, value in values.items()}
                db.run(
                    "UPDATE journal SET before = :before WHERE seq = :seq",
                    before=json.dumps(kept, ensure_ascii=False), seq=seq,
                )  # fmt: skip
    db.run_many("UPDATE units SET command = '' WHERE unit = :unit", ({"unit": unit} for unit in sorted(units)))


def unused_blobs(db: Db, digests: Iterable[str]) -> None:
    """Delete stored bytes that no attachment, no live mail and no outgoing message points at any more.

    A mail that was erased keeps its digest, so that a second delivery of the same bytes is still known.
    """
    db.run_many(
        "DELETE FROM blobs WHERE sha256 = :sha AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.blob_sha256 = :sha)"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.blob_sha256 = :sha)"
        " AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.blob_sha256 = :sha AND (m.reason IS NULL OR m.reason <> 'erased'))",
        ({"sha": digest} for digest in sorted(set(digests))),
    )


def blocks(ids: Iterable[int]) -> Iterable[tuple[int, ...]]:
    """Give ids in blocks small enough for one statement."""
    source = iter(ids)
    while block := tuple(islice(source, _BLOCK)):
        yield block


def tombstone(db: Db, subject_ref: str, points: Iterable[tuple[str, str]], at: int) -> None:
    """Note that a person was erased: her reference and a salted hash of each contact point, nothing else."""
    salt = os.urandom(16).hex()
    hashes = [_hash(salt, kind, norm) for kind, norm in points]
    db.run(
        "INSERT INTO erasures (subject_ref, at, salt, hashes) VALUES (:ref, :at, :salt, :hashes)",
        ref=subject_ref, at=at, salt=salt, hashes=json.dumps(hashes),
    )  # fmt: skip


def erased_at(db: Db, kind: str, norm: str) -> int | None:
    """Give when the person of a contact point was erased (import says so), None when nobody was."""
    for at, salt, hashes in db.all("SELECT at, salt, hashes FROM erasures ORDER BY id DESC"):
        if _hash(str(salt), kind, norm) in json.loads(str(hashes)):
            return int(str(at))
    return None


def _hash(salt: str, kind: str, norm: str) -> str:
    return hashlib.sha256(f"{salt}:{kind}:{norm}".encode()).hexdigest()
