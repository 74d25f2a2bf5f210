"""A secret is in no output, log, journal, database or copy."""

from __future__ import annotations

import subprocess
import sys

import pytest

WORD = "hunter2-secret"


@pytest.mark.slow
@pytest.mark.parametrize("verb", [["mail", "fetch"], ["mail", "send"], ["doctor"], ["check"], ["settings", "list"]])
def test_a_mail_password_is_nowhere(shop_path, tmp_path, verb) -> None:
    folder = tmp_path / "config" / "postventa"
    folder.mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_text(WORD)
    secret.chmod(0o600)
    (folder / "config.toml").write_text(
        f'[mail.imap]\nhost = "127.0.0.1"\nport = 9\nuser = "x"\npassword_from = "file:{secret}"\n'
    )
    found = subprocess.run(
        [sys.executable, "-m", "postventa_tui", *verb, "--verbose"], capture_output=True, text=True,
        env={"POSTVENTA_DB": str(shop_path), "POSTVENTA_AGENT": "ana", "XDG_CONFIG_HOME": str(tmp_path / "config"),
             "XDG_STATE_HOME": str(tmp_path / "state"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "Traceback" not in found.stderr
    everything = found.stdout + found.stderr
    for path in (*tmp_path.glob("state/**/*"), *tmp_path.glob("shop.db*")):
        if path.is_file():
            everything += path.read_bytes().decode("latin-1")
    assert WORD not in everything
