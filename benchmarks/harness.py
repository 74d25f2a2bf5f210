"""Measuring: floor and run alternate, the order turns each round, the figure is the median of paired ratios."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter_ns
from typing import NamedTuple

HERE = Path(__file__).parent
WARM_UP = 3
COLD_ROUNDS, WARM_ROUNDS = 21, 200
QUICK_COLD, QUICK_WARM = 9, 60

Act = Callable[[], object]


class Row(NamedTuple):
    """One line of the table."""

    id: str
    name: str
    size: int
    n: int
    median_ms: float
    p95_ms: float
    floor: str
    floor_ms: float
    ratio: float
    goal: float
    ok: bool


class Goal(NamedTuple):
    """What `budget.toml` asks of a workload."""

    name: str
    floor: str
    goal: float


def budget() -> dict[str, Goal]:
    """Give the goals by id."""
    with (HERE / "budget.toml").open("rb") as source:
        return {
            key: Goal(str(row["name"]), str(row["floor"]), float(row["goal"]))
            for key, row in tomllib.load(source).items()
        }


@dataclass
class Context:
    """What a workload may use: the interpreter, the data of a size, how thorough to be."""

    quick: bool
    files: dict[int, str] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=budget)

    def path(self, size: int) -> str:
        """Give the shop's file with so many tickets, made and kept when it is not there yet."""
        from benchmarks import data

        if size not in self.files:
            self.files[size] = data.shop(size)
        return self.files[size]

    @property
    def cold(self) -> int:
        """Rounds of a workload that starts a process."""
        return QUICK_COLD if self.quick else COLD_ROUNDS

    @property
    def warm(self) -> int:
        """Rounds of a workload inside one process."""
        return QUICK_WARM if self.quick else WARM_ROUNDS

    def row(self, key: str, size: int, pairs: Sequence[tuple[int, int]]) -> Row:
        """Give the line of paired nanoseconds (floor, run)."""
        goal = self.goals[key]
        runs = sorted(run for _, run in pairs)
        ratio = statistics.median(run / floor for floor, run in pairs)
        floor_ms = statistics.median(floor for floor, _ in pairs) / 1e6
        p95 = runs[min(len(runs) - 1, int(len(runs) * 0.95))] / 1e6
        median = statistics.median(runs) / 1e6
        return Row(
            key, goal.name, size, len(pairs), median, p95, goal.floor, floor_ms, ratio, goal.goal, ratio <= goal.goal
        )

    def against_limit(self, key: str, size: int, limit_ms: float, runs: Sequence[float]) -> Row:
        """Give the line of a workload whose floor is a number of milliseconds; its p95 counts."""
        goal = self.goals[key]
        ordered = sorted(runs)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        ratio = p95 / limit_ms
        return Row(
            key,
            goal.name,
            size,
            len(runs),
            statistics.median(runs),
            p95,
            goal.floor,
            limit_ms,
            ratio,
            goal.goal,
            ratio <= goal.goal,
        )


def paired(floor: Act, run: Act, rounds: int) -> list[tuple[int, int]]:
    """Give (floor, run) in nanoseconds, so many rounds after three that do not count."""
    gc.collect()
    gc.disable()
    try:
        found = []
        for n in range(rounds + WARM_UP):
            if n % 2:
                slow = timed(run)
                fast = timed(floor)
            else:
                fast = timed(floor)
                slow = timed(run)
            if n >= WARM_UP:
                found.append((fast, slow))
        return found
    finally:
        gc.enable()


def timed(act: Act) -> int:
    """Give the nanoseconds an act takes, at least one."""
    start = perf_counter_ns()
    act()
    return max(1, perf_counter_ns() - start)


def command(path: str, *words: str) -> Act:
    """Give an act that runs a command of the program in a new process."""
    program = os.path.join(os.path.dirname(sys.executable), "postventa")
    environment = clean_environment(path)

    def act() -> None:
        done = subprocess.run([program, *words], env=environment, capture_output=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(words)}: {done.stderr.decode()}")

    return act


def clean_environment(path: str) -> dict[str, str]:
    """Give the environment of every process that is measured."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TERM", "LANG", "TMPDIR")}
    return {**kept, "POSTVENTA_DB": path, "POSTVENTA_AGENT": "agente0", "XDG_CONFIG_HOME": "/nonexistent"}
