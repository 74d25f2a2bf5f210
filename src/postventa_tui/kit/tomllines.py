"""One value changed in a TOML text; every other line stays as its owner wrote it. Pure."""

from __future__ import annotations

import copy
import re
import tomllib

Value = str | int | bool


def with_value(text: str, table: str, key: str, value: Value) -> str | None:
    """Give the text with `key` set in `[table]` ("" for the lines above every table).

    Gives None when that cannot be done line by line without touching anything else, such as for an inline table.

    Args:
        key: A bare key: letters, digits, `-` and `_`.
    """
    try:
        wanted = copy.deepcopy(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return None
    place = wanted.setdefault(table, {}) if table else wanted
    if not isinstance(place, dict):
        return None
    place[key] = value
    changed = _changed(text.splitlines(keepends=True), table, key, f"{key} = {_written(value)}")
    # The proof of the edit: the new text says what the old one said, and the one value.
    try:
        return changed if tomllib.loads(changed) == wanted else None
    except tomllib.TOMLDecodeError:
        return None


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    plain = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04X}" for char in plain) + '"'


def _changed(lines: list[str], table: str, key: str, written: str) -> str:
    start, end = _bounds(lines, table)
    if start is None:
        gap = "\n" if lines and lines[-1].strip() else ""
        whole = "".join(lines)
        return whole + ("" if not whole or whole.endswith("\n") else "\n") + f"{gap}[{table}]\n{written}\n"
    wanted = re.compile(rf'\s*(?:{re.escape(key)}|"{re.escape(key)}")\s*=')
    for at in range(start, end):
        if wanted.match(lines[at]):
            comment = re.search(r"\s+#[^\"']*$", lines[at].rstrip("\r\n"))
            lines[at] = written + (comment.group() if comment else "") + "\n"
            return "".join(lines)
    at = end
    while at > start and not lines[at - 1].strip():
        at -= 1
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    lines.insert(at, written + "\n")
    return "".join(lines)


def _bounds(lines: list[str], table: str) -> tuple[int | None, int]:
    """Give the first line of a table's body and the one after its last."""
    heads = [at for at, line in enumerate(lines) if line.lstrip().startswith("[")]
    if not table:
        return 0, heads[0] if heads else len(lines)
    head = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]\s*(#.*)?$")
    for at in heads:
        if head.match(lines[at].rstrip("\r\n")):
            return at + 1, next((other for other in heads if other > at), len(lines))
    return None, 0
