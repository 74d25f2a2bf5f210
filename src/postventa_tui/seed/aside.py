"""What happens beside the tickets: quick contacts, surveys, the recall of the battery packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import contacts
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.returns import recalls
from postventa_tui.core.returns.recalls import NewRecall
from postventa_tui.seed import hours
from postventa_tui.seed.goods import RECALL_LOT
from postventa_tui.seed.people import people
from postventa_tui.seed.story import DEMO_AT, Story
from postventa_tui.seed.words import Picker, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.seed.stage import Stage

Doing = tuple[int, "Callable[[], None]"]
ANSWERED_SHARE = 0.56
COMMENT_SHARE = 0.3
KINDS = ("csat", "csat", "nps", "ces")
FIXED, BOOKED, TOLD, UNREACHABLE = 14, 6, 5, 3
"""States of the recall at the demo moment; one owner refuses and two units have none."""


def quick_contacts(stage: Stage) -> list[Doing]:
    """Give calls and visits that need no ticket."""
    picker = Picker("quick")
    general = table("sentences/general.toml")
    keys = [key for key in people() if key != "clara"]
    doings: list[Doing] = []
    texts = [("visit", text) for text in general["visits"]["quick"]] + [
        ("call", text) for text in general["visits"]["quick_calls"]
    ]
    first, last = hours.instant("2025-05-20 10:00"), hours.instant("2026-11-18 19:00")
    for kind, text in texts:
        at = hours.next_opening(first + picker.below(last - first)) + 60 * picker.between(2, 90)
        who = keys[picker.below(len(keys))]
        seconds = picker.between(35, 240)
        doings.append((hours.next_opening(at), lambda k=kind, t=text, w=who, s=seconds: _quick(stage, k, t, w, s)))  # type: ignore[misc]
    return doings


def _quick(stage: Stage, kind: str, text: str, who: str, seconds: int) -> None:
    desk = stage.desk("lucia")
    assert desk.agent is not None
    call = kind == "call"
    new = NewInteraction(
        kind, "in", stage.clock.now(), "agent", text, stage.customers[who], None, "phone" if call else "counter",
        agent_id=desk.agent.id, duration_s=seconds if call else None, outcome="answered" if call else None,
        visit_kind=None if call else "advice",
    )  # fmt: skip
    contacts.add_interaction(desk, new)


class Surveys:
    """Asks a day after a case is solved; people answer in the evening, and late cases score lower."""

    def __init__(self, stage: Stage, stories: list[Story]) -> None:
        self._stage = stage
        self._stories = {story.key: story for story in stories}
        self._picker = Picker("surveys")
        self._open: list[tuple[int, str, Story | None]] = []
        self._turn = 0

    def ask(self) -> None:
        """Send what is due this morning."""
        kind = KINDS[self._turn % len(KINDS)]
        self._turn += 1
        keys = {ticket_id: key for key, ticket_id in self._stage.tickets.items()}
        for asked in metrics.send_due(self._stage.desk("carmen"), kind):
            story = self._stories.get(keys.get(asked.ticket_id, ""))
            if self._picker.chance(ANSWERED_SHARE):
                self._open.append((asked.id, kind, story))

    def answer(self) -> None:
        """Write the answers of the evening."""
        for survey_id, kind, story in self._open:
            score = self._score(kind, story)
            metrics.answer(self._stage.desk("carmen"), survey_id, score, self._comment(kind, score))
        self._open.clear()

    def _score(self, kind: str, story: Story | None) -> int:
        trouble = 0 if story is None else sum(step.what == "solve" for step in story.steps) - 1
        trouble += 1 if story is not None and story.steps[-1].at - story.opened_at > 9 * 86_400 else 0
        drop = trouble * self._picker.between(1, 2) + (1 if self._picker.chance(0.25) else 0)
        most = {"csat": 5, "nps": 10, "ces": 7}[kind]
        return max(1, most - drop * (2 if kind == "nps" else 1))

    def _comment(self, kind: str, score: int) -> str:
        if not self._picker.chance(COMMENT_SHARE):
            return ""
        good = score >= {"csat": 4, "nps": 8, "ces": 5}[kind]
        return self._picker.pick(list(table("sentences/general.toml")["survey"]["good" if good else "poor"]))


def recall(stage: Stage) -> list[Doing]:
    """Give the days of the recall: the list, its approval, and how each owner answered."""
    return [
        (hours.instant("2026-11-03 10:20"), lambda: _make_list(stage)),
        (hours.instant("2026-11-06 12:10"), lambda: _say(stage, "told", "email", 0, FIXED + BOOKED + TOLD + 1)),
        (hours.instant("2026-11-12 18:45"), lambda: _say(stage, "fixed", "counter", 0, FIXED)),
        (hours.instant("2026-11-17 17:20"), lambda: _say(stage, "answered", "phone", FIXED, FIXED + BOOKED)),
        (hours.instant("2026-11-18 12:30"), lambda: _end(stage)),
    ]


def _make_list(stage: Stage) -> None:
    story = table("recall.toml")
    desk = stage.desk("carmen")
    new = NewRecall(
        story["product"], RECALL_LOT, "Baterías del Vento 3, lote V3-2410", story["fault_code"],
        notice_es=story["notice_es"].strip(), notice_en=story["notice_en"].strip(),
    )  # fmt: skip
    made = recalls.make(desk, new)
    stage.recall_id = made.id
    recalls.approve(desk, made.id)


def _owned(stage: Stage) -> list[int]:
    """Give the units with an owner: those who came with a swollen battery first, then by serial."""
    desk = stage.desk("carmen")
    first = ("celia", "sonia", "rubén", "mateo", "gloria", "bea", "oscar")
    by_asset = {row_id: key for key, row_id in stage.assets.items()}
    units = [one for one in recalls.progress(desk, stage.recall_id).units if one.asset_id is not None]
    owners = {one.id: by_asset[one.asset_id][0] for one in units if one.asset_id is not None}

    def rank(unit_id: int) -> tuple[int, str]:
        who = owners[unit_id]
        return (0 if who in first else 2 if who == "jordi" else 1, who)

    ranked = sorted((unit_id for unit_id, who in owners.items() if who), key=rank)
    # Jordi has answered and is booked in: he stands right behind those whose battery was changed.
    jordi = next(unit_id for unit_id in ranked if owners[unit_id] == "jordi")
    ranked.remove(jordi)
    ranked.insert(FIXED, jordi)
    return ranked


def _say(stage: Stage, state: str, channel: str, start: int, end: int) -> None:
    desk = stage.desk("carmen")
    for number, unit_id in enumerate(_owned(stage)[start:end]):
        booked = f"2026-11-{20 + number % 6:02}" if state == "answered" else None
        recalls.set_unit(desk, unit_id, state, channel=channel, appointment_on=booked)


def _end(stage: Stage) -> None:
    """Leave three who cannot be reached and one who will not."""
    desk = stage.desk("carmen")
    units = _owned(stage)
    recalls.set_unit(
        desk, units[FIXED + BOOKED + TOLD], "refused", channel="phone", note="Dice que le va bien y no la cambia."
    )
    for unit_id in units[FIXED + BOOKED + TOLD + 1 :]:
        recalls.set_unit(
            desk, unit_id, "unreachable", channel="phone", note="Tres llamadas sin respuesta, correo devuelto."
        )


def mornings(surveys: Surveys) -> list[Doing]:
    """Give the asking of every second morning and the answering in its evening."""
    first = hours.instant("2025-05-20 09:05")
    doings: list[Doing] = []
    for day in range(0, (DEMO_AT - first) // 86_400, 2):
        doings.append((first + day * 86_400, surveys.ask))
        doings.append((first + day * 86_400 + 12 * 3600 + 600, surveys.answer))
    return doings
