"""The given vectors of figures and surveys, run whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postventa_tui.core.metrics import figures, surveys
from postventa_tui.core.metrics.rows import Event, Period
from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.hours import parse_calendar

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/domain/metrics-open.json").read_text("utf-8"))


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def event(raw: dict[str, str]) -> Event:
    return Event(
        instant(raw["t"]),
        raw["ticket"],
        raw["e"],
        raw.get("channel", ""),
        raw.get("by", ""),
        raw.get("to", ""),
    )


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_figures_of_the_period_equal_the_vector(case) -> None:
    calendar = WorkCalendar(parse_calendar(case["calendar"]))
    period = Period(instant(case["period"]["from"]), instant(case["period"]["to"]))
    found = figures.summary(map(event, case["events"]), period, calendar.between)
    assert {key: found[key] for key in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", VECTORS["surveys"], ids=lambda case: case["id"])
def test_survey_figure_equals_the_vector(case) -> None:
    figure = getattr(surveys, case["kind"])(case["answers"])
    assert figure._asdict() == case["expect"]
