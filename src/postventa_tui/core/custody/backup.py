"""Checked copies: made under writing, counted, kept by plan, put back by rename. Files only, no rule of the trade.

Source: design, reliability section 6.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from postventa_tui import __version__
from postventa_tui.core.custody import check, keep, store
from postventa_tui.core.custody.rows import Backup, CheckReport
from postventa_tui.db import connection, copies
from postventa_tui.kit.errors import NotFound, PostventaError, Refused, Temporary

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.custody.keep import KeepPlan
    from postventa_tui.db.connection import Db

ROOM = 1.2
"""A copy is begun only where this many times the file's size is free."""


def stamp(at: int) -> str:
    """Give an instant as it stands in the name of a copy: 20261122T0300Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%MZ")


def make(db: Db, folder: str, *, at: int, compact: bool = False) -> Backup:
    """Copy the open file into a folder: written beside, checked, counted, then renamed.

    Args:
        compact: Rows alone, so that nothing erased is in the copy.

    Raises:
        Temporary: `disk_full`: before anything is written, or in the middle; the part is taken away.
        Refused: `target_not_folder`.
        PostventaError: `backup_bad`: the copy did not pass its check.
    """
    _prepare(db.path, folder)
    target = _free_name(db.path, folder, at)
    part = target + ".part"
    _drop(part)
    copies.new_file(part)
    try:
        copies.compact(db, part) if compact else copies.copy(db, part)
        made = _inspect(part, at)
        copies.sync_file(part)
        # A link in place of the name would be followed by nobody: rename replaces the link itself.
        os.replace(part, target)
    except OSError as error:
        raise Temporary("disk_full", path=folder) from error
    finally:
        _drop(part)
    made = made._replace(path=target)
    _write_manifest(made)
    copies.sync_file(target)
    return made


def _prepare(path: str, folder: str) -> None:
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if not os.path.isdir(folder):
        raise Refused("target_not_folder", path=folder)
    size = os.path.getsize(path) + _size(path + "-wal")
    if shutil.disk_usage(folder).free < size * ROOM:
        raise Temporary("disk_full", path=folder)


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def _free_name(path: str, folder: str, at: int) -> str:
    stem = os.path.splitext(os.path.basename(path))[0]
    for n in range(1, 100):
        name = f"{stem}-{stamp(at)}{'' if n == 1 else f'-{n}'}.db"
        target = os.path.join(folder, name)
        if not os.path.lexists(target):
            return target
    raise Refused("target_exists", path=target)


def _drop(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def _inspect(part: str, at: int) -> Backup:
    db = connection.connect(part, mode="ro")
    try:
        found, where = store.structure_faults(db)
        if found:
            raise PostventaError("backup_bad", reason="; ".join(where[:3]))
        seq, _newest = store.last_change(db)
        return Backup(part, at, connection.schema_steps(db), seq, digest(part), copies.table_counts(db))
    finally:
        db.close()


def digest(path: str) -> str:
    """Give the SHA-256 of a file."""
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _manifest(path: str) -> str:
    return path + ".json" if not path.endswith(".db") else path[:-3] + ".json"


def _write_manifest(made: Backup) -> None:
    content = {
        "format": "postventa-backup/1",
        "schema": made.schema,
        "counts": made.counts,
        "sha256": made.sha256,
        "made_at": datetime.fromtimestamp(made.made_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "journal_seq": made.journal_seq,
        "program": __version__,
    }
    with open(
        os.open(_manifest(made.path), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as out:
        json.dump(content, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())


def read_manifest(path: str) -> Backup:
    """Give what the manifest beside a copy says.

    Raises:
        NotFound: `no_manifest`: not a copy of ours, or one whose check was never passed.
    """
    try:
        with open(_manifest(path), encoding="utf-8") as source:
            raw = json.load(source)
        made_at = int(datetime.fromisoformat(raw["made_at"]).timestamp())
        counts = {str(name): int(count) for name, count in raw["counts"].items()}
        return Backup(path, made_at, int(raw["schema"]), int(raw["journal_seq"]), str(raw["sha256"]), counts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotFound("no_manifest", path=path) from error


def listed(folder: str, stem: str) -> list[Backup]:
    """Give the copies of one shop in a folder that have their manifest, newest first."""
    found = []
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    for name in names:
        if name.startswith(stem + "-") and name.endswith(".db"):
            try:
                found.append(read_manifest(os.path.join(folder, name)))
            except NotFound:
                continue  # house: a copy without its check is nobody's and stays
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def prune(folder: str, stem: str, plan: KeepPlan, now: int) -> list[str]:
    """Delete the copies the plan does not keep; gives their names. Copies without a passed check do not count."""
    known = listed(folder, stem)
    stay = keep.kept((one.made_at for one in known), plan, now)
    gone = [one.path for one in known if one.made_at not in stay]
    for path in gone:
        _drop(path)
        _drop(_manifest(path))
    return gone


def verify(path: str) -> tuple[Backup, CheckReport]:
    """Prove a copy: its bytes, every deep check, its counts.

    Raises:
        PostventaError: `backup_bad` with what is wrong.
        NotFound: `no_manifest`, `database_missing`.
    """
    connection.check_place(path)
    manifest = read_manifest(path)
    if digest(path) != manifest.sha256:
        raise PostventaError("backup_bad", reason="sha256")
    report = check.run(path, deep=True)
    bad = [one.name for one in report.checks if not one.ok]
    if bad:
        raise PostventaError("backup_bad", reason=", ".join(bad))
    db = connection.connect(path, mode="ro")
    try:
        if copies.table_counts(db) != manifest.counts:
            raise PostventaError("backup_bad", reason="counts")
    finally:
        db.close()
    logging.getLogger("postventa").info("backup verified schema=%s seq=%s", manifest.schema, manifest.journal_seq)
    return manifest, report


def place(source: str, target: str, *, at: int, prepare: Callable[[str], int]) -> tuple[str | None, int]:
    """Put a copy in the place of a file by rename; gives the name the old file is kept under, with its log.

    Args:
        prepare: Works on the new file before anybody can open it (erasures); its number is given back.

    Raises:
        Refused: `database_in_use`: a process has the target open.
        Temporary: `disk_full`.
    """
    folder = os.path.dirname(os.path.abspath(target))
    os.makedirs(folder, mode=0o700, exist_ok=True)
    connection.check_disk(target)
    if shutil.disk_usage(folder).free < os.path.getsize(source) * ROOM:
        raise Temporary("disk_full", path=folder)
    refuse_open(target)
    part = target + ".part"
    _drop(part)
    copies.new_file(part)
    try:
        shutil.copyfile(source, part)
        prepared = prepare(part)
        copies.sync_file(part)
        refuse_open(target)
        kept = _set_aside(target, at) if os.path.exists(target) else None
        os.replace(part, target)
    except OSError as error:
        raise Temporary("disk_full", path=folder) from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            _drop(part + suffix)
    copies.sync_file(target)
    return kept, prepared


def refuse_open(target: str) -> None:
    """Refuse while another process has the file open: it would go on writing into a file with no name.

    Raises:
        Refused: `database_in_use`.
    """
    process = copies.holder(target) if os.path.exists(target) else None
    if process is not None:
        raise Refused("database_in_use", path=target, process=process)


def _set_aside(target: str, at: int) -> str:
    name = f"{target}.replaced-{stamp(at)}"
    n = 1
    while os.path.lexists(name):
        n += 1
        name = f"{target}.replaced-{stamp(at)}-{n}"
    # A second name first: whatever happens next, the old rows stay reachable under one of the two.
    os.link(target, name)
    for suffix in ("-wal", "-shm"):
        if os.path.exists(target + suffix):
            os.replace(target + suffix, name + suffix)
    return name
