"""What every test may ask for: a clock, a shop in a real file, the command line."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from postventa_tui.desk import Desk, create_shop, open_desk
from postventa_tui.kit import i18n
from postventa_tui.kit.clock import FixedClock

DEMO_MOMENT = 1795106520
"""2026-11-19T16:42:00Z, a Thursday: 17:42 in Vigo."""


@dataclass
class Result:
    """What a command left."""

    exit_code: int
    stdout: str
    stderr: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the golden files be written anew; the diff is the review."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew from what the commands say")


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """No test reads this machine's configuration or leaves a language behind."""
    for name in ("POSTVENTA_DB", "POSTVENTA_AGENT", "POSTVENTA_LANG", "NO_COLOR", "LINEAR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(DEMO_MOMENT)


@pytest.fixture(scope="session")
def _template(tmp_path_factory) -> Path:
    """One new shop, copied for each test: making the schema takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    create_shop(str(path), lang="es", clock=FixedClock(DEMO_MOMENT), admin_login="ana", admin_name="Ana Ruiz Vila")
    return path


@pytest.fixture
def shop_path(_template, tmp_path) -> Path:
    path = tmp_path / "shop.db"
    path.write_bytes(_template.read_bytes())
    return path


@pytest.fixture
def make_desk(shop_path, clock):
    """Open further seats at the same file: `make_desk(login="ana")`."""
    opened: list[Desk] = []

    def make(login: str | None = "ana", **options) -> Desk:
        desk = open_desk(str(shop_path), agent=login, clock=options.pop("clock", clock), **options)
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(make_desk) -> Desk:
    return make_desk()


@pytest.fixture
def run_cli(shop_path, clock, monkeypatch, capfd):
    """Run a command in this process on the test's shop: `run_cli("queue", "--json")`."""

    def run(*args: str, input: str | bytes | None = None, agent: str | None = "ana") -> Result:
        import io

        from postventa_tui.cli import context, root

        monkeypatch.setenv("POSTVENTA_DB", str(shop_path))
        if agent:
            monkeypatch.setenv("POSTVENTA_AGENT", agent)
        monkeypatch.setattr(context, "CLOCK", clock)
        raw = input.encode() if isinstance(input, str) else (input or b"")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capfd.readouterr()
        code = root.run(list(args))
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return run
