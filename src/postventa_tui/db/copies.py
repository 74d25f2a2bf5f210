"""Copies of the file: the backup in one step, scratch copies for proofs, the log folded in, who has it open.

Source: SQLite backup.html, wal.html; design, reliability section 6 (small steps restart under writing and may
never end on a busy file, so a copy is made in one step: it reads one snapshot and blocks no writer).
"""

from __future__ import annotations

import os
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from postventa_tui.db import connection
from postventa_tui.db.connection import Db
from postventa_tui.kit.errors import Refused

IN_MEMORY_BYTES = 128 << 20
"""Up to this size a scratch copy is made in memory, above in a file of its own."""

# SQLite's own lock bytes: every connection that has read a file in WAL mode keeps a shared lock here.
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510


def new_file(path: str) -> None:
    """Make an empty private file for a copy.

    Raises:
        Refused: `target_exists`: a copy never goes over a file or through a link.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.close(os.open(path, flags, 0o600))
    except FileExistsError as error:
        raise Refused("target_exists", path=path) from error


def copy(source: Db, target: str) -> None:
    """Copy one snapshot of an open file into the empty file `target` and make it one plain file.

    Raises:
        Temporary: `disk_full`.
        PostventaError: `database_damaged`, `io_error`.
    """
    other = sqlite3.connect(target, isolation_level=None)
    try:
        source.connection.backup(other, pages=-1)
        # One file without a log: what a person copies away is then whole.
        other.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise connection.translate(error, target) from error
    finally:
        other.close()


def compact(source: Db, target: str) -> None:
    """Write the rows alone into the empty file `target`: free pages, and what lay in them, stay behind.

    Raises:
        Temporary: `disk_full`.
    """
    try:
        source.connection.execute("VACUUM INTO :target", {"target": target})
    except sqlite3.Error as error:
        raise connection.translate(error, target) from error


@contextmanager
def scratch(path: str) -> Iterator[Db]:
    """Give a copy of the file that may be written to and is gone afterwards; the file itself is only read.

    Raises:
        PostventaError: `database_damaged` when not even its pages can be copied.
    """
    source = connection.connect(path, mode="ro")
    folder = None
    try:
        if os.path.getsize(path) <= IN_MEMORY_BYTES:
            target = ":memory:"
        else:
            folder = tempfile.TemporaryDirectory(prefix="postventa-")
            target = os.path.join(folder.name, "copy.db")
        other = sqlite3.connect(target, isolation_level=None)
        try:
            source.connection.backup(other, pages=-1)
            yield Db(other, target)
        except sqlite3.Error as error:
            raise connection.translate(error, path) from error
        finally:
            other.close()
    finally:
        source.close()
        if folder is not None:
            folder.cleanup()


def sync_file(path: str) -> None:
    """Bring a file and its folder's entry to the disk."""
    for name, flags in ((path, os.O_RDONLY), (os.path.dirname(os.path.abspath(path)), os.O_RDONLY)):
        handle = os.open(name, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def fold_log(db: Db, *, truncate: bool) -> bool:
    """Write the log into the file; gives whether all of it went in (a reader may hold it back).

    Args:
        truncate: Also empty the log, so that no erased word stays in it; never with a replicating companion.
    """
    mode = "TRUNCATE" if truncate else "PASSIVE"
    busy, logged, folded = db.connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
    return not busy and logged == folded


def table_names(db: Db) -> list[str]:
    """Give the names of the real tables, without those of SQLite and of the search index."""
    rows = db.all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
        " AND substr(name, 1, 7) <> 'search_' ORDER BY name"
    )
    return [str(name) for (name,) in rows]


def table_counts(db: Db) -> dict[str, int]:
    """Give how many rows each table has."""
    return {name: int(str(db.value(f"SELECT count(*) FROM {name}"))) for name in table_names(db)}


def holder(path: str) -> int | None:
    """Give the number of a process that has the file open, None when nobody has.

    Must not be called while this process has the file open: closing any handle of a file drops the locks that
    SQLite holds for the whole process (SQLite, howtocorrupt.html).
    """
    try:
        import fcntl
    except ImportError:  # pragma: no cover - not on this system
        return None
    handle = os.open(path, os.O_RDWR)
    try:
        wish = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, _SHARED_FIRST, _SHARED_SIZE, 0)
        kind, _whence, _start, _length, process = struct.unpack("hhqqi", fcntl.fcntl(handle, fcntl.F_GETLK, wish))
        return None if kind == fcntl.F_UNLCK else int(process)
    except OSError:
        return None
    finally:
        os.close(handle)
