"""A view of the queue as a CSV file for a spreadsheet."""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING

from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets.rows import QueueRequest
from postventa_tui.kit import moments
from postventa_tui.kit.errors import BadFile, Refused
from postventa_tui.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.tickets.rows import QueueRow
    from postventa_tui.desk import Desk

PAGE = 1000
NAMES = ("number", "customer", "subject", "status", "priority", "channel", "assignee", "team", "created_at", "due_at")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(desk: Desk, view: str, query: str, path: str) -> int:
    """Write all tickets of a view to a new file, readable by its owner alone; gives how many.

    Raises:
        Refused: `file_exists`.
        BadFile: No file can be made there.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as target:
            out = csv.writer(target, lineterminator="\r\n")
            out.writerow(NAMES)
            return _pages(desk, view, query, out.writerow)
    except FileExistsError as error:
        raise Refused("file_exists", file=path) from error
    except OSError as error:
        raise BadFile("bad_setting", file=path, line=None, reason=error.strerror or str(error)) from error


def _pages(desk: Desk, view: str, query: str, put: Callable[[list[str]], object]) -> int:
    request: QueueRequest | None = QueueRequest(view=view, query=query, limit=PAGE)
    done = 0
    while request is not None:
        page = reading.queue(desk, request)
        for row in page.rows:
            put(_cells(desk, row))
        done += len(page.rows)
        request = request._replace(after=page.after, counted=False) if page.after is not None else None
    return done


def _cells(desk: Desk, row: QueueRow) -> list[str]:
    zone = desk.shop.zone
    cells = [
        f"{desk.shop.number_prefix}{row.number}", row.customer_name, row.subject, row.status, row.priority, row.channel,
        row.assignee or "", row.team or "", moments.show(row.created_at, zone),
        moments.show(row.due_at, zone) if row.due_at is not None else "",
    ]  # fmt: skip
    return [_safe(clean(cell, lines=False)) for cell in cells]


def _safe(cell: str) -> str:
    """Give a cell that a spreadsheet does not run: words of strangers may begin like a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
