"""`postventa recall`: recall lists from draft to closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import aftersales_shapes as shapes
from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, lazy

if TYPE_CHECKING:
    from postventa_tui.core.returns.recalls import Progress

app = typer.Typer(add_completion=False, no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="N")]


@app.command("list", help=lazy("All recall lists."))
def list_() -> None:
    """Print recall lists."""
    from postventa_tui.core.returns import recalls

    desk = context.desk()
    found = [recalls.progress(desk, one.id) for one in recalls.listed(desk)]
    rows: list[shapes.Shape] = [
        {
            "id": one.recall.id,
            "state": one.recall.state,
            "title": one.recall.title,
            "units": len(one.units),
            **one.counts,
        }
        for one in found
    ]
    output.show(
        {"format": "postventa-recalls/1", "recalls": rows},
        text=lambda: "\n".join(
            f"{row['id']}  {row['state']}  {row['title']}  {row['fixed']}/{row['units']}" for row in rows
        ),
        rows=rows,
        quiet=[str(row["id"]) for row in rows],
    )


@app.command(help=lazy("Units of a list and where each stands."))
def show(number: Number) -> None:
    """Print one recall list."""
    from postventa_tui.core.returns import recalls

    _shown(recalls.progress(context.desk(), number))


@app.command(help=lazy("Make a list in draft: product and lot, or a range of serials."))
def make(
    product: Annotated[str, typer.Argument(metavar="PRODUCT")],
    lot: Annotated[str | None, typer.Argument(metavar="LOT")] = None,
    title: Annotated[str, typer.Option("--title")] = "",
    fault: Annotated[str | None, typer.Option("--fault", metavar="CODE")] = None,
    serial_from: Annotated[str | None, typer.Option("--serial-from")] = None,
    serial_to: Annotated[str | None, typer.Option("--serial-to")] = None,
    notice_es: Annotated[str | None, typer.Option("--notice-es", help="What owners are told.")] = None,
    notice_en: Annotated[str | None, typer.Option("--notice-en")] = None,
) -> None:
    """Make a recall list."""
    from postventa_tui.core.returns import recalls

    context.refuse_at()
    desk = context.desk()
    new = recalls.NewRecall(product, lot, title, fault, serial_from, serial_to, notice_es, notice_en)
    _shown(recalls.progress(desk, recalls.make(desk, new).id))


@app.command(help=lazy("Freeze a list (lead)."))
def approve(number: Number) -> None:
    """Approve a recall list."""
    from postventa_tui.core.returns import recalls

    context.refuse_at()
    desk = context.desk()
    recalls.approve(desk, number)
    _shown(recalls.progress(desk, number))


@app.command(help=lazy("Tell the owners not told yet, through the outbox."))
def run(number: Number) -> None:
    """Run a recall list."""
    from postventa_tui.core.returns import recalls

    context.refuse_at()
    _shown(recalls.run(context.desk(), number))


@app.command(help=lazy("Write how an owner answered: told, answered, fixed, unreachable, refused."))
def unit(
    unit_id: Annotated[int, typer.Argument(metavar="UNIT")],
    state: Annotated[str, typer.Argument(metavar="STATE")],
    channel: Annotated[str | None, typer.Option("--channel")] = None,
    note: Annotated[str, typer.Option("--note")] = "",
    appointment: Annotated[str | None, typer.Option("--appointment", metavar="DATE")] = None,
) -> None:
    """Write the state of one unit."""
    from postventa_tui.core.returns import recalls

    context.refuse_at()
    desk = context.desk()
    saved = recalls.set_unit(desk, unit_id, state, channel=channel, note=note, appointment_on=appointment)
    _shown(recalls.progress(desk, saved.recall_id))


@app.command(help=lazy("Close a list for good (lead)."))
def close(number: Number) -> None:
    """Close a recall list."""
    from postventa_tui.core.returns import recalls

    context.refuse_at()
    _shown(recalls.close(context.desk(), number, with_open_units=context.confirmed("units_open")))


def _shown(found: Progress) -> None:
    """Print a list."""
    shape = shapes.progress(found)
    units = shape["units"]
    assert isinstance(units, list)
    output.show(shape, text=lambda: _text(found), rows=units)


def _text(found: Progress) -> str:
    """A list for people: the counts, then the units."""
    counts = "  ".join(f"{state} {n}" for state, n in found.counts.items() if n)
    head = f"{found.recall.id}  {found.recall.state}  {found.recall.title}"
    lines = [head, counts, _("without owner {n}, not in the file {m}").format(n=found.without_owner, m=found.unknown)]
    lines += [
        f"{one.id}  {one.serial or '-'}  {one.state}  {one.channel or '-'}  {one.tries}  {one.appointment_on or ''}".rstrip()
        for one in found.units
    ]
    return "\n".join(line for line in lines if line)
