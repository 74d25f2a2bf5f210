"""Who may do what: the matrix of every verb, kept as a golden file, and proved by calling."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import postventa_tui.core
from postventa_tui.desk import ROLES, VERBS
from postventa_tui.kit.errors import NotAllowed

GOLDEN = Path(__file__).parents[1] / "golden" / "roles.txt"
READS = {"report.agents": "lead"}
"""Named by a value where they are called."""
_VERB = re.compile(r'@verb\(\s*"([a-z_.]+)"(?:, role="([a-z_]+)")?')
_REQUIRE = re.compile(r'\brequire\(\s*\w+, "([a-z_.]+)", "([a-z_]+)"\s*\)')


def found_in_source() -> dict[str, str]:
    """Every verb of the decorators and every `require`, as written: no import order can hide one."""
    core = Path(postventa_tui.core.__path__[0])
    found = dict(READS)
    for path in sorted(core.rglob("*.py")):
        source = path.read_text("utf-8")
        found.update({name: role or "agent" for name, role in _VERB.findall(source)})
        found.update(dict(_REQUIRE.findall(source)))
    return found


@pytest.fixture(scope="module", autouse=True)
def _everything() -> None:
    for found in pkgutil.walk_packages(postventa_tui.core.__path__, "postventa_tui.core."):
        importlib.import_module(found.name)


def matrix() -> str:
    known = found_in_source()
    rows = [f"{'verb':32}" + " ".join(f"{role:>9}" for role in ROLES)]
    for name in sorted(known):
        least = ROLES.index(known[name])
        rows.append(f"{name:32}" + " ".join(f"{'yes' if n >= least else '-':>9}" for n in range(len(ROLES))))
    return "\n".join(rows) + "\n"


def test_the_matrix_is_the_one_that_was_reviewed(request) -> None:
    if request.config.getoption("--update-golden", default=False) or not GOLDEN.exists():
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(matrix(), encoding="utf-8")
    assert matrix() == GOLDEN.read_text("utf-8")


def test_the_source_tells_the_same_as_the_program() -> None:
    known = found_in_source()
    assert {name: role for name, role in VERBS.items() if name in known} == {
        name: known[name] for name in VERBS if name in known
    }
    assert {name for name in VERBS if name not in known} <= {f"report.{name}" for name in ("agents",)}


def test_no_verb_that_writes_is_open_to_those_who_only_read() -> None:
    open_to_all = {name for name, role in VERBS.items() if role == "read_only"}
    assert open_to_all <= {
        "presence.beat",
        "presence.leave",
        "ticket.read",
        "ticket.follow",
        "search.gap",
        "sla.tick",
    }, open_to_all


@pytest.mark.parametrize(("role", "allowed"), [("read_only", False), ("agent", True), ("lead", True), ("admin", True)])
def test_the_check_is_in_the_service(desk, make_desk, role, allowed) -> None:
    from postventa_tui.core.customers import service as customers

    desk.db.run("UPDATE agents SET role = :role", role=role)
    seat = make_desk()
    if allowed:
        assert customers.create(seat, {"given": "Iria"})
    else:
        with pytest.raises(NotAllowed, match="not_allowed") as caught:
            customers.create(seat, {"given": "Iria"})
        assert caught.value.exit_code == 4


def test_nobody_in_particular_writes_nothing(make_desk) -> None:
    from postventa_tui.core.customers import service as customers

    with pytest.raises(NotAllowed, match="no_agent"):
        customers.create(make_desk(login=None), {"given": "Iria"})


def test_the_past_cannot_be_altered(desk) -> None:
    import sqlite3

    from postventa_tui.core.customers import service as customers

    customers.create(desk, {"given": "Iria"})
    for statement in (
        "UPDATE journal SET at = 1",
        "DELETE FROM journal",
        "UPDATE units SET agent_id = 2",
        "DELETE FROM units",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            desk.db.run(statement)
