"""W12: a status change and a reply inside one process, against the same rows without journal and clocks."""

from __future__ import annotations

import shutil
import tempfile
from itertools import count

from benchmarks.generate import NOW
from benchmarks.harness import Context, Row, paired
from postventa_tui.core.tickets import fields
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.db import connection
from postventa_tui.db.connection import Db
from postventa_tui.desk import Desk, open_desk
from postventa_tui.kit.clock import FixedClock

IDS = ("W12s", "W12r")
QUICK = True


def run(ctx: Context, size: int, ids: set[str]) -> list[Row]:
    """Give the lines of the warm writes, FULL commits on both sides."""
    with tempfile.TemporaryDirectory(prefix="postventa-bench-") as folder:
        path, twin = f"{folder}/shop.db", f"{folder}/twin.db"
        shutil.copy(ctx.path(size), path)
        desk = open_desk(path, agent="agente0", clock=FixedClock(NOW))
        plain = _twin(twin)
        try:
            lines = {"W12s": _status, "W12r": _reply}
            return [make(ctx, desk, plain, size) for key, make in lines.items() if key in ids]
        finally:
            desk.close()
            plain.close()


def _twin(path: str) -> Db:
    db = connection.connect(path, create=True)
    db.script(
        "CREATE TABLE tickets (id INTEGER PRIMARY KEY, status TEXT, version INTEGER, updated_at INTEGER);\n"
        "CREATE TABLE interactions (id INTEGER PRIMARY KEY, ticket_id INTEGER, at INTEGER, body TEXT);\n"
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, interaction_id INTEGER, send_after INTEGER);\n"
        "CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='unicode61 remove_diacritics 2');\n"
        "CREATE INDEX interactions_ticket ON interactions (ticket_id, at);\n"
        "INSERT INTO tickets VALUES (1, 'open', 1, 1);\n"
    )
    return db


def _open(desk: Desk) -> list[int]:
    rows = desk.db.all("SELECT id FROM tickets WHERE is_open = 1 AND status_type = 'open' ORDER BY id LIMIT 400")
    return [int(str(row[0])) for row in rows]


def _status(ctx: Context, desk: Desk, plain: Db, size: int) -> Row:
    places, turn = _open(desk), count()

    def twin() -> None:
        plain.run("BEGIN IMMEDIATE")
        plain.run("UPDATE tickets SET status = 'pending', version = version + 1, updated_at = 2 WHERE id = 1")
        plain.run("COMMIT")

    def whole() -> None:
        n = next(turn)
        fields.set_status(desk, places[n // 2 % len(places)], "pending" if n % 2 == 0 else "open")

    return ctx.row("W12s", size, paired(twin, whole, ctx.warm))


def _reply(ctx: Context, desk: Desk, plain: Db, size: int) -> Row:
    places, turn = _open(desk), count()
    text = "Buenos días: la lavadora ya está reparada y puede recogerla con el resguardo cuando quiera, gracias."

    def twin() -> None:
        plain.run("BEGIN IMMEDIATE")
        row = plain.one("INSERT INTO interactions (ticket_id, at, body) VALUES (1, 1, :body) RETURNING id", body=text)
        assert row is not None
        plain.run("INSERT INTO outbox (interaction_id, send_after) VALUES (:id, 2)", id=row[0])
        plain.run("UPDATE tickets SET status = 'pending', version = version + 1 WHERE id = 1")
        plain.run("INSERT INTO words (rowid, body) VALUES (:id, :body)", id=row[0], body=text)
        plain.run("COMMIT")

    def whole() -> None:
        tickets.reply(desk, places[next(turn) % len(places)], Outgoing(text, then="open"))

    return ctx.row("W12r", size, paired(twin, whole, ctx.warm))
