"""`postventa status`: the shop's labels over the fixed types."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, lazy

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("list", help=lazy("All statuses in order."))
def list_() -> None:
    """List statuses."""
    from postventa_tui.core.tickets import fields

    rows = [
        {"key": one.key, "type": one.type, "label_es": one.label_es, "label_en": one.label_en}
        for one in fields.statuses(context.desk())
    ]
    output.show(
        {"format": "postventa-statuses/1", "statuses": rows},
        text=lambda: output.table([list(row.values()) for row in rows], [_("Key"), _("Type"), "es", "en"]),
        rows=rows,
        quiet=[row["key"] for row in rows],
    )


@app.command(help=lazy("A new status of a fixed type."))
def add(
    key: Annotated[str, typer.Argument(metavar="KEY")],
    kind: Annotated[str, typer.Option("--type", metavar="new|open|pending|on_hold|solved|closed|spam")],
    label_es: Annotated[str | None, typer.Option("--es", help="Label in Spanish.")] = None,
    label_en: Annotated[str | None, typer.Option("--en", help="Label in English.")] = None,
) -> None:
    """Write a new status."""
    from postventa_tui.core.tickets import fields

    fields.add_status(context.desk(), key, kind, label_es=label_es, label_en=label_en)
    output.show({"format": "postventa-status/1", "key": key, "type": kind}, text=lambda: f"{key}  {kind}")
