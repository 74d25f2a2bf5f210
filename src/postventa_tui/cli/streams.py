"""What the process is given: its three streams and its words, made fit before any command looks at them."""

from __future__ import annotations

import os
import sys


def mend() -> None:
    """Open what the caller had closed, and let no sign end a command.

    A closed stream is None in Python, and its number would go to the next file opened: the null device takes both.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while os.open(os.devnull, os.O_RDWR) <= 2:
            pass
        sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115
        sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if not _is_utf8(stream.encoding):
            # A terminal that cannot show a sign shows a mark: no command dies of an accent.
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if sys.stdin.encoding and "ascii" in sys.stdin.encoding.lower():
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("-", "") == "utf8"


def words(argv: list[str]) -> list[str]:
    """Give the words of the command line as text: a bare locale hands accents over as stray bytes.

    The name of a file that is there stays as it came, whatever its bytes.
    """
    return [word if word.isascii() else _text(word) for word in argv]


def _text(word: str) -> str:
    try:
        word.encode("utf-8")
    except UnicodeEncodeError:
        return word if os.path.exists(word) else os.fsencode(word).decode("utf-8", "replace")
    return word


def lose_output() -> None:
    """Point stdout at the null device: nobody reads it any more, and nothing may be said at exit either."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
