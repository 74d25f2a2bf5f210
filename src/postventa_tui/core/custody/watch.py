"""What the console watches by itself: copies that stopped coming, a disk that fills up. Cheap: names and sizes alone."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from postventa_tui.core.custody import keep, machine, service
from postventa_tui.db import shop
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

EVERY_S = 600
_HOUR, _DAY, _MONTH = 3600, 86_400, 31 * 86_400


class Watch(NamedTuple):
    """What is to be told; nothing of it is so when all is well."""

    backup_h: int | None = None
    """Hours since the newest copy, when it is older than twice the plan."""
    backup_gone: bool = False
    """Copies were made once, and none is there any more."""
    free_mb: int | None = None
    """What is left on the disk, when it is little."""


def look(desk: Desk) -> Watch:
    """Look at the newest copy and at the room on the disk; a shop that never made a copy hears nothing of copies."""
    return Watch(*_backup(desk), _free_mb(desk.path))


def patience_s(plan: str) -> int:
    """Give the age in seconds from which a newest copy is too old: twice the shortest step of the plan, else two days."""
    kept = keep.parse(plan) if plan else keep.KeepPlan(days=1)
    return 2 * (_HOUR if kept.hours else _DAY if kept.days else _MONTH)


def _backup(desk: Desk) -> tuple[int | None, bool]:
    # Another process makes the copies: its settings are read from the file, not from what this Desk has at hand.
    settings = shop.load(desk.reader())
    folder = str(settings.get(service.FOLDER_KEY) or "")
    if not folder:
        return None, False
    newest = service.newest_in(folder, desk.path)
    if newest is None:
        return None, True
    age = desk.clock.now() - newest.made_at
    return (age // _HOUR if age > patience_s(str(settings.get(service.PLAN_KEY) or "")) else None), False


def _free_mb(path: str) -> int | None:
    try:
        free = shutil.disk_usage(os.path.dirname(os.path.abspath(path))).free
        size = os.path.getsize(path)
    except OSError:
        return None
    return free >> 20 if free < max(machine.LITTLE_BYTES, 2 * size) else None
