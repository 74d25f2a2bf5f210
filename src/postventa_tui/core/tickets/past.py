"""The time machine: a seat that reads the shop as it stood at an instant.

Source: domain, section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets.rows import QueuePage, QueueRequest
from postventa_tui.db import rewound
from postventa_tui.desk import Desk
from postventa_tui.kit.clock import FixedClock

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db


class PastDesk(Desk):
    """A seat at a copy of the file; its clock stands at the instant and it writes nothing."""

    def __init__(self, desk: Desk, at: int) -> None:
        super().__init__(
            desk.path, clock=FixedClock(at), settings=desk.settings, agent=desk.agent, origin=desk.origin,
            read_only=True,
        )  # fmt: skip
        self._copy = rewound.copy_at(desk.db, at)

    def reader(self) -> Db:
        """Give the copy."""
        return self._copy

    def close(self) -> None:
        """Let the copy go."""
        self._copy.close()
        super().close()


def desk_at(desk: Desk, at: int) -> Desk:
    """Give the seat as it stood at `at`; the same one for now or a time to come.

    Raises:
        Refused: `before_history`.
    """
    return PastDesk(desk, at) if at < desk.clock.now() else desk


def queue(desk: Desk, at: int, query: str = "", view: str = "open", limit: int = 50) -> QueuePage:
    """Give the queue as it stood at an instant.

    Raises:
        Refused: `before_history`.
    """
    return reading.queue(desk_at(desk, at), QueueRequest(view=view, query=query, limit=limit))
