"""Brings a file up to the schema this program knows, with a checked copy made before.

Source: design, architecture section 6 ("Opening a file"), reliability section 7.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

from postventa_tui.db import connection
from postventa_tui.db.dialect import DIALECT, WAIT_S
from postventa_tui.kit.clock import SystemClock
from postventa_tui.kit.errors import PostventaError, Temporary
from postventa_tui.kit.moments import iso

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

NEEDED_SPACE = 2.2


def run(db: Db, *, backup: bool = True) -> str | None:
    """Apply the due steps in one write transaction; gives the path of the copy made before, None without one.

    Four processes may start at once: the lock is taken first, so one of them does the work.

    Raises:
        Temporary: `disk_full` before anything is touched, `database_busy`.
        PostventaError: `database_damaged`: the copy did not pass its check.
    """
    from postventa_tui.db import migrations

    DIALECT.begin_write(db, WAIT_S * 3)
    try:
        steps = connection.schema_steps(db)
        if steps == connection.SCHEMA_STEPS:
            db.run("ROLLBACK")
            return None
        copy = _copy(db.path, steps) if backup else None
        migrations.migrate(db)
        broken = db.all("PRAGMA foreign_key_check")
        if broken:
            raise PostventaError("database_damaged", path=db.path)
        db.run("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.connection.execute("ROLLBACK")
        raise
    return copy


def _copy(path: str, steps: int) -> str:
    """Copy the file by a second, read-only connection while the first holds the lock."""
    if shutil.disk_usage(os.path.dirname(os.path.abspath(path))).free < os.path.getsize(path) * NEEDED_SPACE:
        raise Temporary("disk_full", path=path)
    stamp = (iso(SystemClock().now()) or "").replace("-", "").replace(":", "")
    target = f"{path}.before-{steps + 1}-{stamp}"
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        source.close()
        copy.close()
    os.chmod(target, 0o600)
    if answer != "ok":
        raise PostventaError("database_damaged", path=path)
    return target
