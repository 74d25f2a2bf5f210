"""`postventa import`: rows of `postventa-import/1` into the shop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.cli.progress import bar
from postventa_tui.core.exchange import report as reports
from postventa_tui.core.exchange import service as exchange
from postventa_tui.core.exchange import undo as undoing
from postventa_tui.core.exchange.report import Problem, Report
from postventa_tui.kit import moments, text
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.desk import Desk

app = typer.Typer(rich_markup_mode=None)
SHOWN = 20
"""Errors listed for people; --json has them all."""


@app.command()
def import_(
    file: Annotated[str, typer.Argument(help="File of JSON lines; - reads standard input.")] = "",
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Write the good lines beside bad ones.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over rows that were edited here.")] = False,
    sla: Annotated[
        bool, typer.Option("--sla", help="Work out the clocks of imported tickets from their times.")
    ] = False,
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="Encoding of the file; UTF-8 without it.")
    ] = "",
    listed: Annotated[bool, typer.Option("--list", help="List the imports of this shop.")] = False,
    undo: Annotated[
        int, typer.Option("--undo", metavar="ID", help="Take back all that one import wrote, or nothing.")
    ] = 0,
) -> None:
    """Read a file of postventa-import/1; what is there already is skipped. All or nothing without --keep-going."""
    if sum((bool(file), listed, bool(undo))) != 1:
        raise Usage("import_one_thing")
    desk = context.desk(origin="import")
    if listed:
        _list(desk)
    elif undo:
        _undo(desk, undo)
    else:
        _import(desk, file, exchange.Wishes(keep_going, overwrite, sla, encoding))


def _import(desk: Desk, file: str, wishes: exchange.Wishes) -> None:
    with bar() as progress:
        report = exchange.import_file(desk, file, sys.stdin.buffer, wishes, progress)
    payload = _payload(report)
    output.show(payload, text=lambda: _lines(report, keep_going=wishes.keep_going), rows=_rows(payload))
    if report.failed:
        raise typer.Exit(1)


def _list(desk: Desk) -> None:
    zone = desk.shop.zone
    rows: list[dict[str, object]] = [
        {
            "id": one.id,
            "file": text.clean(one.path, lines=False),
            "started_at": moments.iso(one.started_at),
            "finished_at": moments.iso(one.finished_at),
            "rows": one.lines,
            "units": one.units,
            "undone": one.undone,
        }
        for one in undoing.list_imports(desk)
    ]

    def _line(row: Mapping[str, object], started_at: int) -> str:
        shown = _("{id}: {file}, {when}: {rows} rows in {units} units").format(
            **{**row, "when": moments.show(started_at, zone)}
        )
        if not row["undone"]:
            return shown
        return shown + ", " + _("taken back: {undone}").format(undone=row["undone"])

    starts = [one.started_at for one in undoing.list_imports(desk)]
    lines = [_line(row, at) for row, at in zip(rows, starts, strict=True)]
    output.show({"imports": rows}, text=lambda: "\n".join(lines) or _("Nothing was imported yet."), rows=list(rows))


def _undo(desk: Desk, import_id: int) -> None:
    with bar() as progress:
        done = undoing.undo_import(desk, import_id, progress)
    output.show(
        {"import": done.import_id, "units": done.units, "rows": done.rows},
        text=lambda: _("Import {id} was taken back: {rows} changes in {units} units.").format(
            id=done.import_id, rows=done.rows, units=done.units
        ),
    )


def _payload(report: Report) -> dict[str, object]:
    errors = [
        {
            "line": problem.line,
            "kind": _shown(problem.kind),
            "ext": _shown(problem.ext),
            "code": problem.code,
            "field": _shown(problem.field),
            "message": message(problem),
        }
        for problem in report.problems
    ]
    payload: dict[str, object] = {"format": reports.FORMAT}
    payload |= {key: getattr(report, key) for key in ("read", "written", "updated", "skipped", "failed")}
    payload["errors"] = errors
    if report.failed > len(errors):
        payload["errors_left_off"] = report.failed - len(errors)
    return payload


def _shown(word: str | None) -> str | None:
    return None if word is None else text.clean(word[:300], lines=False)


def _rows(payload: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = payload["errors"]
    return list(found) if isinstance(found, list) else []


def message(problem: Problem) -> str:
    """Give the sentence for one line that could not be taken."""
    field = _shown(problem.field) or ""
    sentences = {
        "bad_json": _("This line is not one object of JSON."),
        "unknown_kind": _("There is no such kind of line."),
        "unknown_key": _("There is no key {field} in this kind of line."),
        "missing_key": _("The key {field} is missing."),
        "bad_value": _("The value of {field} cannot be read."),
        "missing_ref": _("What {field} names is neither in this file nor in the shop."),
        "duplicate_ext": _("An earlier line has the same identity."),
        "number_taken": _("Another ticket has this number."),
        "edited_here": _("This row was edited here since; --overwrite writes over it."),
        "contact_taken": _("This contact point belongs to another customer."),
        "erased": _("This person was erased here and does not come back by an import."),
        "cycle": _("The merges lead back to where they began."),
    }
    return sentences[problem.code].format(field=field)


def _lines(report: Report, *, keep_going: bool) -> str:
    lines = [
        _("{read} lines read: {written} written, {updated} updated, {skipped} skipped, {failed} failed.").format(
            **{key: getattr(report, key) for key in ("read", "written", "updated", "skipped", "failed")}
        )
    ]
    for problem in report.problems[:SHOWN]:
        name = " ".join(word for word in (_shown(problem.kind), _shown(problem.ext)) if word)
        lines.append(
            _("line {line}: {name}: {message}").format(line=problem.line, name=name or "?", message=message(problem))
        )
    more = report.failed - min(report.failed, SHOWN)
    if more:
        lines.append(
            ngettext("and {n} more; --json lists them.", "and {n} more; --json lists them.", more).format(n=more)
        )
    if report.failed and not keep_going:
        lines.append(_("Nothing was written. --keep-going takes the good lines."))
    return "\n".join(lines)
