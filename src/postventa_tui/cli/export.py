"""`postventa export`: the shop as rows of `postventa-import/1`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.cli.progress import bar
from postventa_tui.core.customers import service as customers
from postventa_tui.core.exchange import service as exchange
from postventa_tui.core.exchange.export import Scope
from postventa_tui.kit.i18n import ngettext
from postventa_tui.kit.moments import parse_time_option

app = typer.Typer(rich_markup_mode=None)


@app.command()
def export(
    file: Annotated[str, typer.Argument(help="File to write; - is standard output.")],
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="Only what changed since.")] = "",
    customer: Annotated[str, typer.Option("--customer", metavar="CUSTOMER", help="Only what is this person's.")] = "",
) -> None:
    """Write everything in postventa-import/1, always in the same order; attachments go to FILE.files/."""
    desk = context.desk()
    at = parse_time_option(since, desk.shop.zone) if since else None
    people: tuple[int, ...] = ()
    if customer:
        people = tuple(customers.family(desk, customers.one(desk, customer).id))
    with bar() as progress:
        rows = exchange.export_file(desk, file, sys.stdout.buffer, Scope(at, people), progress)
    if file == "-":
        return
    payload = {"format": "postventa-export/1", "file": file, "rows": rows}
    output.show(payload, text=lambda: ngettext("{n} row written.", "{n} rows written.", rows).format(n=rows))
