"""`postventa view`: saved queries."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.tickets import views
from postventa_tui.kit.i18n import _, lazy

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command("list", help=lazy("Every view with how many tickets it shows now."))
def list_views() -> None:
    """List built-in and saved views."""
    desk = context.desk()
    found = views.list_shown(desk)
    rows = [
        {
            "name": view.name, "query": view.query, "shared": view.is_shared, "built_in": view.is_built_in,
            "tickets": view.tickets, "error": view.error or None,
        }
        for view in found
    ]  # fmt: skip
    output.show(
        {"format": "postventa-views/1", "views": rows},
        text=lambda: output.table(
            [
                [view.name, "-" if view.tickets is None else str(view.tickets), view.error or view.query]
                for view in found
            ],
            [_("View"), _("Tickets"), _("Query")],
        ),
        rows=rows,
        quiet=[view.name for view in found],
    )


@app.command("save", help=lazy("Keep a query under a name."))
def save_view(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    shared: Annotated[bool, typer.Option("--shared", help=lazy("For all agents (a lead's)."))] = False,
) -> None:
    """Save one's own view or a shared one."""
    context.refuse_at()
    desk = context.desk()
    view = views.save(desk, name, query, is_shared=shared)
    payload = {
        "format": "postventa-view/1",
        "name": view.name,
        "query": view.query,
        "shared": view.owner_id is None,
    }
    output.show(payload, text=lambda: _("View “{name}” is kept.").format(name=view.name))


@app.command("delete", help=lazy("Delete a view."))
def delete_view(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Delete one's own view, or a shared one."""
    context.refuse_at()
    desk = context.desk()
    view = views.delete(desk, name)
    payload = {"format": "postventa-view/1", "name": view.name, "deleted": True}
    output.show(payload, text=lambda: _("View “{name}” is deleted.").format(name=view.name))
