"""The disk says no: one clear message, nothing half-written, nothing lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import pytest

from postventa_tui.core.custody import check
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming
from postventa_tui.db import connection
from postventa_tui.desk import open_desk
from postventa_tui.kit.errors import DatabaseTooNew, PostventaError, Refused, Temporary

LONG = "palabra distinta " * 4000


def digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def ticket(desk) -> int:
    sla.install_starter(desk)
    marta = customers.create(desk, {"given": "Marta"})
    return tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va")).ticket_id


def test_a_full_disk_is_temporary_and_leaves_what_was_acknowledged(desk, ticket, shop_path) -> None:
    desk.db.run(f"PRAGMA max_page_count = {desk.db.value('PRAGMA page_count') + 30}")
    written = []
    with pytest.raises(Temporary, match="disk_full") as caught:
        for n in range(200):
            written.append(tickets.note(desk, ticket, f"{n} {LONG}"))
    assert caught.value.exit_code == 75
    assert not desk.db.in_transaction
    there = {row[0] for row in desk.db.all("SELECT id FROM interactions WHERE kind = 'note'")}
    assert there == set(written)
    assert check.run(str(shop_path)).ok
    desk.db.run("PRAGMA max_page_count = 1000000")
    assert tickets.note(desk, ticket, "otra vez")


def test_a_locked_file_is_temporary_after_the_wait(desk, ticket, shop_path, make_desk) -> None:
    holder = connection.connect(str(shop_path))
    holder.run("BEGIN IMMEDIATE")
    desk.wait_s = 0.2
    with pytest.raises(Temporary, match="database_busy"):
        tickets.note(desk, ticket, "espero")
    holder.run("ROLLBACK")
    holder.close()
    assert tickets.note(desk, ticket, "ahora sí")


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_file_that_was_moved_is_not_written_to(desk, ticket, shop_path, tmp_path, how) -> None:
    other = tmp_path / "other.db"
    shutil.copy(shop_path, other)
    if how == "removed":
        os.unlink(shop_path)
    else:
        os.replace(other, shop_path)
    with pytest.raises(Refused, match="database_moved"):
        tickets.note(desk, ticket, "nada")


def test_a_newer_file_is_refused_and_stays_as_it_is(desk, shop_path) -> None:
    desk.close()
    raw = sqlite3.connect(shop_path)
    raw.execute("PRAGMA journal_mode=DELETE")
    columns = [row[1] for row in raw.execute("PRAGMA table_info(_sqlite_migrations)")]
    values = {"migration_set": "postventa", "name": "of_tomorrow", "applied_at": "2030-01-01"}
    marks = [name for name in columns if name in values]
    raw.execute(
        f"INSERT INTO _sqlite_migrations ({', '.join(marks)}) VALUES ({', '.join('?' for _ in marks)})",
        [values[name] for name in marks],
    )
    raw.commit()
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    before = digest(shop_path)
    with pytest.raises(DatabaseTooNew) as caught:
        open_desk(str(shop_path))
    assert caught.value.exit_code == 1
    assert digest(shop_path) == before


@pytest.mark.parametrize("content", [b"", b"hola\n" * 500, b"SQLite format 3\0" + b"x" * 4000])
def test_what_is_no_shop_is_refused_and_stays_as_it_is(tmp_path, content) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    with pytest.raises(PostventaError) as caught:
        open_desk(str(path))
    assert caught.value.code in ("database_foreign", "database_damaged", "database_unreadable")
    assert path.read_bytes() == content


def test_a_folder_in_place_of_a_file_is_refused(tmp_path) -> None:
    with pytest.raises(PostventaError, match="database_foreign"):
        open_desk(str(tmp_path))


READ_ONLY = """
import os, sys
from postventa_tui.desk import open_desk
from postventa_tui.core.tickets import service as tickets
from postventa_tui.kit.errors import PostventaError
if os.getuid() == 0:  # root may write everywhere: become nobody once everything is imported
    os.setgid(65534)
    os.setuid(65534)
desk = open_desk(sys.argv[1], agent="ana")
print(desk.db.value("SELECT count(*) FROM tickets"), desk.read_only)
try:
    tickets.note(desk, 1, "x")
except PostventaError as error:
    print(error.code, error.exit_code)
"""


@pytest.mark.slow
def test_a_file_that_can_only_be_read_is_read(desk, ticket, shop_path) -> None:
    desk.close()
    with tempfile.TemporaryDirectory(prefix="postventa-ro-") as folder:
        path = os.path.join(folder, "shop.db")
        shutil.copy(shop_path, path)
        os.chmod(path, 0o444)
        os.chmod(folder, 0o555)
        try:
            found = subprocess.run([sys.executable, "-c", READ_ONLY, path], capture_output=True, text=True)
        finally:
            os.chmod(folder, 0o755)
    assert found.stdout.splitlines() == ["1 True", "read_only 4"], found.stderr


@pytest.mark.parametrize("shift", [-3600, 86_400, 2**31 + 5 - 1_795_106_520])
def test_a_wrong_clock_loses_and_reorders_nothing(desk, ticket, clock, shift) -> None:
    first = tickets.note(desk, ticket, "antes")
    clock.advance(shift)
    second = tickets.note(desk, ticket, "después")
    tickets.receive(desk, Incoming(1, "email", "sigue sin ir", ticket_id=ticket))
    assert second > first
    seqs = [row[0] for row in desk.db.all("SELECT seq FROM journal ORDER BY seq")]
    assert seqs == sorted(seqs)
    for views in sla.views(desk, [ticket], clock.now()).values():
        assert all((view.elapsed or 0) >= 0 for view in views)


def test_acknowledged_writes_are_synced_and_drafts_are_not(desk) -> None:
    assert desk.db.value("PRAGMA synchronous") == 2
    assert desk._quick().value("PRAGMA synchronous") == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_log_is_synced_before_a_write_is_acknowledged(desk, ticket, shop_path, tmp_path) -> None:
    desk.close()
    trace = tmp_path / "trace"
    subprocess.run(
        ["strace", "-f", "-y", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", str(trace),
         sys.executable, "-m", "tests.db.writer", str(shop_path), "note", "1"],
        check=True, capture_output=True,
    )  # fmt: skip
    lines = trace.read_text(errors="replace").splitlines()
    acknowledged = max(n for n, line in enumerate(lines) if "interaction" in line and "write(1" in line)
    logged = [n for n, line in enumerate(lines[:acknowledged]) if "shop.db-wal" in line and "pwrite64" in line]
    synced = [n for n, line in enumerate(lines[:acknowledged]) if "shop.db-wal" in line and "sync(" in line]
    assert logged and synced and synced[-1] > logged[-1]


def test_a_reader_holds_no_transaction_between_two_looks(desk, ticket) -> None:
    desk.reader().all("SELECT id FROM tickets")
    assert not desk.reader().in_transaction
    assert not desk.db.in_transaction
