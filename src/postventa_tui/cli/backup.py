"""`postventa backup`: checked copies, their proof, restore, drill."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui import settings as personal
from postventa_tui.cli import context, output
from postventa_tui.core.custody import service as custody
from postventa_tui.core.custody.rows import Restored
from postventa_tui.kit import moments, text
from postventa_tui.kit.errors import PostventaError, Usage
from postventa_tui.kit.i18n import _, ngettext

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def make(
    ctx: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="Folder of the copies.")] = "",
    keep: Annotated[
        str, typer.Option("--keep", metavar="48h,30d,12m", help="Hourly, daily, monthly copies kept.")
    ] = "",
    compact: Annotated[bool, typer.Option("--compact", help="Rows alone: nothing erased is in the copy.")] = False,
) -> None:
    """Make a copy while others work; it is checked and counted before it bears its name."""
    if ctx.invoked_subcommand is not None:
        return
    if not to:
        raise Usage("missing_option", option="--to DIR")
    desk = context.desk()
    made, gone = custody.backup(desk, to, plan=keep, compact=compact)
    payload = {
        "format": "postventa-backup/1",
        "path": made.path,
        "made_at": moments.iso(made.made_at),
        "sha256": made.sha256,
        "schema": made.schema,
        "journal_seq": made.journal_seq,
        "counts": made.counts,
        "deleted": gone,
    }
    output.show(payload, text=lambda: _("Copied and checked: {path}").format(path=made.path))


@app.command()
def verify(file: str) -> None:
    """Prove a copy: SHA-256, every deep check, counts."""
    made, report = custody.verify(file)
    payload = {"format": "postventa-backup-verify/1", "ok": True, "path": file, "made_at": moments.iso(made.made_at)}
    payload["checks"] = len(report.checks)
    output.show(payload, text=lambda: _("This copy is whole: {path}").format(path=file))


@app.command()
def restore(
    file: str, to: Annotated[str, typer.Option("--to", metavar="PATH", help="The file to put in place.")] = ""
) -> None:
    """Put a copy in the place of the file; the old one is kept beside it."""
    settings = personal.load()
    target = to or context.db_path(settings)
    login = context.agent_login(settings) or context.system_login()
    done = custody.restore(file, target, login=login, clock=context.CLOCK)
    payload = {
        "format": "postventa-restore/1",
        "path": done.path,
        "kept_as": done.kept_as,
        "tickets": done.tickets,
        "last_change_at": moments.iso(done.last_change_at),
        "behind_s": done.behind_s,
        "only_in_old": list(done.only_in_old),
        "erased_again": done.erased_again,
    }
    output.show(payload, text=lambda: _restored(done))


def _restored(done: Restored) -> str:
    last = "–" if done.last_change_at is None else moments.show(done.last_change_at, "Europe/Madrid")
    first = ngettext("{n} ticket", "{n} tickets", done.tickets).format(n=done.tickets)
    line = _("{tickets}, last change {when}").format(tickets=first, when=last)
    if done.behind_s is not None:
        minutes = -(-done.behind_s // 60)
        line += _(", {n} minutes before the old file's last change").format(n=minutes)
    lines = [line]
    if done.only_in_old:
        numbers = ", ".join(f"PV-{number}" for number in done.only_in_old[:50])
        lines.append(_("Only in the old file: {numbers}").format(numbers=numbers))
    if done.erased_again:
        lines.append(_("Erased again: {n}").format(n=done.erased_again))
    if done.kept_as:
        lines.append(_("The old file is kept as {path}").format(path=done.kept_as))
    return text.clean("\n".join(lines), lines=True)


@app.command()
def drill() -> None:
    """Rehearse a restore with the newest copy and compare it with the live rows of its moment."""
    done = custody.drill(context.desk())
    payload = {
        "format": "postventa-drill/1",
        "ok": done.ok,
        "backup": done.backup,
        "tables": done.tables,
        "differing": list(done.differing),
    }
    if not done.ok:
        raise PostventaError("drill_differs", tables=", ".join(done.differing), json=payload)
    output.show(
        payload, text=lambda: _("The drill is good: {path}, {n} tables equal").format(path=done.backup, n=done.tables)
    )
