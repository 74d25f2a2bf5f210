"""Building the sample: the same rows each time, and the rows that ship."""

from __future__ import annotations

import hashlib
import sqlite3
import time

import pytest

from postventa_tui.kit import paths
from postventa_tui.seed.build import build

CHANCE = {"erasures": ("salt", "hashes")}
"""Columns that must not be guessable, so they differ at each building; the shop's secret too."""


def dump(path):
    """Give one SHA-256 a table over all rows in order of their first columns."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = [
        row[0]
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row[0].startswith(("sqlite_", "search_", "_sqlite"))
    ]
    found = {}
    for name in names:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})") if row[1] not in CHANCE.get(name, ())]
        where = " WHERE key <> 'secret'" if name == "settings" else ""
        rows = db.execute(f"SELECT {', '.join(columns)} FROM {name}{where} ORDER BY {', '.join(columns)}").fetchall()
        found[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    db.close()
    return found


@pytest.mark.slow
def test_two_buildings_and_the_file_that_ships_are_the_same(tmp_path):
    begin = time.monotonic()
    build(str(tmp_path / "one.db"))
    assert time.monotonic() - begin < 60
    build(str(tmp_path / "two.db"))
    one, two, shipped = dump(tmp_path / "one.db"), dump(tmp_path / "two.db"), dump(paths.data("sample.db"))
    assert {name for name in one if one[name] != two[name]} == set()
    assert {name for name in one if one[name] != shipped.get(name)} == set()
