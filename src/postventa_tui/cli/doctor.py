"""`postventa doctor`: state of machine, file and configuration, and what to do for each finding."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated

import typer

from postventa_tui import settings as personal
from postventa_tui.cli import context, output
from postventa_tui.core.custody import doctor as doctors
from postventa_tui.core.custody.rows import Finding
from postventa_tui.kit.errors import BadFile
from postventa_tui.kit.i18n import _
from postventa_tui.kit.messages import N_

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)

SENTENCES = {
    "versions": N_("postventa {postventa}, Python {python}, {system}, textual {textual}, tzdata {tzdata}"),
    "file": N_("{path}: SQLite {sqlite}, {journal_mode}"),
    "not_opened": N_("{path} does not open ({code}). Run postventa check, then restore the newest backup."),
    "read_only_file": N_("{path} can only be read by this account. Give it the file, or work as its owner."),
    "foreign_writes": N_(
        "{n} changes were made by another program. See postventa report audit; write through postventa only."
    ),
    "search_waiting": N_("{n} texts wait for the search index. Run postventa doctor --reindex."),
    "mode_file": N_("{path} has mode {mode}: others can read it. Do: chmod 600 {path}"),
    "mode_folder": N_("{path} has mode {mode}: others can write in it. Do: chmod 700 {path}"),
    "other_owner": N_("{path} belongs to another account ({uid}). Do: chown it to the shop's account."),
    "odd_disk": N_("The folder is on {kind}. Keep the database on a plain local disk."),
    "temporary_folder": N_(
        "{path} is emptied by the system. Move the shop: copy with postventa backup, restore elsewhere."
    ),
    "synchronised_folder": N_(
        "{path} is copied by a sync program, which can tear the file from its log. Move it outside; use postventa backup."
    ),
    "little_disk": N_("Only {free_mb} MB are free. Make room: at less, nothing can be saved."),
    "long_log": N_("The log has {size_mb} MB: some program holds a read open. Close old consoles."),
    "too_fast_disk": N_(
        "This disk answers too fast ({ms} ms): power loss may cost the last writes (virtual disk, USB bridge or write cache)."
    ),
    "slow_disk": N_("This disk needs {ms} ms for one saved change. Put the shop on a faster one."),
    "encrypted": N_("The disk is encrypted."),
    "not_encrypted": N_(
        "The disk is not encrypted: a thief of the machine can read everything. Turn on disk encryption."
    ),
    "encryption_unknown": N_(
        "Whether the disk is encrypted cannot be told here. Look it up (LUKS, FileVault, BitLocker)."
    ),
    "backup": N_("Newest backup: {path}, {hours} hours old"),
    "old_backup": N_("The newest backup is {hours} hours old: {path}. Run postventa backup, and a timer each hour."),
    "no_backup": N_("There is no backup. Run postventa backup --to DIR, then a timer each hour."),
    "clock_behind": N_("The machine's clock is {seconds} s behind the newest change. Set it by NTP."),
    "clock_was_behind": N_(
        "{n} changes were written while the clock was behind. Set it by NTP; order is kept by number."
    ),
    "log_held": N_(
        "Words of an erased person may still be in the log: a reader holds it. Close all consoles, run doctor again."
    ),
    "config": N_("Settings: {path}"),
    "bad_config": N_("{path}: {reason}. Mend the line or take it out."),
}
"""The sentence of each finding; a bad one says what to do."""


@app.callback(invoke_without_command=True)
def doctor(
    ctx: typer.Context,
    reindex: Annotated[bool, typer.Option("--reindex", help="Make the search index anew.")] = False,
    bundle: Annotated[str, typer.Option("--bundle", metavar="FILE", help="Report file for helpers: no rows.")] = "",
) -> None:
    """Say how things stand, and what to do. Exit code 1 when something must be done."""
    if ctx.invoked_subcommand is not None:
        return
    closed = None if reindex or bundle else doctors.try_open(_path())
    if closed is not None:
        _show([closed, *doctors.toml_files()])
        return
    desk = context.desk()
    if reindex:
        doctors.reindex(desk)
        output.show({"format": "postventa-reindex/1", "ok": True}, text=lambda: _("The search index was made anew."))
    elif bundle:
        names = doctors.bundle(desk, bundle)
        payload = {"format": "postventa-bundle/1", "path": bundle, "inside": names}
        output.show(payload, text=lambda: _("{path} holds: {names}").format(path=bundle, names=", ".join(names)))
    else:
        _show(doctors.look(desk))


def _path() -> str:
    try:
        return context.db_path(personal.load())
    except BadFile:
        return context.db_path(personal.Settings())


def _show(found: list[Finding]) -> None:
    rows = [{"code": one.code, "level": one.level, "message": sentence(one)} for one in found]
    payload = {"format": "postventa-doctor/1", "ok": all(one.level == "ok" for one in found), "findings": rows}
    labels = {"ok": _("ok"), "warning": _("warning"), "error": _("error")}
    output.show(payload, text=lambda: "\n".join(f"{labels[row['level']]}: {row['message']}" for row in rows), rows=rows)
    if any(one.level == "error" for one in found):
        raise typer.Exit(1)


def sentence(found: Finding) -> str:
    """Give the words of a finding."""
    return _(SENTENCES[found.code]).format(**found.params)


@app.command("ssh-line")
def ssh_line(login: str) -> None:
    """Print the line of an agent for the keys file; the public key comes by standard input."""
    desk = context.desk()
    program = shutil.which("postventa") or "/usr/local/bin/postventa"
    line = doctors.ssh_line(desk, login, sys.stdin.read(), program)
    output.show({"format": "postventa-ssh-line/1", "line": line}, text=lambda: line)
