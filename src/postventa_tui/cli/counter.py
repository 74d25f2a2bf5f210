"""`postventa counter`: a machine comes over the counter and goes back; the slip."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _, lazy

if TYPE_CHECKING:
    from postventa_tui.core.returns.rows import Rma
    from postventa_tui.desk import Desk

app = typer.Typer(add_completion=False)
Columns = Annotated[int, typer.Option("--columns", metavar="80|48")]
Pdf = Annotated[str, typer.Option("--pdf", metavar="FILE", help="Write the slip as PDF.")]


@app.callback(invoke_without_command=True)
def _serve(ctx: typer.Context) -> None:
    """Deposit and pickup with slip; without a verb, on a terminal, it asks."""
    if ctx.invoked_subcommand is not None:
        return
    if not sys.stdin.isatty():
        raise Usage("usage", reason=_("Name one of find, deposit, pickup and slip."))
    from postventa_tui.cli import counter_ask

    desk = context.desk()
    talk = counter_ask.Talk(
        lambda text: str(typer.prompt(text, default="", show_default=False)),
        output.write,
        lambda rma: _print(desk, rma, 80, ""),
    )
    counter_ask.serve(desk, talk)


@app.command(help=lazy("Find by phone, name, serial or slip number."))
def find(word: Annotated[str, typer.Argument(metavar="WORD")]) -> None:
    """Print what a word may mean."""
    from postventa_tui.core.returns import counter

    hits = counter.find(context.desk(), word)
    rows: list[dict[str, object]] = [hit._asdict() for hit in hits]
    output.show(
        {"format": "postventa-counter/1", "hits": rows},
        text=lambda: "\n".join(f"{hit.kind:8}  {hit.text}" for hit in hits),
        rows=rows,
    )


@app.command(help=lazy("Take a machine in and print its slip."))
def deposit(
    customer: Annotated[str, typer.Option("--customer")],
    fault: Annotated[str, typer.Option("--fault", help="In the customer's words.")],
    condition: Annotated[str, typer.Option("--condition", help="State of the unit.")],
    asset: Annotated[str, typer.Option("--asset", metavar="SERIAL", help="A machine the shop knows.")] = "",
    product: Annotated[str, typer.Option("--product", metavar="SKU", help="Else its product.")] = "",
    serial: Annotated[str | None, typer.Option("--serial")] = None,
    accessories: Annotated[str, typer.Option("--accessories")] = "",
    asked: Annotated[str, typer.Option("--asked")] = "repair",
    estimate: Annotated[str, typer.Option("--estimate", metavar="wanted|declined")] = "",
    promised: Annotated[str | None, typer.Option("--promised", metavar="DATE")] = None,
    elsewhere: Annotated[bool, typer.Option("--bought-elsewhere")] = False,
    columns: Columns = 80,
    pdf: Pdf = "",
) -> None:
    """Make ticket, machine, return and visit in one change, then print the slip."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.returns import counter
    from postventa_tui.core.returns.model import Deposit

    _check(columns)
    context.refuse_at()
    desk = context.desk()
    owner = customers.one(desk, customer)
    machine = assets.named(desk, asset).id if asset else None
    given = Deposit(
        owner.id, fault, condition, machine, product or None, serial, accessories, asked, estimate, promised,
        bought_elsewhere=elsewhere,
    )  # fmt: skip
    made = counter.deposit(desk, given)
    if desk.dry_run:
        output.show({})
        return
    _print(desk, made.rma, columns, pdf)


@app.command(help=lazy("Give a machine back; needs the slip or a note on the identity document."))
def pickup(
    slip: Annotated[str, typer.Argument(metavar="SLIP", help="Slip, RMA or ticket number.")],
    with_slip: Annotated[bool, typer.Option("--with-slip", help="The customer has the slip.")] = False,
    identity: Annotated[str, typer.Option("--identity", metavar="NOTE", help="Document shown instead.")] = "",
) -> None:
    """Hand a machine over the counter."""
    from postventa_tui.core.returns import counter

    context.refuse_at()
    desk = context.desk()
    rma = counter.pickup(desk, slip, with_slip=with_slip, identity=identity)
    payload = {
        "format": "postventa-pickup/1",
        "number": rma.ref,
        "state": rma.state,
        "collected_with": rma.collected_with,
    }
    output.show(payload, text=lambda: f"{rma.ref}  {rma.state}  {rma.collected_with}")


@app.command("slip", help=lazy("Print a slip again."))
def slip_(
    number: Annotated[str, typer.Argument(metavar="SLIP")],
    columns: Columns = 80,
    pdf: Pdf = "",
) -> None:
    """Print the slip of a return."""
    from postventa_tui.core.returns import counter

    _check(columns)
    desk = context.desk()
    _print(desk, counter.rma_of(desk, number), columns, pdf)


def _check(columns: int) -> None:
    """Only the two widths of paper there are."""
    if columns not in (80, 48):
        raise Usage("bad_value", field="columns", value=columns, reason="80, 48")


def _print(desk: Desk, rma: Rma, columns: int, pdf: str) -> None:
    """Print the slip, or write it as PDF, and note that it went to paper."""
    from postventa_tui.core.returns import counter
    from postventa_tui.core.returns.slip import as_text

    slip = counter.slip_of(desk, rma)
    if pdf:
        from postventa_tui.core.returns.slip_pdf import as_pdf

        Path(pdf).write_bytes(as_pdf(slip))
    text = as_text(slip, columns)
    if desk.agent is not None and desk.may("agent") and rma.printed_at is None:
        counter.printed(desk, rma.number)
    payload = {
        "format": "postventa-slip/1",
        "number": slip.number,
        "rma": rma.ref,
        "text": text,
        "pdf": pdf or None,
    }
    output.show(payload, text=lambda: pdf or text)
