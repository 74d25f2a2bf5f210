"""Whether a message we start may go to a person. Pure.

At most two in 30 days, one for each machine, kind and date, none while she has an open complaint.
"""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple

WINDOW_DAYS = 30
"""How long before its date a notice is due."""
GUARANTEE_DAYS = 60
CAP = 2
CAP_DAYS = 30
KINDS = ("guarantee", "maintenance", "consumable", "support", "parts", "firmware")
PURPOSE = {
    "guarantee": "maintenance",
    "maintenance": "maintenance",
    "consumable": "maintenance",
    "support": "service",
    "parts": "service",
    "firmware": "service",
}
"""What consent each kind asks for; service needs none."""


class Situation(NamedTuple):
    """What is known about the person on the day.

    Args:
        has_way: Whether there is a contact point that may be used.
        consented: Whether there is a way for which the consent the kind asks for was given.
        recent: Messages we started in the last 30 days, those of this batch included.
    """

    has_way: bool
    consented: bool
    told_already: bool
    recent: int
    open_complaint: bool


def decide(found: Situation) -> tuple[str, str | None]:
    """Give the state of a notice (draft, left_out or held) and its reason."""
    if found.told_already:
        return "left_out", "told_already"
    if not found.has_way:
        return "left_out", "no_way"
    if not found.consented:
        return "left_out", "no_consent"
    if found.open_complaint:
        return "held", "open_complaint"
    if found.recent >= CAP:
        return "held", "cap"
    return "draft", None
