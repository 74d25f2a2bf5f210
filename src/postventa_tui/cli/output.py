"""How results leave: text, JSON, CSV; errors in one shape. stdout carries results, stderr the rest.

No typer and no rich here: the quick verbs print through the same functions.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from postventa_tui.cli import context
from postventa_tui.cli.context import OPTIONS
from postventa_tui.kit import text
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


class OutputLost(PostventaError):
    """The answer could not be handed over; what the command did is done all the same."""

    def __init__(self, reason: str) -> None:
        super().__init__("output_lost", reason=reason)


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def show(
    payload: Mapping[str, object],
    *,
    text: Callable[[], str] | None = None,
    rows: Sequence[Mapping[str, object]] | None = None,
    quiet: Iterable[str] | None = None,
) -> None:
    """Print one result in the form the options ask for.

    Args:
        payload: The documented JSON object.
        text: Makes the text for people; without it the payload is printed as `key: value` lines.
        rows: The rows of `--csv`; without them the payload is the one row.
        quiet: What `--quiet` prints, one a line: numbers for a `-` that reads them; nothing for a writing verb.
    """
    if OPTIONS.dry_run and context.dry_rows():
        _show_dry_run()
    elif OPTIONS.quiet and not OPTIONS.json:
        for word in quiet or ():
            write(word)
    elif OPTIONS.json:
        write_json(payload)
    elif OPTIONS.csv or OPTIONS.csv_raw:
        write_csv([payload] if rows is None else rows)
    else:
        write((text or (lambda: _plain(payload)))())


def _show_dry_run() -> None:
    """Print what would have changed, from the journal of the rolled back unit."""
    changes = [{"table": table, "id": row} for table, row in dict.fromkeys(context.dry_rows())]
    if OPTIONS.json:
        write_json({"format": "postventa-dry-run/1", "changes": changes})
        return
    write(_("Would change, and was rolled back:"))
    for change in changes:
        write(f"  {change['table']} {change['id']}")


def _plain(payload: Mapping[str, object]) -> str:
    return "\n".join(
        f"{key}: {value}" for key, value in payload.items() if key != "format" and value not in (None, [], {})
    )


def write(line: str) -> None:
    """Print text on stdout, cleaned of everything a terminal would act on."""
    _put(text.clean(line, lines=True) + "\n")


def _put(words: str) -> None:
    try:
        sys.stdout.write(words)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLost(error.strerror or "") from error


def flush() -> None:
    """Hand everything printed to the system.

    Raises:
        OutputLost: Where stdout goes there is no room, or it has gone.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLost(error.strerror or "") from error


def note(line: str) -> None:
    """Print a remark on stderr."""
    sys.stderr.write(text.clean(line, lines=True) + "\n")


def write_json(payload: object) -> None:
    """Print one JSON value; every text in it is cleaned."""
    import json

    _put(json.dumps(cleaned(payload), ensure_ascii=False) + "\n")


def cleaned(value: object) -> object:
    """Give the value with every text in it cleaned."""
    if isinstance(value, str):
        return text.clean(value, lines=True)
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item) for item in value]
    return value


def write_csv(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows as CSV: header, comma, CRLF; text that a spreadsheet would run gets an apostrophe."""
    import csv
    import io

    if not rows:
        return
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    names = [name for name in rows[0] if name != "format"]
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(row.get(name), raw=OPTIONS.csv_raw) for name in names])
    _put(lines.getvalue())


def cell(value: object, *, raw: bool = False) -> str:
    """Give one CSV cell; lists joined by `; `, texts in one line and safe (OWASP, CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return cell("; ".join(_inner(item) for item in value), raw=raw)
    if isinstance(value, dict):
        return cell(
            str(value.get("name") or value.get("ref") or "; ".join(f"{k}={_inner(v)}" for k, v in value.items())),
            raw=raw,
        )
    shown = text.clean(str(value), lines=True)
    if not raw and (shown.lstrip(" \u00a0").startswith(_FORMULA) or shown.startswith(("\t", "\r"))):
        return "'" + shown
    return shown


def _inner(value: object) -> str:
    """Give a value inside a cell: a row of rows as compact JSON, as no column can hold it."""
    if isinstance(value, dict | list | tuple):
        import json

        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return cell(value, raw=True)


def fail(error: PostventaError) -> int:
    """Print an error in its one shape on stderr and give its exit code."""
    from postventa_tui.kit import messages

    message = messages.describe(error)
    if OPTIONS.json:
        import json

        extra = error.params.get("json")
        body: dict[str, object] = {"code": error.code, "message": message}
        if isinstance(extra, dict):
            body.update(extra)
        sys.stderr.write(json.dumps({"error": cleaned(body)}, ensure_ascii=False) + "\n")
    else:
        shown = error.params.get("shown")
        if isinstance(shown, str):
            note(shown)
        else:
            note(f"{_('Error')}: {message} [{error.code}]")
    return error.exit_code


def table(rows: Sequence[Sequence[str]], head: Sequence[str]) -> str:
    """Give lines of columns padded to their cells, without boxes: readable by ear and by pipe."""
    from postventa_tui.kit.cells import pad, width

    shown = [[text.clean(item, lines=False) for item in row] for row in [list(head), *rows]]
    widths = [max(width(row[column]) for row in shown) for column in range(len(head))]
    return "\n".join("  ".join(pad(item, widths[i]) for i, item in enumerate(row)).rstrip() for row in shown)
