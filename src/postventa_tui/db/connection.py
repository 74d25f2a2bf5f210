"""Opening the file: pragmas, refusals with reasons, one thin wrapper. The only place with `sqlite3.connect`.

Source: design, architecture section 6 (connection rules), reliability sections 2, 4 and 8.
"""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING, TypeAlias

from postventa_tui.kit.errors import DatabaseTooNew, PostventaError, Refused, Temporary, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SqlValue: TypeAlias = "int | float | str | bytes | None"
Row: TypeAlias = "tuple[SqlValue, ...]"

APPLICATION_ID = 0x50565441
SCHEMA_STEPS = 1
"""How many migrations this program knows; a test keeps it equal to the list in `db.migrations`."""

BUSY_MS = 5000
NETWORK_KINDS = frozenset(
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs", "ocfs2", "gfs2"]
)
DRIVER_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What a statement may raise; bytes that are no text come from a damaged page, even in SQLite's own message."""


class Db:
    """One connection: runs statements with named parameters and turns faults of the disk into our errors."""

    __slots__ = ("connection", "path")

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.connection = connection
        self.path = path

    def run(self, sql: str, **params: SqlValue) -> sqlite3.Cursor:
        """Run one statement; gives its cursor.

        Raises:
            Temporary: `database_busy`, `disk_full`.
            Refused: `read_only`.
            PostventaError: `database_damaged`, `io_error`.
        """
        try:
            return self.connection.execute(sql, params)
        except DRIVER_ERRORS as error:
            raise translate(error, self.path) from error

    def one(self, sql: str, **params: SqlValue) -> Row | None:
        """Give the first row of a query, None without rows."""
        try:
            row: Row | None = self.run(sql, **params).fetchone()
        except DRIVER_ERRORS as error:
            raise translate(error, self.path) from error
        return row

    def all(self, sql: str, **params: SqlValue) -> list[Row]:
        """Give all rows of a query."""
        try:
            return self.run(sql, **params).fetchall()
        except DRIVER_ERRORS as error:
            raise translate(error, self.path) from error

    def value(self, sql: str, **params: SqlValue) -> SqlValue:
        """Give the first column of the first row, None without rows."""
        row = self.one(sql, **params)
        return None if row is None else row[0]

    def run_many(self, sql: str, rows: Iterable[Mapping[str, SqlValue]]) -> None:
        """Run one statement for each row of named values."""
        try:
            self.connection.executemany(sql, rows)
        except DRIVER_ERRORS as error:
            raise translate(error, self.path) from error

    def script(self, sql: str) -> None:
        """Run several statements inside the open transaction (`executescript` would commit it)."""
        for statement in split_statements(sql):
            self.run(statement)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on this connection."""
        return self.connection.in_transaction

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def split_statements(sql: str) -> list[str]:
    """Give the statements of a script one by one; bodies of triggers stay whole."""
    statements, current = [], ""
    for line in sql.splitlines():
        if not current and (not line.strip() or line.lstrip().startswith("--")):
            continue
        current += line + "\n"
        if line.rstrip().endswith(";") and sqlite3.complete_statement(current):
            statements.append(current.strip())
            current = ""
    if current.strip():
        statements.append(current.strip())
    return statements


def translate(error: Exception, path: str) -> Exception:
    """Give the error of the house for one of the driver, or the same error when it is a bug of ours."""
    if isinstance(error, UnicodeDecodeError) or "Could not decode to UTF-8" in str(error):
        return PostventaError("database_damaged", path=path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_out_of_room(error)):
        return Temporary("disk_full", path=path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Temporary("database_busy", seconds=BUSY_MS // 1000)
    if code == sqlite3.SQLITE_READONLY:
        return Refused("read_only")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return PostventaError("database_damaged", path=path)
    if code == sqlite3.SQLITE_IOERR:
        return PostventaError("io_error", reason=getattr(error, "sqlite_errorname", "I/O"))
    return error


def _is_out_of_room(error: Exception) -> bool:
    """Say whether a failed write met the process's own limit for a file: SQLite tells it as a fault of the disk."""
    if not getattr(error, "sqlite_errorname", "").endswith(("_WRITE", "_SHMSIZE")):
        return False
    try:
        import resource
    except ImportError:  # no such limits on this system
        return False
    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY


