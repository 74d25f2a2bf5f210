"""Verbs of custody: copies, their proof, their return; the rehearsal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postventa_tui.core.custody import backup as files
from postventa_tui.core.custody import check, keep, store
from postventa_tui.core.custody.privacy import erase
from postventa_tui.core.custody.rows import Backup, CheckReport, Drill, Restored
from postventa_tui.db import connection, copies, journal, shop
from postventa_tui.desk import open_desk, require
from postventa_tui.kit.errors import NotAllowed, NotFound, PostventaError, Refused

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db
    from postventa_tui.desk import Desk
    from postventa_tui.kit.clock import Clock

FOLDER_KEY = "backup.folder"
"""Shop setting: where the newest copy went, for the drill, the doctor and the status bar."""
PLAN_KEY = "backup.plan"
"""Shop setting: the newest plan of copies, by which the status bar knows when one is late."""


def backup(desk: Desk, folder: str, *, plan: str = "", compact: bool = False) -> tuple[Backup, list[str]]:
    """Make a checked copy and delete those the plan does not keep; gives the copy and the deleted names.

    Raises:
        Temporary: `disk_full`.
        PostventaError: `backup_bad`.
        Usage: `bad_keep`.
    """
    kept = keep.parse(plan) if plan else None
    where = os.path.abspath(folder)
    made = files.make(desk.reader(), where, at=desk.clock.now(), compact=compact)
    _remember(desk, FOLDER_KEY, where)
    if plan:
        _remember(desk, PLAN_KEY, plan)
    gone = files.prune(where, _stem(desk.path), kept, desk.clock.now()) if kept else []
    return made, gone


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _remember(desk: Desk, key: str, value: str) -> None:
    """Write a setting down when it is a new one; a copy of a file that can only be read is a copy all the same."""
    if desk.read_only or desk.shop.get(key) == value:
        return
    with desk.transaction(key) as db:
        shop.save(db, key, value, desk.clock.now())


def newest(desk: Desk) -> Backup | None:
    """Give the newest checked copy this shop knows of, None when there is none."""
    folder = desk.shop.text(FOLDER_KEY)
    return newest_in(folder, desk.path) if folder else None


def newest_in(folder: str, path: str) -> Backup | None:
    """Give the newest checked copy of the file `path` in a folder, None when there is none."""
    found = files.listed(folder, _stem(path))
    return found[0] if found else None


def verify(path: str) -> tuple[Backup, CheckReport]:
    """Prove a copy: its bytes, every deep check, its counts.

    Raises:
        PostventaError: `backup_bad`.
        NotFound: `no_manifest`, `database_missing`.
    """
    return files.verify(path)


def restore(path: str, target: str, *, login: str, clock: Clock) -> Restored:
    """Put a proved copy in the place of a file; who was erased since is erased again before anybody opens it.

    Args:
        login: Who restores: an admin of the file that is there, or of the copy when that does not open.

    Raises:
        NotAllowed: `not_allowed`.
        Refused: `database_in_use`.
        PostventaError: `backup_bad`.
    """
    files.refuse_open(target)
    files.verify(path)
    old = _look_at(target)
    _require_admin(target if old is not None else path, login, clock)
    refs = old.erased if old is not None else erase.known(target, None)

    def _prepare(part: str) -> int:
        desk = open_desk(part, agent=None, clock=clock, origin="cli")
        try:
            return erase.replay(desk, refs)
        finally:
            erase.fold_log(desk)
            desk.close()

    kept, again = files.place(path, target, at=clock.now(), prepare=_prepare)
    _drop_list(target + ".part")
    report = check.run(target)
    if not report.ok:
        raise PostventaError("backup_bad", reason=", ".join(one.name for one in report.checks if not one.ok))
    new = _look_at(target)
    if new is None:
        raise PostventaError("database_damaged", path=target)
    behind = None
    if old is not None and old.last_change_at is not None and new.last_change_at is not None:
        behind = max(0, old.last_change_at - new.last_change_at)
    missing = sorted(old.numbers - new.numbers) if old is not None else []
    return Restored(target, kept, len(new.numbers), new.last_change_at, behind, tuple(missing), again)


def _drop_list(path: str) -> None:
    """Take the list away that the replay wrote beside the part: the one beside the target is the true one."""
    beside = erase.beside(path)
    if os.path.exists(beside):
        os.unlink(beside)


class _Look:
    """What a file tells before it is replaced."""

    def __init__(self, db: Db, path: str) -> None:
        _seq, self.last_change_at = store.last_change(db)
        self.numbers = store.ticket_numbers(db)
        self.erased = erase.known(path, db)


def _look_at(path: str) -> _Look | None:
    """Look into a file; None when it is missing or damaged."""
    try:
        db = connection.connect(path, mode="ro")
    except PostventaError:
        return None
    try:
        return _Look(db, path)
    except PostventaError:
        return None
    finally:
        db.close()


def _require_admin(path: str, login: str, clock: Clock) -> None:
    if not login:
        raise NotAllowed("no_agent")
    db = connection.connect(path, mode="ro")
    try:
        role = store.role_of(db, login)
    finally:
        db.close()
    if role != "admin":
        raise NotAllowed("not_allowed", verb="backup.restore", role=role or "-", needed="admin")


def drill(desk: Desk) -> Drill:
    """Rehearse a restore: the newest copy proved, counted, compared with the live rows of its moment.

    Raises:
        NotFound: `no_backup`.
        PostventaError: `backup_bad`.
    """
    found = newest(desk)
    if found is None:
        raise NotFound("no_backup", folder=desk.shop.text(FOLDER_KEY))
    manifest, _report = files.verify(found.path)
    live = _then(desk.reader(), manifest.journal_seq)
    differing = tuple(sorted(name for name, count in live.items() if manifest.counts.get(name, 0) != count))
    return Drill(found.path, not differing, len(live), differing)


def _then(db: Db, seq: int) -> dict[str, int]:
    """Give how many rows each journalled table had at a journal number, from one snapshot."""
    db.run("BEGIN")
    try:
        now = copies.table_counts(db)
        grown = store.grown_since(db, seq)
    finally:
        db.run("ROLLBACK")
    return {name: now[name] - grown.get(name, 0) for name in journal.JOURNALLED if name in now}


def repair(desk: Desk, what: str) -> None:
    """Make the search index (`search`) or every other index (`indexes`) again.

    Raises:
        Refused: `not_repairable`.
    """
    require(desk, "check.repair", "admin")
    from postventa_tui.db import fts

    if what == "search":
        with desk.transaction("check.repair") as db:
            fts.reindex(db)
    elif what == "indexes":
        with desk.transaction("check.repair") as db:
            db.run("REINDEX")
    else:
        raise Refused("not_repairable", what=what)
