"""The calendar and the policy of a new shop: split hours from Monday to Friday, Saturday morning."""

from __future__ import annotations

from typing import Final

from postventa_tui.core.sla.files import CalendarFile
from postventa_tui.core.sla.hours import WEEKDAYS, parse_calendar
from postventa_tui.core.sla.policy import SlaPolicy

HOUR_S: Final = 3600
_SPLIT: Final = [["09:30", "13:30"], ["16:30", "20:00"]]
_HOURS_BY_PRIORITY: Final = {"urgent": (1, 1, 8), "high": (2, 2, 16), "normal": (4, 4, 40), "low": (8, 8, 80)}


def starter(lang: str, zone: str) -> tuple[CalendarFile, SlaPolicy]:
    """Give the calendar and the policy for a shop's language and zone."""
    name, policy_name = ("Shop", "Normal") if lang == "en" else ("Tienda", "Normal")
    weekly: dict[str, object] = dict.fromkeys(WEEKDAYS[:5], _SPLIT)
    weekly["sat"] = [["10:00", "13:30"]]
    targets = {
        priority: {
            "first_response": first * HOUR_S,
            "next_response": following * HOUR_S,
            "resolution": resolution * HOUR_S,
        }
        for priority, (first, following, resolution) in _HOURS_BY_PRIORITY.items()
    }
    model = parse_calendar({"zone": zone, "weekly": weekly})
    return CalendarFile(name, model, {}), SlaPolicy(policy_name, name, targets)
