"""What an import answers: counts and, line by line, what could not be taken."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple

FORMAT = "postventa-import-report/1"
MOST_ERRORS = 10_000
"""Errors listed in a report; further ones are counted only, so that a wrong file cannot fill the memory."""


class Problem(NamedTuple):
    """Why a line is not taken. `line` counts from 1 with blank lines."""

    line: int
    kind: str | None
    ext: str | None
    code: str
    field: str | None


class Report(NamedTuple):
    """The outcome of one import."""

    read: int
    written: int
    updated: int
    skipped: int
    failed: int
    problems: tuple[Problem, ...]
