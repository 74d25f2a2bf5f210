"""The n-th statement of every verb fails, for every n: nothing is half-written, no transaction stays open."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import postventa_tui.core
from postventa_tui.desk import VERBS

ROOT = Path(__file__).parents[2]
INSIDE_OTHERS = frozenset(
    {
        "article.helped",
        "article.shown", "article.used", "asset.reading", "asset.repair_drop", "canned.learn",
        "interaction.remove_event", "interaction.take_back", "notice.queue", "plan.add", "readings.import",
        "rule.save", "rule.switch", "sla.policy.apply_all", "ticket.visit",
    }
)  # fmt: skip
"""Verbs that no test calls on their own: they run inside another verb's net."""


def netted(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.faultnet", "-n0", "-q", "-p", "no:randomly", "-m", "not slow", *words],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.slow
def test_every_statement_of_a_few_verbs() -> None:
    found = netted("tests/db/test_verbs.py")
    assert found.returncode == 0, found.stdout[-3000:]


@pytest.mark.slow
def test_the_net_sees_a_desk_that_does_not_roll_back() -> None:
    found = netted("tests/db/test_verbs.py", POSTVENTA_NET_BREAK="rollback")
    assert found.returncode == 1
    assert "left something" in found.stdout


@pytest.mark.slow
def test_every_verb_goes_through_the_net(tmp_path) -> None:
    seen = tmp_path / "seen"
    found = netted(
        "tests/core", "tests/db/test_verbs.py", "-k", "not properties and not vectors and not corpus",
        POSTVENTA_NET_STEP="25", POSTVENTA_NET_SEEN=str(seen),
    )  # fmt: skip
    assert found.returncode == 0, found.stdout[-3000:]
    for module in pkgutil.walk_packages(postventa_tui.core.__path__, "postventa_tui.core."):
        importlib.import_module(module.name)
    assert set(VERBS) - set(seen.read_text("utf-8").split()) <= INSIDE_OTHERS
