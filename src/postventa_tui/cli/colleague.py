"""A colleague for the demo: a second process that opens, writes on and notes tickets of the copy."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from postventa_tui.core.agents import presence
from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import QueueRequest
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

LOGIN = "brais"
STEP_S = 8.0
STEPS_EACH = 4
"""Steps on one ticket: two looks, one beat of writing, one note."""


def step(desk: Desk, number: int) -> int | None:
    """Do one step of the script; gives the ticket it was about, None when there is none."""
    rows = reading.queue(desk, QueueRequest(view="open", limit=12, counted=False)).rows
    if not rows:
        return None
    at, part = divmod(number, STEPS_EACH)
    ticket_id = rows[(at * 5 + 3) % len(rows)].id
    now = desk.clock.now()
    presence.beat(desk, ticket_id, "viewing" if part < 2 else "editing", now)
    if part == STEPS_EACH - 1:
        tickets.note(desk, ticket_id, _("I have asked the workshop; the answer comes this afternoon."))
        presence.beat(desk, None, "viewing", now)
    return ticket_id


def main(argv: list[str]) -> int:
    """Play the script on the file `argv[0]` with the clock moved by `argv[1]` seconds, until the demo ends."""
    from postventa_tui.desk import open_desk
    from postventa_tui.kit.clock import OffsetClock

    parent = os.getppid()
    desk = open_desk(argv[0], agent=LOGIN, clock=OffsetClock(int(argv[1])), origin="tui")
    number = 0
    try:
        while os.getppid() == parent and os.path.exists(argv[0]):
            step(desk, number)
            number += 1
            time.sleep(STEP_S)
    except PostventaError:
        # The copy is gone or held: the demo is over.
        return 0
    finally:
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
