"""Presence: which colleague has a ticket open or writes on it. A lease, never a lock.

Source: domain, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents import store
from postventa_tui.core.agents.rows import Present
from postventa_tui.desk import verb

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

BEAT_S = 10
DEAD_S = 25
AWAY_S = 300
HIDDEN_S = 1800


@verb("presence.beat", role="read_only", durable=False)
def beat(desk: Desk, ticket_id: int | None, mode: str, key_at: int) -> None:
    """Say that this console is alive and where it looks.

    Args:
        mode: viewing or editing.
        key_at: Instant of the last key.
    """
    if desk.agent is None:
        return
    store.save_presence(desk.db, desk.agent.id, desk.writer, ticket_id, mode, desk.clock.now(), key_at)


@verb("presence.leave", role="read_only", durable=False)
def leave(desk: Desk) -> None:
    """Say that this console closes; dead beats of others go too."""
    store.delete_presence(desk.db, desk.writer, desk.clock.now() - 100 * DEAD_S)


def others(desk: Desk) -> dict[int, list[Present]]:
    """Give by ticket who else has it open: who writes stands first, who is long away is left out."""
    now = desk.clock.now()
    found: dict[int, list[Present]] = {}
    for row in store.list_presence(desk.db, now - DEAD_S, desk.writer):
        agent_id, login, name, ticket_id, mode, since_at, key_at = row
        silent = now - int(key_at or 0)
        if silent > HIDDEN_S:
            continue
        present = Present(agent_id, login, name, ticket_id, mode, since_at, key_at, silent > AWAY_S)  # type: ignore[arg-type]
        mine = found.setdefault(present.ticket_id, [])
        if all(other.agent_id != present.agent_id for other in mine):
            mine.append(present)
    return found
