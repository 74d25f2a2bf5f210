"""Restricted mode: identity from the forced command alone, actions by allow list."""

from __future__ import annotations

import pytest

from postventa_tui.cli import restricted as entry
from postventa_tui.kit.errors import Usage
from postventa_tui.tui import keys, restricted


def test_every_key_is_allowed_or_was_refused_on_purpose() -> None:
    assert set(keys.DEFAULTS) == restricted.ALLOWED | restricted.REFUSED
    assert not restricted.ALLOWED & restricted.REFUSED


def test_what_starts_a_program_or_writes_a_file_stays_off() -> None:
    for action in ("app.suspend_process", "app.screenshot", "command_palette", "editor"):
        assert restricted.refuses(action)
    for action in ("send", "status('open')", "take", "app.quit"):
        assert not restricted.refuses(action)


def test_a_new_key_is_refused_until_it_is_listed(monkeypatch) -> None:
    new = keys.Key("ticket.shell", "S", "shell", "Ticket", "shell")
    monkeypatch.setitem(keys.DEFAULTS, "ticket.shell", new)
    assert restricted.refuses("shell")


def test_the_environment_keeps_only_what_a_terminal_needs() -> None:
    given = {
        "TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": "/bin", "HOME": "/srv", "POSTVENTA_AGENT": "eva",
        "POSTVENTA_DB": "/x", "PYTHONPATH": "/x", "PYTHONSTARTUP": "/x", "TEXTUAL_LOG": "/x", "EDITOR": "sh",
        "XDG_CONFIG_HOME": "/x", "LD_PRELOAD": "/x", "SSH_ORIGINAL_COMMAND": "id; sh",
    }  # fmt: skip
    entry.clean_environment(given)
    assert set(given) == {"TERM", "LC_ALL", "PATH", "HOME"}


@pytest.mark.parametrize(("agent", "db"), [("", "/srv/shop.db"), ("ana", ""), ("", "")])
def test_a_restricted_console_says_who_and_where(agent, db) -> None:
    with pytest.raises(Usage, match="restricted_needs") as caught:
        entry.require_identity(agent, db)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("verb", [["queue"], ["sql", "SELECT 1"], ["backup"], ["ticket", "show", "PV-1"]])
def test_no_other_command_knows_restricted_mode(run_cli, verb) -> None:
    found = run_cli(*verb, "--restricted")
    assert found.exit_code == 4
    assert found.stdout == ""
