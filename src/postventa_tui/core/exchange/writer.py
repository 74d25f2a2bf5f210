"""The second reading of an import: rows written block by block, identities noted with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.exchange import mapping, store, ways
from postventa_tui.core.exchange.lines import content_hash, read_again

if TYPE_CHECKING:
    from postventa_tui.core.exchange.known import ShopKnown
    from postventa_tui.core.exchange.mapping import Value, Values
    from postventa_tui.core.exchange.source import Source
    from postventa_tui.db.connection import Db

MEMORY = frozenset(("agent", "team", "organisation", "customer", "product", "asset", "order", "ticket"))
"""Kinds whose row ids are kept at hand: many lines refer to them."""


class Writer:
    """Writes checked lines into the open transaction of its Desk."""

    def __init__(self, db: Db, known: ShopKnown, source: Source, *, now: int, acting_id: int | None) -> None:
        self.db = db
        self.written = 0
        self.updated = 0
        self._known = known
        self.source = source
        self.now = now
        self.acting_id = acting_id
        self._ids: dict[tuple[str, str], int] = {}
        self.customer_of: dict[int, int | None] = {}
        self.statuses = store.list_statuses(db)
        self._pending: list[dict[str, Value]] = []
        self._late: list[dict[str, Value]] = []
        self.pointers: list[tuple[str, int, str]] = []
        self.links: list[tuple[int, str, str]] = []
        self.waiting: set[int] = set()
        self.touched: list[int] = []
        self.frame = mapping.Frame(self.id_of, now, known.lang)
        self.files: dict[str, ways.File] = {}

    def id_of(self, kind: str, ext: str) -> int:
        """Give the row id of an identity that the plan has found good."""
        row_id = self._ids.get((kind, ext))
        if row_id is None:
            row_id = self._known.row_of(kind, ext)
            assert row_id is not None, (kind, ext)
            self._keep(kind, ext, row_id)
        return row_id

    def _keep(self, kind: str, ext: str, row_id: int) -> None:
        if kind in MEMORY:
            self._ids[kind, ext] = row_id

    def write(self, offset: int) -> None:
        """Write the line at `offset`."""
        line = read_again(self.source.at(offset))
        if line.kind == "attachment":
            ways.blob(self, line)
            return
        known = self._known.row_of(line.kind, line.ext)
        row_id = known if known is not None else self._known.adopts(line)
        if row_id is None:
            self.written += 1
        else:
            self.updated += 1
        ties = len(self.pointers) + len(self.links)
        row_id = ways.WAYS[line.kind](self, line, row_id)
        self._keep(line.kind, line.ext, row_id)
        digest = content_hash(line.row)
        if len(self.pointers) + len(self.links) > ties:
            # Until it is tied to the rows it names, a row counts as unfinished: an import that was killed takes it up again.
            self._late.append({"kind": line.kind, "ext": line.ext, "row_id": row_id, "digest": digest})
            digest = ""
        self.note(line.kind, line.ext, row_id, digest)

    def note(self, kind: str, ext: str, row_id: int, digest: str) -> None:
        """Keep the identity of a row for the end of the block."""
        self._pending.append({"kind": kind, "ext": ext, "row_id": row_id, "digest": digest})

    def end_block(self) -> None:
        """Work out who waits, and note the identities of the block with the journal's position after it."""
        for ticket_id in sorted(self.waiting):
            store.save_waiting(self.db, ticket_id)
        self.waiting.clear()
        seq = store.journal_position(self.db)
        store.save_externals(self.db, ({**row, "written_seq": seq} for row in self._pending))
        self._pending.clear()

    def save(self, table: str, values: Values, row_id: int | None) -> int:
        """Write a row, new or known; gives its id."""
        stamped = {"created_at": self.now, "updated_at": self.now, **values}
        if row_id is None:
            return store.insert(self.db, table, stamped)
        del stamped["created_at"]
        store.update(self.db, table, row_id, stamped)
        return row_id

    def tie(self) -> None:
        """Write what points at rows further down: merges, follow-ups, machines of order lines."""
        for kind, row_id, ext in self.pointers:
            store.update(self.db, store.TABLE_OF[kind], row_id, {"merged_into_id": self.id_of(kind, ext)})
        for row_id, kind, ext in self.links:
            if kind == "asset":
                store.set_asset_line(self.db, self.id_of("asset", ext), row_id)
            else:
                store.insert_link(self.db, row_id, self.id_of("ticket", ext), kind, self.now)
        self._pending += self._late
        self._late.clear()
        self.pointers.clear()
        self.links.clear()
