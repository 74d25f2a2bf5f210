"""`postventa handover`: what one shift leaves to the next."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.cli.ticket import text_of
from postventa_tui.kit.i18n import _, lazy
from postventa_tui.kit.moments import iso, show

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("list", help=lazy("The last week, newest first."))
def list_() -> None:
    """List handovers."""
    from postventa_tui.core.tickets import people

    desk = context.desk()
    prefix = desk.shop.number_prefix
    rows = [
        {
            "at": iso(one.at), "agent": one.agent, "ticket": None if one.number is None else f"{prefix}{one.number}",
            "text": one.state, "promise": one.promise, "promise_on": one.promise_on, "next_step": one.next_step,
        }
        for one in people.handovers(desk)
    ]  # fmt: skip
    output.show(
        {"format": "postventa-handovers/1", "handovers": rows},
        text=lambda: (
            "\n".join(
                f"{show(one.at, desk.shop.zone)}  {one.agent}  {prefix + str(one.number) if one.number else '-'}  {one.state}"
                + (f"  ({_('promise')}: {one.promise or ''} {one.promise_on})" if one.promise_on else "")
                for one in people.handovers(desk)
            )
            or _("Nothing was handed over.")
        ),
        rows=rows,
    )


@app.command(help=lazy("Write what the next shift must know."))
def add(
    ticket: Annotated[str, typer.Argument(metavar="[TICKET]")] = "",
    text: Annotated[str | None, typer.Option("--text", help="- reads stdin.")] = None,
    promise: Annotated[
        str | None, typer.Option("--promise", metavar="DATE", help="Day of a promise to the customer.")
    ] = None,
    what: Annotated[str | None, typer.Option("--what", help="What was promised.")] = None,
    next_step: Annotated[str | None, typer.Option("--next-step")] = None,
) -> None:
    """Write a handover."""
    from postventa_tui.core.tickets import people, reading

    context.refuse_at()
    body = text_of(text)
    desk = context.desk()
    about = reading.get(desk, ticket).id if ticket else None
    made = people.hand_over(desk, about, body, promise=what, promise_on=promise, next_step=next_step)
    output.show({"format": "postventa-handover/1", "id": made}, text=lambda: _("Handed over."))
