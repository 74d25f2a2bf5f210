"""`postventa rule`: rules of the shop, with rehearsal."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit import moments
from postventa_tui.kit.errors import BadFile
from postventa_tui.kit.i18n import _, lazy

app = typer.Typer(add_completion=False, no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME")]


@app.command("list", help=lazy("Rules in the order in which they run."))
def list_() -> None:
    """List rules."""
    from postventa_tui.core.tickets import automation

    found = automation.rules(context.desk())
    rows: list[dict[str, object]] = [
        {
            "name": one.rule.name, "active": one.active, "when": one.rule.event, "if": one.rule.condition,
            "do": [effect.text() for effect in one.rule.effects], "position": one.rule.position,
        }
        for one in found
    ]  # fmt: skip
    lines = [
        ["*" if one.active else "", one.rule.name, one.rule.event, one.rule.condition,
         "; ".join(effect.text() for effect in one.rule.effects)]
        for one in found
    ]  # fmt: skip
    output.show(
        {"format": "postventa-rules/1", "rules": rows},
        text=lambda: output.table(lines, ["", _("Rule"), _("When"), _("If"), _("Do")]) if lines else _("No rules."),
        rows=rows,
        quiet=[one.rule.name for one in found],
    )


@app.command(help=lazy("Save a rule from a TOML file; a new one is off."))
def save(file: Annotated[str, typer.Argument(metavar="FILE", help="- is standard input.")]) -> None:
    """Save a rule."""
    from postventa_tui.core.tickets import automation, rules

    context.refuse_at()
    try:
        if file == "-":
            text = sys.stdin.read()
        else:
            with open(file, encoding="utf-8") as source:
                text = source.read()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile("file_missing", file=file, line=None, reason=str(error)) from error
    rule = rules.read(text, file)
    automation.save(context.desk(), rule)
    output.show(
        {"format": "postventa-rule-saved/1", "name": rule.name},
        text=lambda: _("Saved: {name}. Rehearse it with: postventa rule preview {name}").format(name=rule.name),
    )


@app.command(help=lazy("Switch a rule on."))
def on(name: Name) -> None:
    """Switch a rule on."""
    _switch(name, True)


@app.command(help=lazy("Switch a rule off."))
def off(name: Name) -> None:
    """Switch a rule off."""
    _switch(name, False)


def _switch(name: str, is_on: bool) -> None:
    from postventa_tui.core.tickets import automation

    context.refuse_at()
    automation.switch(context.desk(), name, is_on)
    words = _("{name} is on.") if is_on else _("{name} is off.")
    output.show(
        {"format": "postventa-rule-saved/1", "name": name, "active": is_on}, text=lambda: words.format(name=name)
    )


@app.command(help=lazy("What a rule would have changed, per ticket; nothing is written."))
def preview(name: Name, days: Annotated[int, typer.Option("--days", min=1, max=3650)] = 90) -> None:
    """Rehearse a rule over the past."""
    from postventa_tui.core.tickets import automation, reading

    desk = context.desk()
    changes = automation.preview(desk, name, days)
    rows: list[dict[str, object]] = [
        {"ticket": reading.show_number(desk, one.number), "at": moments.iso(one.at), "do": list(one.effects)}
        for one in changes
    ]
    lines = [
        [reading.show_number(desk, one.number), moments.show(one.at, desk.shop.zone), "; ".join(one.effects)]
        for one in changes
    ]
    output.show(
        {"format": "postventa-rule-preview/1", "name": name, "days": days, "changes": rows},
        text=lambda: output.table(lines, [_("Ticket"), _("When"), _("Do")]) if lines else _("It would change nothing."),
        rows=rows,
        quiet=list(dict.fromkeys(str(row["ticket"]) for row in rows)),
    )
