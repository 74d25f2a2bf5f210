"""An import taken back as a whole: judged first, then undone newest unit first.

Every unit goes back by an undo of its own, under the rules of every undo. A small import goes back in one
transaction. A large one is judged without a lock and goes back by blocks; what is done already is told by the
journal, so the same call goes on after a kill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.exchange import store, store_undo
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import calendar
from postventa_tui.db import erase, journal, rewind
from postventa_tui.db.dialect import DIALECT
from postventa_tui.desk import require
from postventa_tui.kit import host, moments
from postventa_tui.kit.clock import monotonic
from postventa_tui.kit.errors import Conflict, NotFound, Refused
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.db.connection import Db
    from postventa_tui.db.journal import Entry
    from postventa_tui.desk import Desk

    Progress = Callable[[str, int, int], None]

VERB = "import.undo"
AT_ONCE_ROWS = 2000
"""An import of up to so many journal rows goes back in one transaction."""
BLOCK_S = 0.3
"""Seconds after which a block ends; a block is one unit at least."""


class ImportRow(NamedTuple):
    """One import, as it is listed."""

    id: int
    path: str
    started_at: int
    finished_at: int | None
    lines: int
    units: int
    undone: int
    """Units that were taken back."""


class Undone(NamedTuple):
    """What became of an undo."""

    import_id: int
    units: int
    rows: int


class _Work(NamedTuple):
    import_id: int
    units: list[int]
    """Every unit of the import, newest first."""
    pending: list[int]
    """Those not yet taken back."""


def list_imports(desk: Desk) -> list[ImportRow]:
    """Give every import of the shop, newest first."""
    require(desk, "import", "admin")
    found = []
    for row_id, path, started, finished, lines, first, last in store_undo.list_imports(desk.db):
        units = _units(desk.db, (_whole(first), _whole(last))) if first is not None else []
        gone = store_undo.list_undone(desk.db, units[-1]) & set(units) if units else set()
        end = None if finished is None else _whole(finished)
        found.append(ImportRow(_whole(row_id), str(path), _whole(started), end, _whole(lines), len(units), len(gone)))
    return found


def undo_import(desk: Desk, import_id: int, progress: Progress | None = None) -> Undone:
    """Take back everything one import wrote; gives how many units and rows went back.

    Raises:
        NotAllowed: `not_allowed`.
        NotFound: `import_unknown`.
        Refused: `already_undone`.
        Conflict: `changed_since`, naming what stands in the way; nothing is changed then.
    """
    require(desk, "import", "admin")
    work = _find(desk.db, import_id)
    size = store_undo.count_rows(desk.db, work.units[-1], work.units[0])
    if desk.dry_run or size > AT_ONCE_ROWS:
        _judge(desk, desk.db, work)
    if desk.dry_run:
        return Undone(import_id, len(work.pending), size)
    return _Undo(desk, work, whole=size <= AT_ONCE_ROWS).go(progress)


def _find(db: Db, import_id: int) -> _Work:
    span = store_undo.find_import(db, import_id)
    if span is None:
        raise NotFound("import_unknown", id=import_id)
    units = _units(db, span)
    gone = store_undo.list_undone(db, span[0])
    pending = [unit for unit in units if unit not in gone]
    if not pending:
        raise Refused("already_undone", unit=span[0])
    return _Work(import_id, units, pending)


def _units(db: Db, span: tuple[int, int]) -> list[int]:
    return store_undo.list_units(db, *span)


def _neutral(db: Db, work: _Work, open_unit: int) -> frozenset[int]:
    return rewind.neutral_units(db, work.units[-1], open_unit) | frozenset(work.units)


def _judge(desk: Desk, db: Db, work: _Work) -> None:
    """Refuse the whole when anything stands on what is to go; reads only.

    Raises:
        Conflict: `changed_since`.
    """
    mine, neutral = set(work.pending), _neutral(db, work, 0)
    made: dict[str, set[int]] = {}
    touched: dict[str, set[int]] = {}
    foreign: set[tuple[str, int]] = set()
    for unit, table, row_id, op in store_undo.changes_since(db, store_undo.first_seq(db, work.units[-1])):
        if unit in mine:
            (made if op == "I" else touched).setdefault(table, set()).add(row_id)
        elif unit not in neutral:
            foreign.add((table, row_id))
    try:
        _judge_rows(db, work, neutral, foreign)
        _judge_pointers(db, made, touched)
    except Conflict as error:
        raise _named(desk, error) from error


def _judge_rows(db: Db, work: _Work, neutral: frozenset[int], foreign: set[tuple[str, int]]) -> None:
    if not foreign:
        return
    for unit in work.pending:
        for entry in journal.entries_of(db, unit):
            if (entry.tbl, entry.row_id) in foreign:
                rewind.refuse_later(db, entry, unit, neutral)


def _judge_pointers(db: Db, made: dict[str, set[int]], touched: dict[str, set[int]]) -> None:
    for table, column, named, has_id in store_undo.list_pointers(db):
        going = made.get(named)
        if not going:
            continue
        own = made.get(table, set()) | touched.get(table, set())
        for row_id, target in store_undo.pointing(db, table, column, has_id=has_id):
            if target in going and row_id not in own:
                agent_id, at = store_undo.who_made(db, table, row_id)
                raise Conflict("changed_since", what=table, agent_id=agent_id, at=at, tbl=table, row_id=row_id)


class _Undo:
    """One undo that writes."""

    def __init__(self, desk: Desk, work: _Work, *, whole: bool) -> None:
        self.desk = desk
        self.work = work
        self.whole = whole
        self.rows = 0
        self.alive: set[int] = set()
        """Tickets that were there before the import and have to be settled."""

    def go(self, progress: Progress | None) -> Undone:
        """Take every pending unit back."""
        left = list(reversed(self.work.pending))
        total = len(left)
        while left:
            with self.desk.transaction(VERB, origin="undo", undoes=left[-1]) as db:
                if self.whole:
                    _judge(self.desk, db, self.work)
                self._block(db, left)
            if progress is not None:
                progress("write", total - len(left), total)
        return Undone(self.work.import_id, total, self.rows)

    def _block(self, db: Db, left: list[int]) -> None:
        begin = monotonic()
        is_first = True
        neutral = _neutral(db, self.work, self.desk.unit or 0)
        while left and (is_first or self.whole or monotonic() - begin < BLOCK_S):
            unit = left.pop()
            own = self.desk.unit or 0 if is_first else self._next_unit(db, unit)
            is_first = False
            try:
                self._one(db, unit, own, neutral | {own})
            except Conflict as error:
                raise _named(self.desk, error) from error
        self._settle(db)

    def _next_unit(self, db: Db, undoes: int) -> int:
        desk = self.desk
        at = desk.clock.now()
        unit = journal.begin_unit(
            db, at=at, agent_id=desk.agent.id if desk.agent else None, host=host.name(), origin="undo",
            writer=desk.writer, verb=VERB, command=desk.command, undoes=undoes,
        )  # fmt: skip
        DIALECT.open_unit(db, unit, at)
        return unit

    def _one(self, db: Db, unit: int, own: int, neutral: frozenset[int]) -> None:
        entries = journal.entries_of(db, unit)
        blobs = [store_undo.find_blob(db, one.row_id) for one in entries if (one.tbl, one.op) == ("attachments", "I")]
        self._note_tickets(db, entries)
        for entry in entries:
            if entry.op == "I":
                store_undo.drop_marks(db, entry.tbl, entry.row_id)
        rewind.undo(db, unit, own, neutral=neutral)
        for entry in entries:
            _forget(db, entry, unit)
        erase.unused_blobs(db, {sha256 for sha256 in blobs if sha256 is not None})
        self.rows += len(entries)

    def _note_tickets(self, db: Db, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.tbl == "tickets":
                self.alive.add(entry.row_id)
            elif entry.tbl == "interactions":
                ticket_id = store_undo.ticket_of(db, entry.row_id)
                self.alive.update(() if ticket_id is None else (ticket_id,))

    def _settle(self, db: Db) -> None:
        """Make anew what is derived on the tickets that stay."""
        stay = sorted(one for one in self.alive if store.has_row(db, "tickets", one))
        calendar.refresh_due(self.desk, sla.recompute_many(self.desk, stay))
        for ticket_id in stay:
            store.save_waiting(db, ticket_id)
        self.alive.clear()


def _forget(db: Db, entry: Entry, unit: int) -> None:
    kind = store_undo.KIND_OF.get(entry.tbl)
    if kind is None:
        return
    if entry.op == "U" and store_undo.was_imported_before(db, entry.tbl, entry.row_id, unit):
        store_undo.reopen_identity(db, kind, entry.row_id)
    else:
        store_undo.forget_identity(db, kind, entry.row_id)


def _named(desk: Desk, error: Conflict) -> Conflict:
    """Give the conflict with the name and the time of the later change."""
    agent_id, at = error.params.get("agent_id"), error.params.get("at")
    by = agents.agent_by_id(desk, agent_id).login if isinstance(agent_id, int) else "?"
    when = moments.show(at, desk.shop.zone) if isinstance(at, int) else "?"
    return Conflict("changed_since", **{**error.params, "by": by, "when": when})


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
