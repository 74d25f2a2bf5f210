"""`postventa tag`: tags everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, lazy, ngettext

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("list", help=lazy("All tags with how many tickets have each."))
def list_() -> None:
    """List tags."""
    from postventa_tui.core.tickets import tagging

    rows = [{"name": name, "tickets": n} for name, n in tagging.all_tags(context.desk())]
    output.show(
        {"format": "postventa-tags/1", "tags": rows},
        text=lambda: "\n".join(f"{row['tickets']:>6}  {row['name']}" for row in rows) or _("No tags yet."),
        rows=rows,
        quiet=[str(row["name"]) for row in rows],
    )


@app.command(help=lazy("Give a tag another name on every ticket; undoable."))
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD")], new: Annotated[str, typer.Argument(metavar="NEW")]
) -> None:
    """Rename a tag."""
    from postventa_tui.core.tickets import tagging

    _told(tagging.rename(context.desk(), old, new))


@app.command(help=lazy("Take a tag off every ticket; undoable."))
def delete(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Delete a tag."""
    from postventa_tui.core.tickets import tagging

    _told(tagging.delete(context.desk(), name))


def _told(count: int) -> None:
    output.show(
        {"format": "postventa-many/1", "done": count},
        text=lambda: ngettext("{n} ticket", "{n} tickets", count).format(n=count),
    )
