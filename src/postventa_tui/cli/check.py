"""`postventa check`: proofs on the file."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from postventa_tui import settings as personal
from postventa_tui.cli import context, output
from postventa_tui.core.custody import check as proofs
from postventa_tui.core.custody import service as custody
from postventa_tui.core.custody.rows import CheckReport
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _

app = typer.Typer(rich_markup_mode=None)

_REPAIRS = {"search": "search", "structure": "indexes"}


@app.command()
def check(
    deep: Annotated[bool, typer.Option("--deep", help="Every blob, number and text too.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Make broken indexes again, after asking.")] = False,
) -> None:
    """Prove the file; writes only with --repair, which asks. Exit code 1 when something is found."""
    path = context.db_path(personal.load())
    report = proofs.run(path, deep=deep)
    if repair and not report.ok:
        _repair(report)
        report = proofs.run(path, deep=deep)
    checks = [{"name": one.name, "ok": one.ok, "found": one.found, "ms": one.ms} for one in report.checks]
    payload = {"format": "postventa-check/1", "ok": report.ok, "checks": checks, "schema": report.schema}
    output.show(payload, text=lambda: _text(report), rows=checks)
    if not report.ok:
        raise typer.Exit(1)


def _text(report: CheckReport) -> str:
    rows = [
        [one.name, _("ok") if one.ok else _("found"), str(one.found), f"{one.ms} ms", " ".join(one.where[:3])]
        for one in report.checks
    ]
    lines = [output.table(rows, [_("check"), _("answer"), _("found"), _("time"), _("where")])]
    if not report.ok:
        lines.append(
            _("What to do, in this order: postventa check --repair; postventa backup restore NEWEST; the guide.")
        )
    return "\n".join(lines)


def _repair(report: CheckReport) -> None:
    desk = context.desk()
    for one in report.checks:
        what = _REPAIRS.get(one.name)
        if one.ok or what is None:
            continue
        if not _agreed(one.name, what):
            continue
        custody.repair(desk, what)
        output.note(_("Made again: {what}").format(what=what))


def _agreed(name: str, what: str) -> bool:
    if context.confirmed(f"repair_{what}"):
        return True
    if not sys.stdin.isatty():
        raise Usage("confirm_needed", option=f"--confirm repair_{what}")
    return typer.confirm(_("{name}: make {what} again?").format(name=name, what=what), default=False, err=True)
