"""The load generator: same words, same bytes; shares as promised; lines the import format knows."""

from __future__ import annotations

import io
import json
from collections import Counter

import pytest

from benchmarks import generate


def lines(count: int, **options: float) -> str:
    out = io.StringIO()
    generate.write(count, out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in lines(300).splitlines()]


def shares(found: Counter[object]) -> dict[object, float]:
    return {key: 100 * count / found.total() for key, count in found.items()}


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert lines(60) == lines(60)
    assert lines(60) != lines(60, seed=8)


def test_counts_of_each_kind(rows: list[dict[str, object]]) -> None:
    kinds = Counter(row["kind"] for row in rows)
    assert (kinds["ticket"], kinds["customer"], kinds["agent"], kinds["team"]) == (300, 76, 12, 3)
    assert (kinds["product"], kinds["article"], kinds["canned"]) == (200, 150, 60)


@pytest.mark.parametrize(
    ("field", "table"),
    [("channel", generate.CHANNELS), ("priority", generate.PRIORITIES)],
)
def test_shares_of_tickets_lie_within_three_percent(rows, field, table) -> None:
    found = shares(Counter(row[field] for row in rows if row["kind"] == "ticket"))
    assert all(abs(found.get(name, 0) - share) <= 3 for name, share in table)


def test_types_lie_within_three_percent(rows) -> None:
    types = Counter(row["status_type"] for row in rows if row["kind"] == "ticket")
    found = shares(types)
    opened = sum(found.get(name, 0) for name, _ in generate.OPEN_TYPES)
    assert abs(opened - 5) <= 3
    assert all(abs(found.get(name, 0) - share * 0.95 / 0.95) <= 3 for name, share in generate.DONE_TYPES)


def test_assets_and_assignees_lie_within_three_percent(rows) -> None:
    tickets = [row for row in rows if row["kind"] == "ticket"]
    assert abs(100 * sum("assignee" in row for row in tickets) / 300 - 80) <= 3
    others = [row for row in tickets if row["customer"] != generate.HEAVY]
    assert abs(100 * sum("asset" in row for row in others) / len(others) - 60) <= 3


def test_half_of_the_texts_hold_the_common_word_and_one_the_rare_one(rows) -> None:
    bodies = [str(row["body"]) for row in rows if row["kind"] == "interaction"]
    assert abs(100 * sum("garantía" in body for body in bodies) / len(bodies) - 50) <= 3
    assert sum("ref1100" in body.split() for body in bodies) == 1


def test_edges_are_there(rows) -> None:
    per = Counter(row["ticket"] for row in rows if row["kind"] == "interaction")
    assert per["gen:t1"] == 0
    assert per["gen:t2"] == generate.LONGEST
    assert max(len(str(row["subject"])) for row in rows if row["kind"] == "ticket") == 300
    heavy = [row for row in rows if row.get("customer") == generate.HEAVY and row["kind"] == "interaction"]
    assert len(heavy) == generate.HEAVY_CONTACTS // 2


def test_points_of_people_are_all_different(rows) -> None:
    points = [p["value"] for row in rows if row["kind"] == "customer" for p in row["points"]]  # type: ignore[union-attr]
    assert len(points) == len(set(points))


def test_every_line_fits_the_schema(rows) -> None:
    known = {
        "ticket",
        "interaction",
        "customer",
        "asset",
        "product",
        "agent",
        "team",
        "article",
        "canned",
        "meta",
        "organisation",
    }
    assert {row["kind"] for row in rows} <= known
