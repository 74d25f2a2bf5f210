"""`postventa asset`: machines, their history, owners and readings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import aftersales_shapes as shapes
from postventa_tui.cli import context, output
from postventa_tui.kit.errors import NotFound, Usage
from postventa_tui.kit.i18n import language, lazy

if TYPE_CHECKING:
    from postventa_tui.db.connection import SqlValue
    from postventa_tui.desk import Desk

app = typer.Typer(add_completion=False, no_args_is_help=True)
Serial = Annotated[str, typer.Argument(metavar="SERIAL", help="A serial in any writing, or SKU:SERIAL.")]
_NUMBERS = ("agreed_months", "counter_value")
_FIELDS = ("serial", "delivered_on", "supply_until", "condition", "notes", *_NUMBERS)


@app.command(help=lazy("A machine with its whole history."))
def show(serial: Serial) -> None:
    """Print guarantee, owners, repairs, returns, tickets and recalls of a machine."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.assets.dates import read_date
    from postventa_tui.core.returns import history
    from postventa_tui.kit import moments

    desk = context.desk()
    as_of = moments.local_date(context.at_option(desk.shop.zone, desk.clock.now()), desk.shop.zone)
    found = history.of_machine(desk, assets.named(desk, serial).id, read_date(as_of))
    output.show(
        shapes.machine(found, language()), text=lambda: history.as_text(found, desk.shop.number_prefix, language())
    )


@app.command(help=lazy("Add a machine of a customer."))
def add(
    product: Annotated[str, typer.Option("--product", metavar="SKU")],
    customer: Annotated[str, typer.Option("--customer")] = "",
    serial: Annotated[str | None, typer.Option("--serial")] = None,
    lot: Annotated[str | None, typer.Option("--lot")] = None,
    delivered: Annotated[str | None, typer.Option("--delivered", metavar="DATE")] = None,
    order: Annotated[str | None, typer.Option("--order", metavar="NUMBER")] = None,
    agreed_months: Annotated[int | None, typer.Option("--agreed-months", help="Term on a second-hand receipt.")] = None,
    supply_until: Annotated[str | None, typer.Option("--supply-until", metavar="DATE")] = None,
    elsewhere: Annotated[bool, typer.Option("--bought-elsewhere")] = False,
) -> None:
    """Write a machine down."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.assets.model import AssetInput
    from postventa_tui.core.customers import service as customers

    context.refuse_at()
    desk = context.desk()
    owner = customers.one(desk, customer).id if customer else None
    given = AssetInput(
        product,
        owner,
        serial,
        lot,
        None if order is None else assets.get_order(desk, order).id,
        delivered_on=delivered,
        agreed_months=agreed_months,
        supply_until=supply_until,
        sold_by_us=not elsewhere,
    )
    _written(desk, assets.add(desk, given).id)


@app.command("set", help=lazy("Change fields of a machine: serial, delivered_on, agreed_months, supply_until …"))
def change(serial: Serial, fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE")]) -> None:
    """Change a machine."""
    from postventa_tui.core.assets import service as assets

    context.refuse_at()
    desk = context.desk()
    machine = assets.named(desk, serial)
    values: dict[str, SqlValue] = {}
    for field in fields:
        name, found, text = field.partition("=")
        if not found or name not in _FIELDS:
            raise Usage("unknown_field", field=name, known=", ".join(_FIELDS))
        if name in _NUMBERS and text and not (text.isascii() and text.isdigit()):
            raise Usage("bad_value", field=name, value=text, reason="")
        values[name] = (int(text) if name in _NUMBERS else text) if text else None
    _written(desk, assets.change(desk, machine.id, **values).id)


@app.command(help=lazy("Give a machine to another owner; its history stays."))
def give(
    serial: Serial,
    to: Annotated[str, typer.Option("--to", metavar="CUSTOMER")],
    no_receipt: Annotated[bool, typer.Option("--no-receipt", help="The receipt does not go with it.")] = False,
) -> None:
    """Change the owner of a machine."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.customers import service as customers

    context.refuse_at()
    desk = context.desk()
    machine = assets.named(desk, serial)
    owner = customers.one(desk, to)
    _written(desk, assets.hand_over(desk, machine.id, owner.id, with_receipt=not no_receipt).id)


@app.command(help=lazy("Note a guarantee of maker or seller."))
def guarantee(
    serial: Serial,
    by: Annotated[str, typer.Option("--by", metavar="maker|seller")],
    months: Annotated[int, typer.Option("--months")],
    starts: Annotated[str | None, typer.Option("--starts", metavar="DATE")] = None,
    covers: Annotated[list[str] | None, typer.Option("--covers", metavar="WORD")] = None,
) -> None:
    """Add a commercial guarantee to a machine."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.assets.model import WarrantyInput

    context.refuse_at()
    desk = context.desk()
    machine = assets.named(desk, serial)
    assets.add_warranty(desk, WarrantyInput(machine.id, by, months, starts, tuple(covers or ())))
    _written(desk, machine.id)


@app.command(help=lazy("Machines whose serial stands anywhere in a text."))
def find(text: Annotated[str, typer.Argument(metavar="TEXT", help="- reads stdin.")]) -> None:
    """Find serials in a text."""
    from postventa_tui.core.assets import service as assets

    desk = context.desk()
    found = assets.find_in_text(desk, sys.stdin.read() if text == "-" else text)
    rows = [shapes.asset_row(one) for one in found]
    output.show(
        {"format": "postventa-assets/1", "assets": rows},
        text=lambda: "\n".join(f"{one.sku}:{one.serial}  {one.product}" for one in found),
        rows=rows,
        quiet=[f"{one.sku}:{one.serial}" for one in found],
    )


@app.command(help=lazy("Read readings of connected machines, one JSON object a line."))
def readings(file: Annotated[str, typer.Argument(metavar="FILE")]) -> None:
    """Keep readings; exit 1 when a line could not be read."""
    from postventa_tui.core.returns import readings as taking

    context.refuse_at()
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound("file_missing", file=file, reason=str(error)) from error
    found = taking.take_in(context.desk(), text.splitlines())
    errors = [{"line": line, "code": code} for line, code in found.errors]
    payload = {
        "format": "postventa-readings-report/1",
        "read": found.read,
        "written": found.written,
        "skipped": found.skipped,
        "tickets": list(found.tickets),
        "errors": errors,
    }
    output.show(payload)
    if errors:
        raise typer.Exit(1)


def _written(desk: Desk, asset_id: int) -> None:
    """Print the machine a writing verb left."""
    from postventa_tui.core.assets import service as assets

    row = assets.get(desk, asset_id)
    payload = {"format": "postventa-asset/1", **shapes.asset_row(row)}
    output.show(payload, text=lambda: f"{row.sku}:{row.serial or '-'}  {row.product}  {row.delivered_on or '-'}")
