"""The log: one dated file in the state folder, ids only, never the terminal."""

from __future__ import annotations

import logging
import os

from postventa_tui.kit import clock, paths

KEEP_DAYS = 14


def start(*, verbose: bool = False) -> str | None:
    """Open today's log file and drop those older than 14 days; gives its path, None when it cannot be."""
    folder = os.path.join(paths.state_dir(), "log")
    now = clock.SystemClock().now()
    day = now // 86400
    path = os.path.join(folder, f"postventa-{day}.log")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        _drop_old(folder, day)
    except OSError:
        # No place for a log is no reason not to serve a customer.
        logging.getLogger("postventa").addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("postventa")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    root.propagate = False
    return path


def _drop_old(folder: str, today: int) -> None:
    for name in os.listdir(folder):
        stem = name.removeprefix("postventa-").removesuffix(".log")
        if stem.isdigit() and int(stem) < today - KEEP_DAYS:
            os.unlink(os.path.join(folder, name))
