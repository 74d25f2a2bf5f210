"""Passwords by reference."""

from __future__ import annotations

import json
import pickle
import sys

import pytest

from postventa_tui.kit.errors import Refused, Usage
from postventa_tui.kit.secrets import Secret, password_from

WORD = "hunter2-secret"


def test_a_secret_shows_itself_nowhere():
    secret = Secret(WORD)
    assert WORD not in f"{secret} {secret!r}"
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_each_form_gives_the_word(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    place = tmp_path / "imap"
    place.write_text(f"{WORD}\nmore\n")
    place.chmod(0o600)
    monkeypatch.setenv("PV_IMAP", WORD)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    forms = (f"file:{place}", "env:PV_IMAP", "credential:imap", f"command:{sys.executable} -c \"print('{WORD}')\"")
    assert [password_from(form).reveal() for form in forms] == [WORD] * 4


def test_a_file_others_can_read_is_refused(tmp_path):
    place = tmp_path / "imap"
    place.write_text(WORD)
    place.chmod(0o644)
    with pytest.raises(Refused, match="secret_unsafe") as caught:
        password_from(f"file:{place}")
    assert WORD not in str(caught.value)


@pytest.mark.parametrize("where", [WORD, "", "file:", "ftp:x"])
def test_a_password_written_in_place_of_its_reference_is_not_repeated(where):
    with pytest.raises(Usage) as caught:
        password_from(where)
    assert WORD not in str(caught.value)


def test_a_failing_command_does_not_show_what_it_printed():
    with pytest.raises(Refused) as caught:
        password_from(f"command:{sys.executable} -c \"import sys; sys.exit('{WORD[:7]}' + '{WORD[7:]}')\"")
    assert WORD not in str(caught.value) and caught.value.__cause__ is None


def test_commands_are_off_in_restricted_mode():
    with pytest.raises(Refused, match="restricted"):
        password_from("command:echo x", restricted=True)


def test_a_missing_secret_names_its_place(monkeypatch):
    monkeypatch.delenv("PV_NONE", raising=False)
    with pytest.raises(Refused, match="env:PV_NONE"):
        password_from("env:PV_NONE")
