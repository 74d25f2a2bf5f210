"""What time alone brings: breaches nobody saw are written down, tickets solved long ago are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import automation, fields

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

EVERY_S = 3600
"""How often a program that stays open looks again; the first time is its start."""


def tidy(desk: Desk) -> int:
    """Write down what has come due; gives how many tickets. Idempotent; with nothing to do nothing is opened.

    For every start of a console or a mail delivery, and hourly. A Desk that may not write leaves it to others.
    """
    if desk.read_only:
        return 0
    done = automation.catch_up(desk)
    if desk.agent is None:
        return done
    stated = done + sla.tick(desk)
    if desk.may("ticket.age") and fields.has_stale(desk):
        stated += fields.age_tick(desk)
    return stated
