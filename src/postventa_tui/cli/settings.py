"""`postventa settings`: settings of the shop, and rows past their time."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.custody import preferences
from postventa_tui.core.custody.privacy import retention as old_rows
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def settings(ctx: typer.Context) -> None:
    """List the shop's settings."""
    if ctx.invoked_subcommand is None:
        list_()


@app.command("list")
def list_() -> None:
    """List every setting with its value."""
    found = preferences.listed(context.desk())
    rows = [{"key": key, "value": json.dumps(value, ensure_ascii=False)} for key, value in found.items()]
    output.show(
        {"format": "postventa-settings/1", "settings": found},
        text=lambda: "\n".join(f"{row['key']} = {row['value']}" for row in rows),
        rows=rows,
    )


@app.command("get")
def get(key: str) -> None:
    """Print one setting."""
    value = preferences.get(context.desk(), key)
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    output.show({"format": "postventa-setting/1", "key": key, "value": value}, text=lambda: str(shown))


@app.command("set")
def set_(key: str, value: str) -> None:
    """Change one setting; lists and numbers as JSON."""
    saved = preferences.change(context.desk(), key, value)
    output.show({"format": "postventa-setting/1", "key": key, "value": saved}, text=lambda: f"{key} = {value}")


@app.command()
def retention(run: Annotated[bool, typer.Option("--run", help="Empty them; cannot be undone.")] = False) -> None:
    """Show which rows are past their time; with --run their words go for good."""
    desk = context.desk()
    found = old_rows.run(desk) if run else old_rows.preview(desk)
    rows = [{"kind": one.kind, "before": moments.iso(one.before), "rows": one.rows} for one in found]
    table = [[str(row["kind"]), str(row["before"]), str(row["rows"])] for row in rows]
    output.show(
        {"format": "postventa-retention/1", "done": run, "kinds": rows},
        text=lambda: output.table(table, [_("kind"), _("older than"), _("rows")]),
        rows=rows,
    )
