"""The documents are true: pages made by the program are fresh, links lead somewhere, README commands parse."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROSE = [ROOT / "README.md", ROOT / "README.es.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def _pages():
    spec = importlib.util.spec_from_file_location("gen_docs", ROOT / "tools" / "gen_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli.md", "keys.md", "schema.md", "errors.md"])
def test_a_generated_page_is_fresh(name):
    module = _pages()
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == module.HEAD + module.PAGES[name]()


@pytest.mark.parametrize("path", PROSE, ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_readme_is_short_and_names_its_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/postventa demo" in text
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest" in text


def _commands() -> list[str]:
    found = []
    for path in (ROOT / "README.md", ROOT / "README.es.md"):
        for block in re.findall(r"```\n(.*?)```", path.read_text(encoding="utf-8"), re.S):
            for line in block.splitlines():
                for part in line.split("#")[0].split("|"):
                    if part.strip().startswith("postventa "):
                        found.append(part.strip())
    return sorted(set(found))


@pytest.mark.parametrize("line", _commands())
def test_a_command_of_the_readme_exists(line):
    from postventa_tui.cli import root

    words = shlex.split(line)[1:]
    command = root.build()
    for word in words:
        if word.startswith("-") or getattr(command, "get_command", None) is None:
            break
        found = command.get_command(None, word) if hasattr(command, "commands") else None
        assert found is not None, line
        command = found
    known = {option for param in command.params for option in getattr(param, "opts", ())}
    for word in words:
        if word.startswith("--"):
            assert word in known, f"{line}: {word}"


def test_every_command_has_help():
    from postventa_tui.cli import root

    tree = root.build()
    silent = []

    def walk(command, path):
        if not (command.help or "").strip():
            silent.append(path)
        for name, child in getattr(command, "commands", {}).items():
            walk(child, f"{path} {name}")

    for name in tree.list_commands(None):
        walk(tree.get_command(None, name), name)
    assert silent == []
