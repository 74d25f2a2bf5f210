"""A wheel installed into an empty environment somewhere else runs the demo and finds its themes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    subprocess.run([str(folder / "venv/bin/pip"), "install", "-q", str(wheel)], check=True)
    return folder / "venv" / "bin"


def _run(installed: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess:
    return subprocess.run([str(installed / "postventa"), *args], cwd=cwd, capture_output=True, text=True, timeout=60)


def test_the_wheel_runs_elsewhere(installed, tmp_path):
    assert _run(installed, "--version", cwd=tmp_path).stdout.startswith("postventa ")
    assert _run(installed, "demo", "--help", cwd=tmp_path).returncode == 0


def test_the_wheel_carries_themes_sample_and_languages(installed, tmp_path):
    code = (
        "import os, sqlite3\n"
        "from postventa_tui.kit import i18n, paths\n"
        "assert len(os.listdir(paths.data('themes'))) == 6\n"
        "assert os.path.getsize(paths.data('sample.db')) > 100_000\n"
        "i18n.set_language('es'); assert i18n._('Error') == 'Error'\n"
        "assert i18n._('This text has no translation') == 'This text has no translation'\n"
        "assert i18n._('Machines of customers.') != 'Machines of customers.'\n"
        "assert paths.data('themes').startswith(os.path.dirname(i18n.__file__).rsplit('/', 1)[0])\n"
    )
    subprocess.run([str(installed / "python"), "-c", code], cwd=tmp_path, check=True)


def test_the_sample_answers_on_the_command_line(installed, tmp_path):
    import shutil

    shutil.copy(ROOT / "sample.db", tmp_path / "shop.db")
    done = _run(installed, "--db", str(tmp_path / "shop.db"), "queue", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
