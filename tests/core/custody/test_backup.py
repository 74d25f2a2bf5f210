"""Copies that are checked, kept by plan, and put back."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys

import pytest

from postventa_tui.core.custody import backup, keep, service
from postventa_tui.core.customers import service as customers
from postventa_tui.kit.errors import NotAllowed, NotFound, PostventaError, Refused, Temporary, Usage

HOUR, DAY = 3600, 86_400


def test_a_copy_is_whole_private_and_has_a_manifest(desk, tmp_path) -> None:
    made, gone = service.backup(desk, str(tmp_path / "copies"))
    assert gone == []
    assert stat.S_IMODE(os.stat(made.path).st_mode) == 0o600
    assert os.path.basename(made.path) == "shop-20261119T1642Z.db"
    manifest = json.loads((tmp_path / "copies" / "shop-20261119T1642Z.json").read_text())
    assert manifest["counts"]["agents"] == 1
    assert not os.path.exists(made.path + "-wal")
    assert service.verify(made.path)[0].sha256 == manifest["sha256"]


def test_a_copy_holds_what_was_acknowledged_before_it(desk, tmp_path) -> None:
    customers.create(desk, {"given": "Iria"})
    made, _ = service.backup(desk, str(tmp_path / "copies"))
    assert made.counts["customers"] == 1


def test_two_copies_in_one_minute_have_two_names(desk, tmp_path) -> None:
    one, _ = service.backup(desk, str(tmp_path / "copies"))
    two, _ = service.backup(desk, str(tmp_path / "copies"))
    assert one.path != two.path


def test_a_flipped_byte_is_found_by_verify(desk, tmp_path) -> None:
    made, _ = service.backup(desk, str(tmp_path / "copies"))
    with open(made.path, "r+b") as file:
        file.seek(5000)
        file.write(b"\xff")
    with pytest.raises(PostventaError, match="backup_bad"):
        service.verify(made.path)


def test_a_copy_without_its_manifest_is_no_copy(desk, tmp_path) -> None:
    made, _ = service.backup(desk, str(tmp_path / "copies"))
    os.unlink(made.path[:-3] + ".json")
    with pytest.raises(NotFound, match="no_manifest"):
        service.verify(made.path)
    assert backup.listed(str(tmp_path / "copies"), "shop") == []


def test_too_little_room_refuses_before_anything_is_written(desk, tmp_path, monkeypatch) -> None:
    usage = type("Usage", (), {"free": 1000})()
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Temporary, match="disk_full"):
        service.backup(desk, str(tmp_path / "copies"))
    assert os.listdir(tmp_path / "copies") == []


def test_a_compact_copy_has_no_free_pages(desk, tmp_path) -> None:
    made, _ = service.backup(desk, str(tmp_path / "copies"), compact=True)
    raw = sqlite3.connect(made.path)
    assert raw.execute("PRAGMA freelist_count").fetchone()[0] == 0
    raw.close()
    assert service.verify(made.path)


def test_a_link_in_place_of_the_part_is_not_followed(desk, tmp_path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (folder / "shop-20261119T1642Z.db").symlink_to(victim)
    service.backup(desk, str(folder))
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "48", "0h", "h", "48h;30d", "-1d"])
def test_a_plan_that_is_none_is_a_usage_error(text: str) -> None:
    with pytest.raises(Usage, match="bad_keep"):
        keep.parse(text)


def test_the_plan_keeps_hourly_daily_and_monthly_copies() -> None:
    now = 1_795_106_520
    made = [now - n * 1800 for n in range(24 * 2 * 60)]
    stay = keep.kept(made, keep.parse("48h,30d,12m"), now)
    assert len([at for at in stay if at > now - 48 * HOUR]) in (48, 49)
    assert now in stay
    assert len(stay) <= 48 + 30 + 12
    assert min(stay) >= now - 62 * DAY


def test_the_newest_copy_always_stays() -> None:
    assert keep.kept([5], keep.KeepPlan(hours=1), 1_795_106_520) == {5}


def test_old_copies_go_and_unchecked_ones_stay(desk, clock, tmp_path) -> None:
    folder = str(tmp_path / "copies")
    first, _ = service.backup(desk, folder)
    strange = os.path.join(folder, "shop-20200101T0000Z.db")
    open(strange, "w").close()
    clock.advance(3 * HOUR)
    _, gone = service.backup(desk, folder, plan="2h")
    assert gone == [first.path]
    assert os.path.exists(strange)


def test_restore_puts_the_copy_in_place_and_keeps_the_old_file(make_desk, shop_path, clock, tmp_path) -> None:
    desk = make_desk()
    customers.create(desk, {"given": "Iria"})
    made, _ = service.backup(desk, str(tmp_path / "copies"))
    clock.advance(41 * 60)
    customers.create(desk, {"given": "Brais"})
    desk.close()
    done = service.restore(made.path, str(shop_path), login="ana", clock=clock)
    assert done.kept_as is not None
    assert os.path.exists(done.kept_as)
    assert done.behind_s == 41 * 60
    again = make_desk()
    assert again.db.value("SELECT count(*) FROM customers") == 1


def test_restore_is_for_an_admin(make_desk, shop_path, clock, tmp_path) -> None:
    desk = make_desk()
    made, _ = service.backup(desk, str(tmp_path / "copies"))
    desk.close()
    with pytest.raises(NotAllowed):
        service.restore(made.path, str(shop_path), login="nadie", clock=clock)


def test_restore_refuses_while_another_process_has_the_file_open(make_desk, shop_path, clock, tmp_path) -> None:
    desk = make_desk()
    made, _ = service.backup(desk, str(tmp_path / "copies"))
    desk.close()
    code = (
        "import sys; from postventa_tui.db import connection\n"
        "db = connection.connect(sys.argv[1]); db.value('SELECT count(*) FROM agents')\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(shop_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(Refused, match="database_in_use"):
            service.restore(made.path, str(shop_path), login="ana", clock=clock)
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    assert service.restore(made.path, str(shop_path), login="ana", clock=clock).tickets == 0


def test_the_drill_compares_with_the_rows_of_its_moment(desk, tmp_path) -> None:
    customers.create(desk, {"given": "Iria"})
    service.backup(desk, str(tmp_path / "copies"))
    customers.create(desk, {"given": "Brais"})
    done = service.drill(desk)
    assert done.ok
    assert done.tables > 30


def test_without_a_copy_there_is_no_drill(desk) -> None:
    with pytest.raises(NotFound, match="no_backup"):
        service.drill(desk)
