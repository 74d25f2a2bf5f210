"""The quick path: plain `postventa`, the console and three read verbs, without typer.

What it does not understand it leaves to `cli.root` before any output. Source: design, performance section 4.1.
"""

from __future__ import annotations

import os
import sys


def main(argv: list[str]) -> int | None:
    """Run what this path knows; None means "not mine", with nothing printed."""
    if "_POSTVENTA_COMPLETE" in os.environ:
        return None
    verb = _verb(argv)
    if verb in ("", "console", "demo") and not {"--help", "--version"} & set(argv):
        return _console(argv)
    return None


def _verb(argv: list[str]) -> str:
    """Give the first word that is no global option and no option's value; "" without one."""
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word in ("--db", "--agent", "--lang", "--at", "--confirm"):
            skip = True
        elif not word.startswith("-"):
            return word
    return ""


def _console(argv: list[str]) -> int | None:
    from postventa_tui.cli import console

    code: int | None = console.main(argv)
    sys.stdout.flush()
    return code
