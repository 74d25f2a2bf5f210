"""The harness: every workload has a goal, pairs turn, a figure over its goal is said."""

from __future__ import annotations

import pytest

from benchmarks import __main__ as command
from benchmarks import harness


def test_every_workload_has_a_goal_and_every_goal_a_workload() -> None:
    ids = [key for module in command.MODULES for key in module.IDS]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(harness.budget())


def test_floor_and_run_alternate_and_turn() -> None:
    calls: list[str] = []
    found = harness.paired(lambda: calls.append("floor"), lambda: calls.append("run"), 4)
    assert len(found) == 4
    assert calls[:4] == ["floor", "run", "run", "floor"]
    assert len(calls) == 2 * (4 + harness.WARM_UP)


def test_a_ratio_over_its_goal_is_not_ok() -> None:
    ctx = harness.Context(quick=True)
    assert ctx.row("W1", 1000, [(10, 20)] * 5).ok
    row = ctx.row("W1", 1000, [(10, 25)] * 5)
    assert not row.ok
    assert "OVER" in command.line(row)


@pytest.mark.parametrize(("text", "wanted"), [("1k", [1000]), ("1k,20k", [1000, 20_000]), ("50", [50])])
def test_sizes_are_read(text, wanted) -> None:
    assert command.sizes(text) == wanted


@pytest.mark.slow
def test_three_hundred_tickets_go_in_and_come_out(tmp_path, monkeypatch) -> None:
    import json
    import subprocess
    import sys
    from collections import Counter

    from benchmarks import data

    monkeypatch.setenv("POSTVENTA_BENCH_CACHE", str(tmp_path))
    path = data.shop(300)
    out = tmp_path / "out.jsonl"
    subprocess.run(
        [sys.executable, "-m", "postventa_tui", "--db", path, "--agent", "admin", "export", str(out)], check=True
    )
    came = Counter(json.loads(line)["kind"] for line in out.read_text("utf-8").splitlines())
    from benchmarks.generate import Generator

    went = Counter(str(row["kind"]) for row in Generator(300, 7, 10, 5).rows())
    for kind in ("ticket", "interaction", "customer", "asset", "product", "article", "canned", "team", "organisation"):
        assert came[kind] == went[kind], kind


@pytest.mark.slow
def test_the_quick_run_prints_its_table(tmp_path) -> None:
    import os
    import subprocess
    import sys
    from pathlib import Path

    found = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--size", "300", "--json", str(tmp_path / "out.json")],
        capture_output=True, text=True, cwd=Path(__file__).parents[2],
        env={**os.environ, "POSTVENTA_BENCH_CACHE": str(tmp_path)},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert {line.split()[0] for line in found.stdout.splitlines()} >= {
        "W1",
        "W2",
        "W3a",
        "W3b",
        "W5",
        "W6",
        "W7",
        "W12s",
    }