def is_busy(error: BaseException) -> bool:
    """Say whether the driver answered that another process holds the lock."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, sqlite3.OperationalError) and code in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )


def check_place(path: str) -> None:
    """Refuse what cannot be a shop's file before anything is opened.

    Raises:
        Usage: `postgres_later` for a server's address.
        PostventaError: `database_missing`, `database_unreadable`, `database_foreign`, `network_disk`.
    """
    if path.startswith(("postgresql://", "postgres://")):
        raise Usage("postgres_later")
    if os.path.isdir(path):
        raise PostventaError("database_foreign", path=path)
    if not os.path.exists(path):
        raise PostventaError("database_missing", path=path)
    check_disk(path)


def check_disk(path: str) -> None:
    """Refuse a folder on a network disk: WAL needs memory that all processes share (SQLite, wal.html)."""
    kind = file_system(os.path.dirname(os.path.abspath(path)))
    if kind in NETWORK_KINDS:
        raise PostventaError("network_disk", kind=kind)


def file_system(folder: str, mountinfo: str = "/proc/self/mountinfo") -> str:
    """Give the file system type of a folder, "" when it cannot be told."""
    best, kind = "", ""
    real = os.path.realpath(folder)
    try:
        with open(mountinfo, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                left, _, right = line.partition(" - ")
                mount = left.split(" ")[4].replace("\\040", " ")
                inside = real == mount or real.startswith(mount.rstrip("/") + "/")
                if inside and len(mount) >= len(best):
                    best, kind = mount, right.split(" ")[0]
    except (OSError, IndexError):
        return ""
    return kind


def connect(path: str, *, mode: str = "rw", synchronous: str = "FULL", create: bool = False) -> Db:
    """Open the file with the pragmas of the house.

    Args:
        mode: "rw" or "ro"; a read-only folder without a log is read as immutable.
        synchronous: "FULL" for what is acknowledged, "NORMAL" for what may be lost.

    Raises:
        PostventaError: As `check_place`; `database_unreadable`, `database_foreign`, `database_damaged`.
    """
    if not create:
        check_place(path)
    uri = "file:" + _quoted(os.path.abspath(path)) + "?mode=" + ("rwc" if create else mode)
    if (
        mode == "ro"
        and not os.access(os.path.dirname(os.path.abspath(path)), os.W_OK)
        and not os.path.exists(path + "-wal")
    ):
        uri += "&immutable=1"
    try:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256
        )
    except sqlite3.Error as error:
        raise PostventaError("database_unreadable", path=path, reason=str(error)) from error
    db = Db(connection, path)
    try:
        _prepare(db, mode=mode, synchronous=synchronous, create=create)
    except BaseException:
        connection.close()
        raise
    return db


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _prepare(db: Db, *, mode: str, synchronous: str, create: bool) -> None:
    try:
        db.connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        if not create:
            _check_ours(db)
        db.connection.execute("PRAGMA foreign_keys=ON")
        db.connection.execute("PRAGMA cache_size=-32000")
        if mode == "ro":
            db.connection.execute("PRAGMA mmap_size=268435456")
            return
        if create:
            db.connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        if db.connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            db.connection.execute("PRAGMA journal_mode=WAL")
        db.connection.execute("PRAGMA secure_delete=ON")
        db.connection.execute(f"PRAGMA synchronous={synchronous}")
        # The journal's own triggers must not fire triggers of other tables a second time.
        db.connection.execute("PRAGMA recursive_triggers=OFF")
    except DRIVER_ERRORS as error:
        raise translate(error, db.path) from error


def _check_ours(db: Db) -> None:
    try:
        found = db.connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_NOTADB:
            raise PostventaError("database_foreign", path=db.path) from error
        raise
    if found != APPLICATION_ID:
        raise PostventaError("database_foreign", path=db.path)


def schema_steps(db: Db) -> int:
    """Give how many migrations the file has seen.

    Raises:
        DatabaseTooNew: `database_too_new`: more than this program knows.
    """
    try:
        steps = db.connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]
    except sqlite3.OperationalError as error:
        # Only a file without the table is a new one: a lock or a failing disk must not look like that.
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_ERROR:
            raise translate(error, db.path) from error
        steps = 0
    if steps > SCHEMA_STEPS:
        raise DatabaseTooNew("database_too_new", found=steps, known=SCHEMA_STEPS)
    return int(steps)


def data_version(db: Db) -> int:
    """Give a number that moves when another connection has committed."""
    return int(db.connection.execute("PRAGMA data_version").fetchone()[0])


def interrupt(db: Db) -> None:
    """Stop the statement that runs on this connection in another thread."""
    db.connection.interrupt()
