"""Export: every row as a line, always in the same order, so that equal shops give equal files."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from postventa_tui.core.exchange import known, rows, store, store_export
from postventa_tui.core.exchange.kinds import FORMAT, KINDS
from postventa_tui.core.exchange.lines import Row, content_hash
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from postventa_tui.db.connection import Db

BLOCK = 500
INLINE_BYTES = 4096
"""Text up to this size stands in the line itself; anything else is a file beside the export."""
_EMPTY: Mapping[str, Sequence[rows.Columns]] = defaultdict(list)


class Scope(NamedTuple):
    """What is exported: everything, what changed since, or what belongs to these people."""

    since: int | None = None
    customers: tuple[int, ...] = ()


class Exporter:
    """Reads one shop's file into lines."""

    def __init__(self, db: Db, scope: Scope | None = None, folder: Path | None = None) -> None:
        self._db = db
        self._scope = scope or Scope()
        self._folder = folder
        self._exts: dict[str, dict[int, str]] = {}

    def lines(self) -> Iterator[str]:
        """Give every line but the meta line, without its end."""
        for kind in KINDS:
            names = self._names(kind)
            chosen = store_export.list_chosen(self._db, kind, self._scope.since, self._scope.customers)
            ids = [row_id for row_id in names if chosen is None or row_id in chosen]
            if kind == "agent":
                ids = self._without_founder(ids)
            ids.sort(key=names.__getitem__)
            for start in range(0, len(ids), BLOCK):
                for row in self.block(kind, ids[start : start + BLOCK]):
                    yield json.dumps(row, ensure_ascii=False, separators=(",", ":"))

    def block(self, kind: str, ids: Sequence[int]) -> Iterator[Row]:
        """Give the rows of a kind with these ids, in this order."""
        columns = store_export.list_block(self._db, kind, ids)
        make, needed = rows.LINES[kind]
        children = {name: store_export.list_children(self._db, name, ids) for name in needed}
        for row_id in ids:
            if row_id not in columns:
                continue
            own = {name: found.get(row_id, []) for name, found in children.items()}
            row = {"kind": kind, "ext": self._ext(kind, row_id), **make(columns[row_id], own or _EMPTY, self._ext)}
            if kind == "attachment" and not self._add_bytes(row):
                continue
            yield row

    def _ext(self, kind: str, row_id: int) -> str:
        return self._names(kind)[row_id]

    def _names(self, kind: str) -> dict[int, str]:
        found = self._exts.get(kind)
        if found is None:
            found = {
                row_id: ext if ext is not None else known.own_ext(self._db, kind, row_id)
                for row_id, ext in store_export.list_identities(self._db, kind)
            }
            if kind == "attachment":
                found = {row_id: ext for row_id, ext in found.items() if self._has_bytes(row_id)}
            self._exts[kind] = found
        return found

    def _has_bytes(self, row_id: int) -> bool:
        columns = store_export.list_block(self._db, "attachment", [row_id])
        return store_export.find_blob(self._db, str(columns[row_id][3])) is not None

    def _without_founder(self, ids: list[int]) -> list[int]:
        """Leave out the account made with the file when no row names it: every file has one of its own."""
        first = min(ids, default=0)
        if first and store.find_ext(self._db, "agent", first) is None and not store_export.is_named(self._db, first):
            return [row_id for row_id in ids if row_id != first]
        return ids

    def _add_bytes(self, row: Row) -> bool:
        stored = store_export.find_blob(self._db, str(row["sha256"]))
        if stored is None:
            return False
        encoding, data = stored
        plain = zlib.decompress(data) if encoding in ("zlib", "deflate") else data
        if hashlib.sha256(plain).hexdigest() != row["sha256"]:
            return False
        if str(row.get("type", "")).startswith("text/") and len(plain) <= INLINE_BYTES:
            row["base64"] = base64.b64encode(plain).decode("ascii")
        elif self._folder is not None:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            (self._folder / str(row["sha256"])).write_bytes(plain)
        else:
            row["base64"] = base64.b64encode(plain).decode("ascii")
        return True


def meta_line(db: Db, zone: str, at: int, version: str) -> str:
    """Give the first line of an export."""
    meta = {
        "kind": "meta", "format": FORMAT, "source": known.own_source(db), "zone": zone, "exported_at": rows.iso(at),
        "app_version": version,
    }  # fmt: skip
    return json.dumps(meta, ensure_ascii=False, separators=(",", ":"))


def mark_of(db: Db, kind: str, row_id: int) -> str | None:
    """Give the content mark of a row as it would be exported now, or None without the row."""
    for row in Exporter(db).block(kind, [row_id]):
        return content_hash(row)
    return None
