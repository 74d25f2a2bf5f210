"""From commits to panes: changes of this process and of others, gathered for 50 ms, told once."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from textual.message import Message

from postventa_tui.db import connection, dialect, journal
from postventa_tui.kit.errors import PostventaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.desk import Desk
    from postventa_tui.kit.changes import Change

_LOG = logging.getLogger("postventa.feed")
POLL_S = 0.5
GATHER_S = 0.05


class DeskChanged(Message):
    """Rows that committed units touched, from this process or another."""

    def __init__(self, rows: frozenset[tuple[str, int]]) -> None:
        super().__init__()
        self.rows = rows
        self.tables = frozenset(table for table, _ in rows)

    def ids(self, table: str) -> frozenset[int]:
        """Give the ids touched in a table."""
        return frozenset(row for name, row in self.rows if name == table)


class Bridge:
    """Listens to the Desk, polls the file, and calls `tell` on the thread that draws.

    Args:
        later: Calls a function on the thread that draws after some seconds; safe from any thread.
    """

    def __init__(
        self,
        desk: Desk,
        tell: Callable[[DeskChanged], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._desk = desk
        self._tell = tell
        self._later = later
        self._gathered: set[tuple[str, int]] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._end = desk.changes.subscribe(self._hear)
        self._thread = threading.Thread(target=self._poll, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to poll the changes of other processes."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening and polling."""
        self._end()
        self._stop.set()

    def _hear(self, change: Change) -> None:
        with self._lock:
            first = not self._gathered
            self._gathered |= change.rows
        if first and not self._stop.is_set():
            self._later(GATHER_S, self._flush)

    def _flush(self) -> None:
        with self._lock:
            rows, self._gathered = frozenset(self._gathered), set()
        if rows:
            self._tell(DeskChanged(rows))

    def _poll(self) -> None:
        db = self._desk.reader()
        cursor = dialect.DIALECT.now_cursor(db)
        version = -1
        while not self._stop.wait(POLL_S):
            try:
                moved = connection.data_version(db)
                if moved == version:
                    continue
                rows, cursor = journal.feed(db, cursor, self._desk.writer)
                version = moved
                self._desk.take_up_foreign()
            except PostventaError as error:
                # The file may be away for a moment; writes tell the agent, the feed only tries again.
                _LOG.warning("feed: %s", error.code)
                continue
            self._desk.changes.publish(rows)
