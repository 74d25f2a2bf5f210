"""W1, W2, W3: a new process for one ticket, the queue, a search."""

from __future__ import annotations

from benchmarks import floors
from benchmarks.harness import Context, Row, command, paired
from postventa_tui.db import connection

IDS = ("W1", "W2", "W2t", "W3a", "W3b")
QUICK = True


def number_of_ten(path: str) -> int:
    """Give the number of a ticket with ten interactions."""
    db = connection.connect(path, mode="ro")
    try:
        found = db.value(
            "SELECT t.number FROM tickets t JOIN interactions i ON i.ticket_id = t.id GROUP BY t.id HAVING count(*) = 10 LIMIT 1"
        )
    finally:
        db.close()
    return int(str(found))


def run(ctx: Context, size: int, ids: set[str]) -> list[Row]:
    """Give the lines of the cold reads."""
    path = ctx.path(size)
    number = number_of_ten(path)
    floor = floors.f1(path, number)
    calls = {
        "W1": ("ticket", "show", f"PV-{number}", "--json"),
        "W2": ("queue", "--view", "open", "--json"),
        "W2t": ("queue", "--view", "open"),
        "W3a": ("search", f"ref{number}", "--json"),
        "W3b": ("search", "garantía", "--json"),
    }
    return [
        ctx.row(key, size, paired(floor, command(path, *words), ctx.cold)) for key, words in calls.items() if key in ids
    ]
