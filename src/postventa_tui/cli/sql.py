"""`postventa sql`: read-only SQL, limited in what it sees, in time and in memory."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.db import authorizer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def sql(statement: Annotated[str, typer.Argument(help="One SELECT; - reads standard input.")]) -> None:
    """Run one reading statement on the file; every role, hidden columns for an admin only."""
    desk = context.desk()
    words = sys.stdin.read() if statement == "-" else statement
    with authorizer.limited(desk.path, all_columns=desk.may("admin")) as db:
        names, rows = authorizer.select(db, words)
    listed = [dict(zip(names, map(_value, row), strict=True)) for row in rows]
    payload = {"format": "postventa-sql/1", "columns": names, "rows": [[_value(cell) for cell in row] for row in rows]}
    output.show(
        payload,
        text=lambda: output.table([["" if cell is None else str(_value(cell)) for cell in row] for row in rows], names),
        rows=listed,
    )


def _value(cell: object) -> object:
    return cell.hex() if isinstance(cell, bytes) else cell
