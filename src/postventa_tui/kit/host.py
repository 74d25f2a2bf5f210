"""Where the program runs: shown beside the agent in the audit."""

from __future__ import annotations

import functools
import os

from postventa_tui.kit import ids


def name() -> str:
    """Give machine, Unix user and terminal; while the sample is built it is built on no machine."""
    return "sample" if ids.is_repeatable() else _machine()


@functools.cache
def _machine() -> str:
    node = os.uname().nodename if hasattr(os, "uname") else ""
    user = os.environ.get("USER", "") or str(getattr(os, "getuid", lambda: "")())
    try:
        terminal = os.ttyname(0)
    except OSError:
        terminal = "-"
    return f"{node} {user} {terminal}"
