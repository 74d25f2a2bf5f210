"""W5, W6, W7: queue, history and search inside one process, against the same SQL alone."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.generate import NOW
from benchmarks.harness import Context, Row, paired, timed
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets.rows import QueueRequest
from postventa_tui.db.connection import Db
from postventa_tui.desk import Desk, open_desk
from postventa_tui.kit.clock import FixedClock

IDS = ("W5", "W6", "W6p", "W7")
QUICK = True


def twin(db: Db, act: Callable[[], object]) -> Callable[[], object]:
    """Give F6 of an act: the statements it runs, alone, on a warm connection, rows fetched as tuples."""
    told: list[tuple[str, dict[str, object]]] = []
    whole = Db.run

    def listen(self: Db, sql: str, **params: object) -> object:
        told.append((sql, params))
        return whole(self, sql, **params)  # type: ignore[arg-type]

    Db.run = listen  # type: ignore[assignment,method-assign]
    try:
        act()
    finally:
        Db.run = whole  # type: ignore[method-assign]
    raw = db.connection

    def replay() -> None:
        for sql, params in told:
            raw.execute(sql, params).fetchall()

    return replay


def run(ctx: Context, size: int, ids: set[str]) -> list[Row]:
    """Give the lines of the warm reads."""
    desk = open_desk(ctx.path(size), agent="agente0", clock=FixedClock(NOW))
    try:
        lines = {"W5": _queue, "W6": _history, "W6p": _page, "W7": _search}
        return [make(ctx, desk, size) for key, make in lines.items() if key in ids]
    finally:
        desk.close()


def _queue(ctx: Context, desk: Desk, size: int) -> Row:
    db = desk.reader()
    request = QueueRequest(view="open", limit=50)
    act: Callable[[], object] = lambda: reading.queue(desk, request, db=db)  # noqa: E731
    return ctx.row("W5", size, paired(twin(db, act), act, ctx.warm))


def _heavy(desk: Desk) -> int:
    return customers.one(desk, "cliente.constante@pesado.example").id


def _history(ctx: Context, desk: Desk, size: int) -> Row:
    person = _heavy(desk)
    act: Callable[[], object] = lambda: contacts.lifeline(desk, person, limit=50)  # noqa: E731
    return ctx.row("W6", size, paired(twin(desk.db, act), act, ctx.warm))


def _page(ctx: Context, desk: Desk, size: int) -> Row:
    person = _heavy(desk)
    after = None
    for _ in range(39):
        after = contacts.lifeline(desk, person, limit=50, before=after).after
    deep: Callable[[], object] = lambda: contacts.lifeline(desk, person, limit=50, before=after)  # noqa: E731
    return ctx.row("W6p", size, paired(lambda: contacts.lifeline(desk, person, limit=50), deep, ctx.warm))


def _search(ctx: Context, desk: Desk, size: int) -> Row:
    from postventa_tui.cli.search import request_of, seat_of
    from postventa_tui.core.tickets import search

    seat = seat_of(desk)
    asked = [request_of(desk, words, (), 20) for words in ("ref1100", "garantía", "lavadora ruido", "gar")]
    for one in asked:
        search.search(desk.reader(), one, seat)
    spent = [timed(lambda one=one: search.search(desk.reader(), one, seat)) / 1e6 for _ in range(12) for one in asked]  # type: ignore[misc]
    return ctx.against_limit("W7", size, 20.0, spent)
