"""What happens in the sample: stories of tickets as lists of dated steps. Pure."""

from __future__ import annotations

import re
from typing import Any

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.seed import hours
from postventa_tui.seed.words import Picker, table

DEMO_AT = hours.instant(str(table("shop.toml")["demo_moment"]))
"""The demo moment: Thursday 2026-11-19, 17:42 in Vigo."""
SHOP_STEPS = frozenset(("out", "note", "visit", "call_out"))
_UNITS = {"m": 60, "h": 3600, "d": 86_400}


class Step(NamedTuple):
    """One contact: `what` is in, out, note, visit, auto, call_in, call_out, solve or merge."""

    at: int
    what: str
    text: str = ""
    seconds: int = 0
    agent: str = ""
    visit: str = ""


class Story(NamedTuple):
    """One ticket from its first word to the demo moment.

    `rma` says how far its return goes: `full`, or the state in which the demo finds it; empty without one.
    """

    key: str
    who: str
    product: str
    channel: str
    subject: str
    agent: str
    tags: tuple[str, ...]
    priority: str
    status: str
    steps: tuple[Step, ...]
    serial: str = ""
    code: str = ""
    workshop: bool = False
    rma: str = ""
    merged_into: str = ""

    @property
    def opened_at(self) -> int:
        """Instant of the first step."""
        return self.steps[0].at


def seconds_of(words: str) -> int:
    """Give the seconds of a delay such as `25m`, `11h`, `2d`."""
    return int(words[:-1]) * _UNITS[words[-1]]


def told() -> list[Story]:
    """Give the stories written by hand, in the order of the files."""
    picker = Picker("told")
    rows = [
        row
        for name in ("conversations-1.toml", "conversations-2.toml", "sentences/radar.toml", "sentences/extra.toml")
        for row in table(name)["tickets"]
    ]
    return [_told(row, picker) for row in rows]


def _told(row: dict[str, Any], picker: Picker) -> Story:
    agent = row.get("agent") or ""
    steps: list[Step] = []
    at = hours.instant(row["opened"])
    for index, message in enumerate(_with_additions(row)):
        what, _colon, seconds = message[0].partition(":")
        if index:
            wait = seconds_of(message[2]) if len(message) > 2 else picker.between(120, 360)
            at += wait
            if what in SHOP_STEPS and not row.get("after_hours"):
                at = in_hours(at, picker)
        at = min(at, DEMO_AT - 30 * (len(row["msgs"]) + 2 - index))
        steps.append(Step(at, what, message[1], int(seconds or 0), "" if what in ("in", "auto") else agent))
    steps += _ending(row["status"], steps[-1].at, agent, picker)
    serial = row.get("serial") or _serial_in(row)
    return Story(
        key=row["id"], who=row["who"], product=row["product"], channel=row["channel"], subject=row["subject"],
        agent=agent, tags=tuple(row["tags"]), priority=row.get("priority", "normal"), status=row["status"],
        steps=tuple(steps), serial=serial, code="battery-swollen" if "batería" in row["tags"] else "",
        workshop=any(step.what == "visit" for step in steps),
    )  # fmt: skip


def _with_additions(row: dict[str, Any]) -> list[list[str]]:
    """Give the messages of a conversation with the short answers the demo adds after some of them."""
    messages = [list(message) for message in row["msgs"]]
    more = [one for one in table("sentences/extra.toml")["additions"] if one["id"] == row["id"]]
    for one in sorted(more, key=lambda one: -int(one["after"])):
        messages.insert(one["after"], [one["what"], one["text"], one["wait"]])
    return messages


def in_hours(at: int, picker: Picker) -> int:
    """Give `at` in opening hours: outside them the next opening plus 3 to 25 minutes."""
    opening = hours.next_opening(at)
    return at if opening == at else opening + 60 * picker.between(3, 25)


def _ending(status: str, last_at: int, agent: str, picker: Picker) -> list[Step]:
    if status not in ("solved", "closed"):
        return []
    at = in_hours(last_at + 60 * picker.between(6, 40), picker)
    if status == "solved":
        # A ticket solved for more than seven days closes by itself: these were settled this week.
        at = max(at, in_hours(DEMO_AT - 86_400 * picker.between(1, 6), picker))
    return [Step(min(at, DEMO_AT - 60), "solve", agent=agent)]


def _serial_in(row: dict[str, Any]) -> str:
    for message in row["msgs"]:
        found = re.search(r"V3-\d{4}-\d{5}", message[1])
        if found:
            return found[0]
    return ""
