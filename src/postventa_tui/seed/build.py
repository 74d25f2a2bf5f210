"""Builds the sample: the shop's eighteen months, step by step through the services."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import fields
from postventa_tui.db import connection, fts
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.seed import aside, furnish, goods, habits, hours, moment
from postventa_tui.seed.made import made
from postventa_tui.seed.play import Player
from postventa_tui.seed.stage import SETUP_AT, Stage
from postventa_tui.seed.story import DEMO_AT, Story, told

DAY_S = 86_400


class Act(NamedTuple):
    """Something that happens at an instant; `order` breaks ties the same way every time."""

    at: int
    order: tuple[int, str, int]
    do: Callable[[], None]


def build(path: str) -> None:
    """Make the sample at `path`, which must not exist; the same code and content give the same rows."""
    stage = Stage(path)
    try:
        stories = told() + made()
        furnish.furnish(stage)
        habits.plans(stage)
        for act in sorted(_acts(stage, stories), key=lambda one: (one.at, one.order)):
            stage.clock.set(max(act.at, stage.clock.now()))
            act.do()
    finally:
        stage.close()
    _pack(path)


def _acts(stage: Stage, stories: list[Story]) -> list[Act]:
    player = Player(stage)
    acts = _sales(stage, stories)
    for number, story in enumerate(stories):
        acts += _story_acts(player, story, number)
    surveys = aside.Surveys(stage, stories)
    further = aside.quick_contacts(stage) + aside.recall(stage) + aside.mornings(surveys) + moment.doings(stage)
    further += habits.doings(stage, stories)
    acts += [Act(at, (5, "", index), do) for index, (at, do) in enumerate(further)]
    return acts + _nights(stage)


def _sales(stage: Stage, stories: list[Story]) -> list[Act]:
    acts = []
    turns: dict[str, int] = {}
    for index, one in enumerate(goods.purchases(stories)):
        year = one.contract_on[:4]
        turns[year] = turns.get(year, 0) + 1
        number = f"EB-{year}-{turns[year]:04}"
        at = max(SETUP_AT + 60 + index, hours.instant(f"{one.delivered_on} 12:00"))
        acts.append(Act(at, (0, one.serial, index), lambda one=one, number=number: furnish.sell(stage, one, number)))  # type: ignore[misc]
    for index, stay in enumerate(goods.STAYS):
        if stay.returned_on >= "2025-05":
            at = hours.instant(f"{stay.returned_on} 19:00")
            acts.append(Act(at, (1, stay.who, index), lambda stay=stay: furnish.repaired(stage, *stay)))  # type: ignore[misc]
    return acts


def _story_acts(player: Player, story: Story, number: int) -> list[Act]:
    acts = [
        Act(step.at, (2, story.key, index), lambda index=index: player.play(story, index))  # type: ignore[misc]
        for index, step in enumerate(story.steps)
    ]
    if story.status in ("open", "pending", "on_hold"):
        last = story.steps[-1].at
        acts.append(Act(min(last + 90, DEMO_AT - 20), (3, story.key, 0), lambda: player.settle(story, last)))
    return acts


def _nights(stage: Stage) -> list[Act]:
    """Give what the program does by itself each morning: old solved tickets close, breaches are written down."""

    def morning() -> None:
        desk = stage.desk("lucia")
        if fields.has_stale(desk):
            fields.age_tick(desk)
        sla.tick(desk)

    first = hours.at_minute(hours.day_of(SETUP_AT), 9 * 60)
    days = (DEMO_AT - first) // DAY_S + 1
    acts = [Act(first + n * DAY_S, (4, "", n), morning) for n in range(1, days)]
    return [*acts, Act(DEMO_AT, (9, "", 0), morning)]


def _pack(path: str) -> None:
    """Make the file one piece, as small as it gets, without a log beside it."""
    db = connection.connect(path)
    try:
        db.run("BEGIN IMMEDIATE")
        fts.optimize(db)
        db.run("COMMIT")
        db.run("VACUUM")
        db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        db.run("PRAGMA journal_mode=DELETE")
    finally:
        db.close()
    for suffix in ("-wal", "-shm"):
        Path(path + suffix).unlink(missing_ok=True)
    os.chmod(path, 0o644)
