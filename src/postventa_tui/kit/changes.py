"""Tells the panes of this process what a committed unit touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Change(NamedTuple):
    """Tables and rows that one or more committed units touched."""

    rows: frozenset[tuple[str, int]]

    @property
    def tables(self) -> frozenset[str]:
        """Names of the tables touched."""
        return frozenset(table for table, _ in self.rows)

    def ids(self, table: str) -> frozenset[int]:
        """Ids of the rows touched in `table`."""
        return frozenset(row for name, row in self.rows if name == table)


class Changes:
    """A list of listeners; nobody listening costs nothing."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Change], None]] = []

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` after each commit; gives the function that ends it.

        The listener runs on the thread that committed: it must only pass the change on.
        """
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def publish(self, rows: Iterable[tuple[str, int]]) -> None:
        """Tell every listener; an empty change is not told."""
        if not self._listeners:
            return
        change = Change(frozenset(rows))
        if change.rows:
            for listener in list(self._listeners):
                listener(change)
