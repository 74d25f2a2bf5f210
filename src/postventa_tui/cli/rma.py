"""`postventa rma`: returns and repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import aftersales_shapes as shapes
from postventa_tui.cli import context, output
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _, lazy

if TYPE_CHECKING:
    from postventa_tui.core.returns.rows import Part, Rma
    from postventa_tui.desk import Desk

app = typer.Typer(add_completion=False, no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="N", help="RMA-0058, 58, or the number of a slip.")]
CONFIRMED = frozenset(("refund_before_return", "paid_unknown"))


@app.command(help=lazy("Open a return or repair on a ticket."))
def new(
    ticket: Annotated[str, typer.Argument(metavar="TICKET")],
    asked: Annotated[str, typer.Option("--asked", metavar="repair|replace|price_cut|refund")] = "repair",
    asset: Annotated[list[str] | None, typer.Option("--asset", metavar="SERIAL", help="Else the ticket's.")] = None,
    reason: Annotated[str, typer.Option("--reason")] = "",
    pickup: Annotated[str | None, typer.Option("--pickup", metavar="home|shop|sent")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DATE")] = None,
    fault: Annotated[str | None, typer.Option("--fault", metavar="CODE")] = None,
) -> None:
    """Open a return."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.returns import cases, service
    from postventa_tui.core.returns.model import NewLine, NewRma

    context.refuse_at()
    desk = context.desk()
    found = cases.ticket_of(desk, ticket)
    named: list[int | None] = [assets.named(desk, one).id for one in asset or ()]
    lines = tuple(NewLine(asked, one, found.product_id, fault) for one in named or [found.asset_id])
    _shown(desk, service.open_rma(desk, NewRma(found.id, lines, reason or None, pickup, due)))


@app.command(help=lazy("A return with its lines and its verdict."))
def show(number: Number) -> None:
    """Print one return."""
    desk = context.desk()
    _shown(desk, _named(desk, number))


