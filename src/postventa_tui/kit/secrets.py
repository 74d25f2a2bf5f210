"""Passwords by reference: where one lies is written down, the word itself never is.

Source: design, security section 3.
"""

from __future__ import annotations

import os
import stat

from postventa_tui.kit.errors import Refused, Usage

FORMS = ("credential", "command", "keyring", "file", "env")
COMMAND_WAIT_S = 10
_MAX_BYTES = 64 * 1024


class Secret:
    """A password on its way to a server; no log, error or JSON can show it."""

    __slots__ = ("_word",)

    def __init__(self, word: str) -> None:
        self._word = word

    def reveal(self) -> str:
        """Give the word itself; only the line that logs in may call this."""
        return self._word

    def __repr__(self) -> str:
        """Three stars, whatever the word is."""
        return "***"

    __str__ = __repr__

    def __bool__(self) -> bool:
        """Whether there is a word at all."""
        return bool(self._word)

    def __reduce__(self) -> str:
        """Refuse to be copied into a file.

        Raises:
            TypeError: Always.
        """
        raise TypeError("a secret is not stored")


def password_from(where: str, *, restricted: bool = False) -> Secret:
    """Give the secret that `where` names: `credential:`, `command:`, `keyring:`, `file:` or `env:`.

    Args:
        where: The form and its place, as `password_from` in the configuration.
        restricted: Whether starting programs is off (restricted mode).
    Raises:
        Usage: `secret_form` for a text of another form; it is not repeated, it may be a password.
        Refused: `secret_missing`, `secret_unsafe`, `secret_command` with the place, never the word.
    """
    form, _colon, place = where.partition(":")
    if form not in FORMS or not place:
        raise Usage("secret_form", forms=", ".join(f"{name}:…" for name in FORMS))
    if form == "command" and restricted:
        raise Refused("restricted")
    reader = {"credential": _credential, "command": _command, "keyring": _keyring, "file": _file, "env": _env}[form]
    secret = reader(place)
    if not secret:
        raise Refused("secret_missing", place=where)
    return secret


def _first_line(data: bytes) -> Secret:
    return Secret(data.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", errors="replace"))


def _credential(place: str) -> Secret:
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    name = os.path.basename(place)
    if not folder or name != place:
        raise Refused("secret_missing", place=f"credential:{place}")
    return _read(os.path.join(folder, name), f"credential:{place}")


def _file(place: str) -> Secret:
    path = os.path.expanduser(place)
    try:
        status = os.stat(path)
        folder = os.stat(os.path.dirname(os.path.abspath(path)))
    except OSError as error:
        raise Refused("secret_missing", place=f"file:{place}") from error
    mode = stat.S_IMODE(status.st_mode)
    own = status.st_uid == os.getuid() if hasattr(os, "getuid") else True
    if os.name == "posix" and (mode not in (0o600, 0o400) or not own or folder.st_mode & 0o022):
        raise Refused("secret_unsafe", place=f"file:{place}", mode=f"{mode:04o}")
    return _read(path, f"file:{place}")


def _read(path: str, place: str) -> Secret:
    try:
        with open(path, "rb") as source:
            return _first_line(source.read(_MAX_BYTES))
    except OSError as error:
        raise Refused("secret_missing", place=place) from error


def _env(place: str) -> Secret:
    return Secret(os.environ.get(place, ""))


def _command(place: str) -> Secret:
    import shlex
    import subprocess

    try:
        words = shlex.split(place)
        done = subprocess.run(words, capture_output=True, timeout=COMMAND_WAIT_S, stdin=subprocess.DEVNULL, check=False)
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired):
        # No cause is attached: the output of the program may hold the word.
        raise Refused("secret_command", place=f"command:{place}") from None
    if done.returncode != 0:
        raise Refused("secret_command", place=f"command:{place}")
    return _first_line(done.stdout)


def _keyring(place: str) -> Secret:
    try:
        import keyring
    except ImportError as error:
        raise Refused("secret_keyring") from error
    found = keyring.get_password("postventa", place)
    return Secret(found or "")
