"""`postventa undo`: take back the newest own change, or one by its number; again is redo."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, lazy

app = typer.Typer(add_completion=False)


@app.command(help=lazy("Take back the newest own change, one by its number, or the newest on a ticket; again: redo."))
def undo(
    unit: Annotated[int | None, typer.Argument(metavar="UNIT", help="Number of the change.")] = None,
    ticket: Annotated[str, typer.Option("--ticket", metavar="TICKET")] = "",
) -> None:
    """Undo one unit."""
    from postventa_tui.core.tickets import reading
    from postventa_tui.core.tickets import undo as undoing

    context.refuse_at()
    desk = context.desk()
    about = reading.get(desk, ticket).id if ticket else None
    done = undoing.undo(desk, unit, about)
    numbers = [reading.show_number(desk, reading.by_id(desk, one).number) for one in done.tickets]
    words = _("Done again: {what}") if done.is_redo else _("Taken back: {what}")
    output.show(
        {
            "format": "postventa-undo/1", "unit": done.unit, "by_unit": done.by_unit, "verb": done.verb,
            "command": done.command, "redo": done.is_redo, "tickets": numbers,
        },
        text=lambda: words.format(what=" ".join([done.verb, *numbers])),
    )  # fmt: skip