@app.command("list", help=lazy("Returns by state, the promised day first."))
def list_(
    state: Annotated[list[str] | None, typer.Option("--state", help="Default: all that have not ended.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 200,
) -> None:
    """Print returns."""
    from postventa_tui.core.returns import service
    from postventa_tui.core.returns.states import FINAL, STATES

    for one in state or ():
        if one not in STATES:
            raise Usage("bad_value", field="state", value=one, reason=", ".join(STATES))
    desk = context.desk()
    found = service.listed(desk, tuple(state or (one for one in STATES if one not in FINAL)), limit)
    rows: list[shapes.Shape] = [
        {
            "number": one.ref,
            "state": one.state,
            "ticket": service.ticket_ref(desk, one),
            "due_on": one.due_on,
            "under": one.under,
        }
        for one in found
    ]
    output.show(
        {"format": "postventa-rmas/1", "total": len(rows), "rmas": rows},
        text=lambda: output.table(
            [[str(value or "-") for value in row.values()] for row in rows],
            [_("Number"), _("State"), _("Ticket"), _("Due"), _("Under")],
        ),
        rows=rows,
        quiet=[one.ref for one in found],
    )


@app.command(help=lazy("Days that count: promised, part, storage fee, collecting; late ones first."))
def due() -> None:
    """Print the terms of open returns."""
    from postventa_tui.core.returns import terms

    found = terms.open_terms(context.desk())
    rows: list[shapes.Shape] = [
        {"number": one.rma.ref, "state": one.rma.state, "kind": one.kind, "on": one.on.isoformat(), "left": one.left}
        for one in found
    ]
    output.show(
        {"format": "postventa-rma-terms/1", "terms": rows},
        text=lambda: output.table(
            [[str(value) for value in row.values()] for row in rows],
            [_("Number"), _("State"), _("Term"), _("On"), _("Days left")],
        ),
        rows=rows,
        quiet=[one.rma.ref for one in found],
    )


@app.command(
    "set", help=lazy("Take the next step: approved, label_sent, received, inspecting, waiting_part, repairing …")
)
def set_(
    number: Number,
    state: Annotated[str, typer.Argument(metavar="STATE")],
    reason: Annotated[str, typer.Option("--reason")] = "",
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of handing over or return.")] = None,
    condition: Annotated[str | None, typer.Option("--condition")] = None,
    accessories: Annotated[str | None, typer.Option("--accessories")] = None,
    fault: Annotated[str | None, typer.Option("--fault", metavar="CODE")] = None,
    cause: Annotated[str | None, typer.Option("--cause", metavar="unknown|defect|misuse|wear|accident")] = None,
    proved: Annotated[bool | None, typer.Option("--proved/--not-proved", help="The cause is proved.")] = None,
    part: Annotated[list[str] | None, typer.Option("--part", metavar="NAME[:new|reused[:CENTS]]")] = None,
    labour: Annotated[int | None, typer.Option("--labour", metavar="CENTS")] = None,
    minutes: Annotated[int | None, typer.Option("--minutes")] = None,
    supplier: Annotated[str | None, typer.Option("--supplier")] = None,
    supplier_on: Annotated[str | None, typer.Option("--supplier-on", metavar="DATE")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DATE")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome")] = None,
    amount: Annotated[int | None, typer.Option("--amount", metavar="CENTS")] = None,
    destination: Annotated[str | None, typer.Option("--destination", help="Where a recycled unit goes.")] = None,
    under: Annotated[str | None, typer.Option("--under", metavar="statutory|commercial|paid")] = None,
    line: Annotated[int | None, typer.Option("--line", help="Which unit; without it all.")] = None,
    remind: Annotated[bool, typer.Option("--remind", help="Remind me on the day the part or the unit is due.")] = False,
    silent: Annotated[bool, typer.Option("--silent", help="The customer is not told.")] = False,
) -> None:
    """Move a return on."""
    from postventa_tui.core.returns import service
    from postventa_tui.core.returns.model import Move
    from postventa_tui.core.returns.states import STATES

    if state not in STATES:
        raise Usage("bad_value", field="state", value=state, reason=", ".join(STATES))
    context.refuse_at()
    desk = context.desk()
    parts = tuple(_part(one) for one in part) if part else None
    step = Move(
        state, reason, on, condition, accessories, supplier, supplier_on, due, fault, cause, proved, outcome, amount,
        None, parts, labour, minutes, destination, under, CONFIRMED & set(context.OPTIONS.confirm), not silent, line, remind,
    )  # fmt: skip
    _shown(desk, service.move(desk, _named(desk, number).number, step))


def _part(text: str) -> Part:
    """A part as written: `bomba`, `bomba:reused`, `bomba:new:1800`."""
    from postventa_tui.core.returns.rows import Part

    name, _found, rest = text.partition(":")
    state, _found, cents = rest.partition(":")
    if not name.strip() or state not in ("", "new", "reused") or (cents and not (cents.isascii() and cents.isdigit())):
        raise Usage("bad_value", field="part", value=text, reason="NAME[:new|reused[:CENTS]]")
    return Part(name.strip(), state or "new", int(cents or 0))


def _named(desk: Desk, word: str) -> Rma:
    """The return a person names."""
    from postventa_tui.core.returns import counter, service

    digits = word.strip().upper().removeprefix("RMA-")
    if digits.isascii() and digits.isdigit() and len(digits) < 18:
        return service.get(desk, int(digits))
    return counter.rma_of(desk, word)


def _shown(desk: Desk, rma: Rma) -> None:
    """Print a return."""
    from postventa_tui.core.returns import service

    lines = service.lines_of(desk, rma)
    shape = shapes.rma(rma, lines, service.ticket_ref(desk, rma))
    output.show(shape, text=lambda: _text(desk, rma, shape))


def _text(desk: Desk, rma: Rma, shape: shapes.Shape) -> str:
    """A return for people."""
    from postventa_tui.core.returns import findings, service
    from postventa_tui.kit.i18n import language

    lines = service.lines_of(desk, rma)
    text = [f"{rma.ref}  {rma.state}  {shape['ticket']}  {rma.under or '-'}"]
    if lines:
        text.append(findings.judged(desk, rma, lines[0]).sentence(language()))
    for number, line in enumerate(lines, 1):
        text.append(f"{number}. {line.asked} -> {line.outcome or '-'}  {line.fault_code or '-'}  {line.cause or '-'}")
        text += [f"   {part.name} ({part.state}) {part.cents}" for part in line.parts]
    following = shape["next"]
    if isinstance(following, list) and following:
        text.append(_("Next: {states}").format(states=", ".join(following)))
    return "\n".join(text)
