"""Measures how long the disk takes to keep a commit."""

from __future__ import annotations

from postventa_tui.db import connection
from postventa_tui.kit import clock


def commit_ms(path: str, commits: int) -> list[float]:
    """Give the milliseconds of some synced commits into a new file at `path`."""
    db = connection.connect(path, create=True)
    try:
        db.run("CREATE TABLE probe (at INTEGER)")
        spent = []
        for n in range(commits):
            start = clock.monotonic()
            db.run("INSERT INTO probe VALUES (:n)", n=n)
            spent.append((clock.monotonic() - start) * 1000)
    finally:
        db.close()
    return spent
