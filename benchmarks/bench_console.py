"""W9, W10: the console in a pty: to the first ticket number, and from key to paint."""

from __future__ import annotations

import os
import sys

from benchmarks import floors
from benchmarks.harness import Context, Row, clean_environment, paired

IDS = ("W9", "W10", "W10p")
QUICK = False
STARTS = 11


def run(ctx: Context, size: int, ids: set[str]) -> list[Row]:
    """Give the lines of the console."""
    path = ctx.path(size)
    program = [os.path.join(os.path.dirname(sys.executable), "postventa")]
    environment = clean_environment(path)
    rows = []
    if "W9" in ids:
        start = lambda: floors.first_text(program, environment, b"PV-1")  # noqa: E731
        rows.append(ctx.row("W9", size, paired(floors.f3, start, STARTS)))
    if {"W10", "W10p"} & ids:
        rows += _keys(ctx, size, program, environment)
    return [row for row in rows if row.id in ids]


def _keys(ctx: Context, size: int, program: list[str], environment: dict[str, str]) -> list[Row]:
    terminal = floors.Terminal(program, environment)
    try:
        terminal.until(b"PV-1")
        terminal.quiet(1.0)
        # Down and up in turn: at the end of a short list a key paints nothing.
        moves = [terminal.key(key) for _ in range(30) for key in ("j", "k")]
        others = [terminal.key(keys) for _ in range(10) for keys in ("\x1b[F", "\x1b[H", "\r", "\x1b")]
    finally:
        terminal.close()
    return [ctx.against_limit("W10", size, 30.0, moves), ctx.against_limit("W10p", size, 60.0, others)]
