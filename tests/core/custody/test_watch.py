"""What the console is told by itself of copies and of the disk."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple

import pytest

from postventa_tui.core.custody import machine, service, watch

HOUR, DAY = 3600, 86_400


def test_a_fresh_shop_hears_nothing(desk) -> None:
    assert watch.look(desk) == watch.Watch()


@pytest.mark.parametrize(
    ("plan", "quiet", "late"),
    [("", 48 * HOUR, 49 * HOUR), ("48h,30d", 2 * HOUR, 3 * HOUR), ("12m", 62 * DAY, 63 * DAY)],
)
def test_a_copy_is_late_after_twice_its_plan(desk, clock, tmp_path, plan, quiet, late) -> None:
    service.backup(desk, str(tmp_path / "copies"), plan=plan)
    clock.advance(quiet)
    assert watch.look(desk) == watch.Watch()
    clock.advance(late - quiet)
    assert watch.look(desk) == watch.Watch(backup_h=late // HOUR)


def test_copies_that_went_are_missed(desk, tmp_path) -> None:
    made, _gone = service.backup(desk, str(tmp_path / "copies"))
    os.unlink(made.path)
    os.unlink(made.path[:-3] + ".json")
    assert watch.look(desk).backup_gone


def test_a_disk_that_fills_up_is_told(desk, monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1 << 40, 0, 150 << 20))
    assert watch.look(desk).free_mb == 150
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1 << 40, 0, 201 << 20))
    assert watch.look(desk).free_mb is None
    monkeypatch.setattr(machine, "LITTLE_BYTES", 0)
    size = os.path.getsize(desk.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1 << 40, 0, 2 * size - 1))
    assert watch.look(desk).free_mb is not None
