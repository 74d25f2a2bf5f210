"""An older file is copied, checked, brought up to date or left as it was; nothing in between."""

from __future__ import annotations

import glob
import os
import random
import sqlite3
import subprocess
import sys
import time

import pytest

from postventa_tui.core.custody import check
from postventa_tui.core.customers import service as customers
from postventa_tui.db import connection, migrations, upgrade
from postventa_tui.desk import open_desk
from postventa_tui.kit.errors import DatabaseTooNew, Temporary


@pytest.fixture
def older(desk, shop_path, monkeypatch):
    """A shop of this version, and a program that knows one step more: a new column, filled by the step."""
    for n in range(40):
        customers.create(desk, {"given": f"Iria {n}"})
    desk.close()
    monkeypatch.setattr(connection, "SCHEMA_STEPS", connection.SCHEMA_STEPS + 1)
    whole = migrations.migrate

    def with_one_more(db) -> None:
        whole(db)
        db.run("ALTER TABLE customers ADD COLUMN mood TEXT")
        db.run("UPDATE customers SET mood = 'bien'")
        columns = [row[1] for row in db.all("PRAGMA table_info(_sqlite_migrations)")]
        values = {"migration_set": "postventa", "name": "mood", "applied_at": "2030-01-01"}
        names = [name for name in columns if name in values]
        marks = ", ".join(f":{name}" for name in names)
        db.run(
            f"INSERT INTO _sqlite_migrations ({', '.join(names)}) VALUES ({marks})",
            **{name: values[name] for name in names},
        )
        from postventa_tui.db import fts, journal

        journal.drop_triggers(db)
        fts.drop_triggers(db)
        fts.create(db)
        journal.create_triggers(db)

    monkeypatch.setattr(migrations, "migrate", with_one_more)
    return shop_path


def moods(path) -> list[tuple[str | None]]:
    raw = sqlite3.connect(path)
    try:
        return raw.execute("SELECT DISTINCT mood FROM customers").fetchall()
    finally:
        raw.close()


def test_a_checked_copy_is_made_before_a_step(older) -> None:
    open_desk(str(older), agent="ana").close()
    assert moods(older) == [("bien",)]
    (copy,) = glob.glob(f"{older}.before-*")
    raw = sqlite3.connect(copy)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "mood" not in [row[1] for row in raw.execute("PRAGMA table_info(customers)")]
    raw.close()
    assert os.stat(copy).st_mode & 0o077 == 0
    assert check.run(str(older)).ok


def test_a_step_writes_no_journal_and_the_triggers_know_the_new_column(older) -> None:
    open_desk(str(older), agent="ana").close()
    desk = open_desk(str(older), agent="ana")
    assert desk.db.value("SELECT count(*) FROM journal WHERE instr(before, 'mood') > 0") == 0
    with desk.transaction("test") as db:
        db.run("UPDATE customers SET mood = 'mal' WHERE id = 1")
    assert desk.db.value("SELECT count(*) FROM journal WHERE instr(before, 'mood') > 0") == 1
    desk.close()


def test_an_old_program_that_is_open_stops_writing(older, make_desk, monkeypatch) -> None:
    new = connection.SCHEMA_STEPS
    monkeypatch.setattr(connection, "SCHEMA_STEPS", new - 1)
    old = make_desk()
    customers.create(old, {"given": "antes"})
    monkeypatch.setattr(connection, "SCHEMA_STEPS", new)
    open_desk(str(older), agent="ana").close()
    monkeypatch.setattr(connection, "SCHEMA_STEPS", new - 1)
    with pytest.raises(DatabaseTooNew, match="database_too_new"):
        customers.create(old, {"given": "después"})
    assert not old.db.in_transaction


def test_a_full_disk_refuses_before_anything_is_touched(older, monkeypatch) -> None:
    monkeypatch.setattr(upgrade.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 1000})())
    before = older.read_bytes()
    with pytest.raises(Temporary, match="disk_full"):
        open_desk(str(older), agent="ana")
    assert older.read_bytes() == before


def test_a_step_that_fails_leaves_the_old_file(older, monkeypatch) -> None:
    whole = migrations.migrate

    def broken(db) -> None:
        whole(db)
        raise Temporary("disk_full", path="")

    monkeypatch.setattr(migrations, "migrate", broken)
    with pytest.raises(Temporary):
        open_desk(str(older), agent="ana")
    raw = sqlite3.connect(older)
    assert "mood" not in [row[1] for row in raw.execute("PRAGMA table_info(customers)")]
    raw.close()


@pytest.mark.slow
def test_four_processes_that_make_the_first_schema_at_once_all_succeed(tmp_path) -> None:
    path = tmp_path / "shop.db"
    code = (
        "import sys\nfrom postventa_tui.db import connection, upgrade\n"
        "db = connection.connect(sys.argv[1], create=True)\nupgrade.run(db, backup=False)\n"
        "print(connection.schema_steps(db))"
    )
    makers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    answers = [maker.communicate() for maker in makers]
    assert [out.strip() for out, _err in answers] == [str(connection.SCHEMA_STEPS).encode()] * 4, answers


@pytest.mark.slow
def test_a_kill_while_the_schema_is_made_leaves_all_of_it_or_none(tmp_path) -> None:
    lot = random.Random(11)
    code = (
        "import sys\nfrom postventa_tui.db import connection, upgrade\nprint('go', flush=True)\n"
        "db = connection.connect(sys.argv[1], create=True)\nupgrade.run(db, backup=False)"
    )
    for n in range(8):
        path = tmp_path / f"shop{n}.db"
        maker = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
        maker.stdout.readline()
        time.sleep(lot.uniform(0, 0.25))  # the moment of the kill is the point of the test
        maker.kill()
        maker.wait()
        maker.stdout.close()
        if not path.exists() or path.stat().st_size == 0:
            continue
        raw = sqlite3.connect(path)
        tables = raw.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
        raw.close()
        assert tables == 0 or tables > 60, tables
