"""Who looked at a person outside her tickets: one journal line each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def opened(desk: Desk, customer_id: int) -> None:
    """Note that the agent opened a person who was reached by no ticket of hers."""
    if desk.read_only or desk.agent is None:
        return
    with desk.transaction("customer.open", command=f"postventa customer show C-{customer_id}"):
        pass  # the unit alone is the line
