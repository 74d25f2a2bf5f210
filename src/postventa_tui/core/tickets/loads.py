"""How many open tickets each agent holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import store

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def open_counts(desk: Desk) -> dict[int, int]:
    """Give by agent how many open tickets she holds."""
    return store.count_open_by_agent(desk.db)
