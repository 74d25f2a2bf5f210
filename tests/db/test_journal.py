"""The journal: units, rows by trigger, undo, the past."""

from __future__ import annotations

import pytest

from postventa_tui.db import journal, past, rewind, shop
from postventa_tui.desk import Desk
from postventa_tui.kit.errors import Conflict, Refused


def _set(desk: Desk, key: str, value: object) -> int:
    with desk.transaction("settings.set") as db:
        shop.save(db, key, value, desk.clock.now())
        unit = desk.unit
    assert unit is not None
    return unit


def _undo(desk: Desk, unit: int) -> int:
    with desk.transaction("journal.undo", origin="undo", undoes=unit) as db:
        own = desk.unit
        assert own is not None
        rewind.undo(db, unit, own)
    return own


def test_a_change_leaves_its_old_value_and_only_the_changed_columns(desk):
    _set(desk, "shop.name", "Uno")
    desk.clock.advance(5)
    unit = _set(desk, "shop.name", "Dos")
    (entry,) = journal.entries_of(desk.db, unit)
    assert entry.op == "U"
    assert '"value":"\\"Uno\\""' in entry.before
    assert "key" not in entry.before


def test_an_update_that_changes_nothing_leaves_no_row(desk):
    _set(desk, "shop.name", "Uno")
    unit = _set(desk, "shop.name", "Uno")
    assert journal.entries_of(desk.db, unit) == []


def test_undo_and_redo_give_the_values_back(desk):
    _set(desk, "shop.name", "Uno")
    unit = _set(desk, "shop.name", "Dos")
    undone = _undo(desk, unit)
    assert desk.shop.name == "Uno"
    _undo(desk, undone)
    assert desk.shop.name == "Dos"
    again = _undo(desk, unit)
    assert desk.shop.name == "Uno"
    assert rewind.is_undone(desk.db, unit)
    assert again


def test_undoing_twice_is_refused(desk):
    unit = _set(desk, "shop.name", "Uno")
    _undo(desk, unit)
    with pytest.raises(Refused, match="already_undone"):
        _undo(desk, unit)


def test_a_later_change_of_the_same_column_refuses_the_undo_and_names_it(desk):
    first = _set(desk, "shop.name", "Uno")
    second = _set(desk, "shop.name", "Dos")
    third = _set(desk, "shop.name", "Tres")
    with pytest.raises(Conflict) as found:
        _undo(desk, second)
    assert found.value.params["unit"] == third
    assert first


def test_an_exception_leaves_neither_row_nor_journal_nor_message(desk):
    told = []
    desk.changes.subscribe(told.append)
    before = desk.db.all("SELECT seq FROM journal")
    with pytest.raises(ZeroDivisionError), desk.transaction("settings.set") as db:
        shop.save(db, "shop.name", "Nada", desk.clock.now())
        raise ZeroDivisionError
    assert desk.db.all("SELECT seq FROM journal") == before
    assert desk.shop.name == ""
    assert told == []


def test_the_journal_cannot_be_rewritten(desk):
    import sqlite3

    _set(desk, "shop.name", "Uno")
    for sql in ("UPDATE journal SET before = NULL", "DELETE FROM journal", "DELETE FROM units"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            desk.db.run(sql)


def test_the_past_is_read_back(desk):
    start = desk.clock.now()
    _set(desk, "shop.name", "Uno")
    desk.clock.advance(60)
    _set(desk, "shop.name", "Dos")
    rows = past.rows_at(desk.db, "settings", start)
    assert [row["value"] for row in rows.values() if row["key"] == "shop.name"] == ['"Uno"']


def test_another_seat_sees_what_was_committed_and_not_its_own(make_desk):
    one, two = make_desk(), make_desk()
    cursor = int(two.db.value("SELECT coalesce(max(seq), 0) FROM journal"))
    _set(one, "shop.name", "Uno")
    rows, seen = journal.feed(two.db, cursor, two.writer)
    assert {table for table, _ in rows} == {"settings"}
    assert seen > cursor
    assert journal.feed(one.db, cursor, one.writer)[0] == []
