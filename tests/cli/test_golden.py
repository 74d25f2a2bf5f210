"""The command line as whole text: what stands on stdout, on stderr, and the exit code.

`pytest tests/cli/test_golden.py --update-golden` writes the files anew; the diff is the review.
"""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from postventa_tui.cli import fast
from postventa_tui.kit import clock as clocks
from postventa_tui.kit.clock import FixedClock

GOLDEN = Path(__file__).parents[1] / "golden" / "cli"
START = 1795105200
"""2026-11-19T16:20:00Z: 17:20 in Vigo, in opening hours."""


def _beside(name: str):
    """Import a file of this folder: the tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cases = _beside("golden_cases")


@pytest.fixture(scope="session")
def _morning(_template, tmp_path_factory) -> tuple[bytes, int]:
    """The shop after a morning's work, and the instant it ended."""
    path = tmp_path_factory.mktemp("golden") / "shop.db"
    path.write_bytes(_template.read_bytes())
    clock = FixedClock(START)
    _beside("shop").fill(str(path), clock)
    return path.read_bytes(), clock.now()


@pytest.fixture
def told(_morning, shop_path, clock, run_cli, tmp_path, monkeypatch):
    """Run the lines of a case; gives the whole text of its file."""
    data, now = _morning
    shop_path.write_bytes(data)
    clock.set(now)
    template, file = tmp_path / "template.txt", tmp_path / "out.jsonl"
    template.write_text("Hola {{customer.given}}: {{?día}}. {{nada.de}}", encoding="utf-8")
    monkeypatch.setattr(clocks, "monotonic", lambda: 0.0)

    def tell(case) -> str:
        parts = []
        for line in case.lines:
            argv = [
                word.format(template=template, file=file) if word[0:1] == "{" else word for word in shlex.split(line)
            ]
            got = run_cli(*argv, input=case.input, agent=case.agent)
            parts.append(f"$ postventa {line}\n{got.stdout}")
            parts.append(f"-- stderr\n{got.stderr}" if got.stderr else "")
            parts.append(f"-- exit {got.exit_code}\n")
        return _masked("".join(parts), tmp_path)

    return tell


def _masked(text: str, tmp_path: Path) -> str:
    """Put a fixed word where the building's chance or this machine's folder shows."""
    text = text.replace(str(tmp_path), "TMP").replace("\r", "\\r")
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "UID", text)
    text = re.sub(r'("public_ref": ")[^"]*', r"\1PUBLIC", text)
    return re.sub(r'("(?:elapsed|took|seconds)[a-z_]*": )[\d.]+', r"\1N", text)


@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.name)
def test_command_line_says_what_the_golden_file_holds(case, told, request):
    text, file = told(case), GOLDEN / f"{case.name}.txt"
    if request.config.getoption("--update-golden"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", cases.QUICK, ids=lambda case: case.name)
def test_quick_path_answers_the_golden_cases_with_the_same_bytes(case, told, run_cli, capfd):
    told(case)  # leaves the shop, the agent and the clock in place
    argv = shlex.split(case.lines[0])
    whole = run_cli(*argv, agent=case.agent)
    assert fast.main(argv) == whole.exit_code == 0
    assert capfd.readouterr() == (whole.stdout, whole.stderr)


def test_every_golden_file_has_its_case():
    assert {file.stem for file in GOLDEN.glob("*.txt")} == {case.name for case in cases.CASES}


def test_a_refusal_leaves_stdout_empty_and_json_holds_one_error_object(told):
    for name in ("refused-es", "usage-json", "refused-role"):
        case = next(case for case in cases.CASES if case.name == name)
        for part in told(case).split("$ postventa ")[1:]:
            line, _newline, rest = part.partition("\n")
            assert rest.startswith("-- stderr\n")
            assert ('{"error": {"code": ' in rest) == ("--json" in line)
