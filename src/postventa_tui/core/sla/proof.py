"""The proof that the cached columns of clocks follow from the facts; reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import store, store_quick
from postventa_tui.core.sla.replay import replay
from postventa_tui.core.sla.timers import last_views

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

PART = 500


def differing(db: Db, newest: int | None = None) -> list[int]:
    """Give the tickets whose stored clocks differ from a fresh computation, of the newest so many or of all.

    Both are read at the last instant at which any clock was measured, so that no wall clock is needed.
    """
    at = store.last_measured(db)
    history = store.load_history(db)
    wrong: list[int] = []
    ids = store.list_timed(db, newest)
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        cached = store_quick.quick_views(db, part, at)
        for ticket_id, rows in store.list_events(db, part).items():
            state = replay(ticket_id, rows, history)
            fresh = [one._replace(at=at) for one in last_views(state, max(at, state.last_at))]
            if fresh != cached[ticket_id]:
                wrong.append(ticket_id)
    return wrong
