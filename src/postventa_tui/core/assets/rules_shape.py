"""Reading TOML tables key by key, and finding the line of the key that is wrong."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping

Path = tuple[str | int, ...]
MAX_NUMBER = 1200
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"\s*(\"[^\"]*\"|[A-Za-z0-9_-]+)\s*=")


class Bad(Exception):
    """What is wrong in a table, and the path of the key; becomes `BadFile` with file and line."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(reason)
        self.path = path


class Table:
    """One table of a TOML file; a reading that fails names its key."""

    def __init__(self, values: Mapping[str, object], path: Path) -> None:
        self.values = values
        self.path = path

    def bad(self, key: str, reason: str) -> NoReturn:
        """Say that the value of `key` is wrong; an empty key means the table itself."""
        raise Bad((*self.path, key) if key else self.path, reason)

    def only(self, *keys: str) -> None:
        """Refuse keys other than `keys`: a spelling mistake must show."""
        for key in self.values:
            if key not in keys:
                self.bad(key, f"unknown key {key}")

    def text(self, key: str) -> str:
        """Give the text at `key`, which must be there and not blank."""
        value = self._needed(key)
        if not isinstance(value, str) or not value.strip():
            self.bad(key, f"{key} must be a text")
        return value

    def word(self, key: str, words: tuple[str, ...]) -> str | None:
        """Give the text at `key`, one of `words`; None when absent."""
        if key not in self.values:
            return None
        value = self.text(key)
        if value not in words:
            self.bad(key, f"{key} must be one of " + ", ".join(words))
        return value

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """Give the list of texts at `key`."""
        if not needed and key not in self.values:
            return ()
        value = self._needed(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.bad(key, f"{key} must be a list of texts")
        return tuple(value)

    def number(self, key: str, *, needed: bool) -> int | None:
        """Give the whole number at `key`, from 0 to `MAX_NUMBER`; None when absent and not needed."""
        if not needed and key not in self.values:
            return None
        return self.needed_number(key)

    def needed_number(self, key: str) -> int:
        """Give the whole number at `key`."""
        value = self._needed(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_NUMBER:
            self.bad(key, f"{key} must be a whole number from 0 to {MAX_NUMBER}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Give the true or false at `key`."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.bad(key, f"{key} must be true or false")
        return value

    def day(self, key: str) -> date:
        """Give the date at `key`."""
        value = self._needed(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.bad(key, f"{key} must be a date such as 2022-01-01")
        return value

    def maybe_day(self, key: str) -> date | None:
        """Give the date at `key`, None when absent."""
        return self.day(key) if key in self.values else None

    def table(self, key: str, *, needed: bool) -> Table | None:
        """Give the table at `key`; None when absent and not needed."""
        if not needed and key not in self.values:
            return None
        return self.needed_table(key)

    def needed_table(self, key: str) -> Table:
        """Give the table at `key`."""
        value = self._needed(key)
        if not isinstance(value, dict):
            self.bad(key, f"{key} must be a table")
        return Table(value, (*self.path, key))

    def tables(self, key: str) -> list[Table]:
        """Give the tables of the array of tables `key`, none when absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.bad(key, f"{key} must be written as [[{key}]]")
        return [Table(one, (*self.path, key, number)) for number, one in enumerate(value)]

    def _needed(self, key: str) -> object:
        """The value at `key`; the table is wrong without it."""
        if key not in self.values:
            self.bad("", f"{key} is missing")
        return self.values[key]


def located(text: str, path: Path) -> int:
    """Give the line of the key at `path`, else of the nearest table around it, else 1."""
    lines = _lines(text)
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


def _lines(text: str) -> dict[Path, int]:
    """Line of each table header and key, by path; keys inside multi-line values may be missed."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header is not None:
            table = _table_path(header.group(2), header.group(1) == "[[", counts)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key is not None:
            lines.setdefault((*table, key.group(1).strip('"')), number)
    return lines


def _table_path(dotted: str, is_array: bool, counts: dict[Path, int]) -> Path:
    """Path of a header; the parts that are arrays of tables carry the number of their newest table."""
    path: Path = ()
    parts = [part.strip().strip('"') for part in dotted.split(".")]
    for place, part in enumerate(parts):
        path = (*path, part)
        if is_array and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
