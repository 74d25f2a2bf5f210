"""`postventa queue`: the list in SLA order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output, queue_text, shapes
from postventa_tui.kit.i18n import lazy

if TYPE_CHECKING:
    from postventa_tui.cli.queue_text import Calendars
    from postventa_tui.desk import Desk

app = typer.Typer(add_completion=False)


@app.command(help=lazy("Tickets in SLA order: overdue first, then due soonest."))
def queue(
    query: Annotated[list[str] | None, typer.Argument(help="Words and operators of the query language.")] = None,
    view: Annotated[str, typer.Option("--view", help="A built-in or saved view.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many rows.")] = 50,
) -> None:
    """List tickets."""
    from postventa_tui.core.sla import service as sla
    from postventa_tui.core.tickets import reading
    from postventa_tui.core.tickets.rows import QueueRequest

    desk = context.desk()
    words = " ".join(query or ())
    at = context.at_option(desk.shop.zone, desk.clock.now())
    if context.OPTIONS.at and at < desk.clock.now():
        from postventa_tui.core.tickets import past

        page = past.queue(desk, at, words, view or "open", limit)
        views = sla.views(desk, [row.id for row in page.rows], at)
    else:
        page = reading.queue(desk, QueueRequest(view=view or default_view(desk, words), query=words, limit=limit))
        views = sla.quick_views(desk, [row.id for row in page.rows], at)
    prefix = desk.shop.number_prefix
    shape = shapes.queue(
        page.rows, at=at, view=view or default_view(desk, words), total=page.total, prefix=prefix, views=views
    )
    output.show(
        shape,
        text=lambda: queue_text.table(
            page,
            views,
            calendars_of(desk, [row.id for row in page.rows]),
            at=at,
            prefix=prefix,
            ascii_only=desk.settings.ascii,
        ),
        rows=shape["tickets"],  # type: ignore[arg-type]
        quiet=[f"{prefix}{row.number}" for row in page.rows],
    )


def default_view(desk: Desk, words: str) -> str:
    """Give the view without `--view`: mine and unassigned for an agent, all open work for a query or for nobody."""
    return "open" if words or desk.agent is None else "start"


def calendars_of(desk: Desk, ticket_ids: list[int]) -> Calendars:
    """Give by ticket and timer the calendar its clock counts in."""
    from postventa_tui.core.sla import service as sla

    work = {row.name: row.work for row in sla.calendars(desk)}
    found = sla.timers(desk, ticket_ids)
    return {
        ticket_id: {row.kind: work[row.calendar] for row in rows if row.calendar in work}
        for ticket_id, rows in found.items()
    }
