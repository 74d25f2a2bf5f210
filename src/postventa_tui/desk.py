"""The Desk: database, clock, settings and agent of one seat; first argument of every service.

Source: design, architecture sections 3 and 6; reliability sections 2 and 8.
"""

from __future__ import annotations

import functools
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from postventa_tui.db import connection, fts, journal, shop
from postventa_tui.db.dialect import DIALECT, WAIT_S
from postventa_tui.kit import host
from postventa_tui.kit.changes import Changes
from postventa_tui.kit.clock import SystemClock
from postventa_tui.kit.errors import NotAllowed, NotFound, PostventaError, Refused
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.settings import Settings, ShopSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postventa_tui.db.connection import Db
    from postventa_tui.kit.clock import Clock

P = ParamSpec("P")
R = TypeVar("R")
ROLES = ("read_only", "agent", "lead", "admin")
VERBS: dict[str, str] = {}
"""Every verb of the services and the least role that may use it; filled by `verb`."""


class AgentRow(NamedTuple):
    """The agent who acts."""

    id: int
    login: str
    name: str
    role: str
    team_id: int | None
    lang: str | None


class _Threads(threading.local):
    """What each thread has of its own: its connections and its open transaction."""

    def __init__(self) -> None:
        self.durable: Db | None = None
        self.quick: Db | None = None
        self.reader: Db | None = None
        self.open: Db | None = None
        self.is_durable = False
        self.unit: int | None = None


class Desk:
    """One seat at the shop's file."""

    def __init__(
        self,
        path: str,
        *,
        clock: Clock,
        settings: Settings,
        agent: AgentRow | None,
        origin: str,
        read_only: bool = False,
    ) -> None:
        self.path = path
        self.clock = clock
        self.settings = settings
        self.agent = agent
        self.origin = origin
        self.read_only = read_only
        self.dry_run = False
        self.dry_rows: list[tuple[str, int]] = []
        self.changes = Changes()
        self.writer = os.urandom(8).hex()
        self.command = ""
        self.has_written = False
        self.wait_s = WAIT_S
        self._threads = _Threads()
        self._inode = _inode(path)
        self._shop: ShopSettings | None = None
        self._all: list[Db] = []

    @property
    def db(self) -> Db:
        """The connection whose transaction is open on this thread, else the durable one."""
        state = self._threads
        if state.open is not None:
            return state.open
        if self.read_only:
            return self.reader()
        if state.durable is None:
            state.durable = self._connect("rw", "FULL")
        return state.durable

    def reader(self) -> Db:
        """Give the read-only connection of this thread, for slow reads; `db.interrupt` stops one."""
        state = self._threads
        if state.reader is None:
            state.reader = self._connect("ro", "NORMAL")
        return state.reader

    def _quick(self) -> Db:
        state = self._threads
        if state.quick is None:
            state.quick = self._connect("rw", "NORMAL")
        return state.quick

    def _connect(self, mode: str, synchronous: str) -> Db:
        db = connection.connect(self.path, mode=mode, synchronous=synchronous)
        self._all.append(db)
        return db

    @property
    def shop(self) -> ShopSettings:
        """The shop's settings, read once and again after `forget_shop`."""
        if self._shop is None:
            self._shop = ShopSettings(shop.load(self.db))
        return self._shop

    def forget_shop(self) -> None:
        """Read the shop's settings anew at their next use."""
        self._shop = None

    def may(self, verb_name: str) -> bool:
        """Say whether the agent's role carries a verb (or a role named in place of one)."""
        needed = VERBS.get(verb_name, verb_name)
        if needed not in ROLES:
            needed = "agent"
        return self.agent is not None and ROLES.index(self.agent.role) >= ROLES.index(needed)

    @property
    def unit(self) -> int | None:
        """The unit that is open on this thread."""
        return self._threads.unit

    @contextmanager
    def transaction(
        self,
        verb_name: str,
        *,
        command: str = "",
        durable: bool = True,
        origin: str | None = None,
        undoes: int | None = None,
    ) -> Iterator[Db]:
        """Open the one write transaction of a verb, or join the open one; gives its connection.

        Any exception rolls everything back. Rows are published after COMMIT only.

        Raises:
            Temporary: `database_busy` after 10 s, `disk_full`.
            Refused: `read_only`, `database_moved`.
            DatabaseTooNew: `database_too_new`: another process has updated the file meanwhile.
        """
        state = self._threads
        if state.open is not None:
            if durable and not state.is_durable:
                raise RuntimeError(f"{verb_name}: a durable verb inside a quick one")
            yield state.open
            return
        if self.read_only:
            raise Refused("read_only")
        self._refuse_moved_file()
        db = self.db if durable else self._quick()
        DIALECT.begin_write(db, self.wait_s)
        state.open, state.is_durable = db, durable
        try:
            # A newer program may have changed the schema since this one opened the file.
            connection.schema_steps(db)
            begin = self._begin_unit(db, verb_name, command, origin, undoes) if durable else 0
            yield db
            rows = self._finish(db, begin) if durable else []
            committed = self._commit(db, rows)
        except BaseException as error:
            self._roll_back(db)
            known = _translated(error, self.path)
            if known is error:
                raise
            raise known from error
        finally:
            state.open, state.unit = None, None
        if committed and rows:
            self.has_written = True
            if any(table == "settings" for table, _ in rows):
                self.forget_shop()
            self.changes.publish(rows)

    def _begin_unit(self, db: Db, verb_name: str, command: str, origin: str | None, undoes: int | None) -> int:
        at = self.clock.now()
        begin = DIALECT.now_cursor(db)
        self._threads.unit = journal.begin_unit(
            db, at=at, agent_id=self.agent.id if self.agent else None, host=host.name(), origin=origin or self.origin,
            writer=self.writer, verb=verb_name, command=command or self.command, undoes=undoes,
        )  # fmt: skip
        DIALECT.open_unit(db, self._threads.unit, at)
        return begin

    def _finish(self, db: Db, begin: int) -> list[tuple[str, int]]:
        fts.flush(db)
        DIALECT.close_unit(db)
        return journal.touched(db, begin)

    def _commit(self, db: Db, rows: list[tuple[str, int]]) -> bool:
        if self.dry_run:
            self.dry_rows.extend(rows)
            db.run("ROLLBACK")
            return False
        db.run("COMMIT")
        return True

    def _roll_back(self, db: Db) -> None:
        # Some faults (a full disk) have rolled back already.
        if db.in_transaction:
            db.connection.execute("ROLLBACK")

    def _refuse_moved_file(self) -> None:
        if _inode(self.path) != self._inode:
            raise Refused("database_moved")

    def take_up_foreign(self) -> None:
        """Index what another program has changed since; nothing on a file that is only read.

        Raises:
            Temporary: `database_busy`.
        """
        if not self.read_only and self._threads.open is None:
            _take_up_foreign(self.db)

    def tidy(self) -> None:
        """Merge a little of the search index after writing: small lumps, in a transaction of their own."""
        if self.has_written and not self.dry_run and self._threads.open is None:
            self.has_written = False
            fts.merge_if_due(self.db)

    def close(self) -> None:
        """Close every connection of this Desk."""
        for db in self._all:
            db.close()
        self._all.clear()
        self._threads = _Threads()


def _translated(error: BaseException, path: str) -> BaseException:
    import sqlite3

    return connection.translate(error, path) if isinstance(error, sqlite3.Error) else error


def _inode(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def verb(
    name: str, *, role: str = "agent", durable: bool = True
) -> Callable[[Callable[Concatenate[Desk, P], R]], Callable[Concatenate[Desk, P], R]]:
    """Make a service function one verb: role check, one transaction, publish after commit.

    Called inside another verb it joins that one's unit. The function may run again from the start, so it has no
    effect outside the file.

    Raises:
        NotAllowed: `not_allowed` when the agent's role is too small; `no_agent` without an agent.
    """
    VERBS[name] = role

    def wrap(function: Callable[Concatenate[Desk, P], R]) -> Callable[Concatenate[Desk, P], R]:
        @functools.wraps(function)
        def run(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if desk._threads.open is None:
                _require(desk, name, role)
            with desk.transaction(name, durable=durable):
                return function(desk, *args, **kwargs)

        return cast("Callable[Concatenate[Desk, P], R]", run)

    return wrap


def require(desk: Desk, name: str, role: str) -> None:
    """Refuse what the agent's role does not carry: for reads that are not for everybody.

    Raises:
        NotAllowed: `not_allowed`, `no_agent`.
    """
    VERBS.setdefault(name, role)
    _require(desk, name, role)


def _require(desk: Desk, name: str, role: str) -> None:
    if desk.agent is None:
        raise NotAllowed("no_agent")
    if ROLES.index(desk.agent.role) < ROLES.index(role):
        raise NotAllowed("not_allowed", verb=name, role=desk.agent.role, needed=role)


def open_desk(
    path: str,
    *,
    agent: str | None = None,
    clock: Clock | None = None,
    settings: Settings | None = None,
    origin: str = "cli",
) -> Desk:
    """Open a shop's file for one agent, bringing an older file up to date first (a checked copy is kept).

    Args:
        agent: Login of who acts; None for reads by nobody in particular.

    Raises:
        PostventaError: What `connection.connect` refuses; `database_too_new`.
        NotFound: `agent_unknown`.
    """
    os.umask(0o077)
    mode = "rw" if os.access(path, os.W_OK) or not os.path.exists(path) else "ro"
    probe, read_only = _probe(path, mode)
    try:
        steps = connection.schema_steps(probe)
        if steps < connection.SCHEMA_STEPS:
            if read_only:
                raise Refused("read_only")
            from postventa_tui.db import upgrade

            upgrade.run(probe)
        if not read_only:
            _take_up_foreign(probe)
        row = _agent(probe, agent) if agent else None
    finally:
        probe.close()
    return Desk(
        path,
        clock=clock or SystemClock(),
        settings=settings or Settings(),
        agent=row,
        origin=origin,
        read_only=read_only,
    )


def _probe(path: str, mode: str) -> tuple[Db, bool]:
    if mode == "rw":
        try:
            return connection.connect(path), False
        except Refused as error:
            if error.code != "read_only":
                raise
    return connection.connect(path, mode="ro"), True


def _take_up_foreign(db: Db) -> None:
    """Index what another program changed: its rows wait for us (design: search, section 3)."""
    if not fts.is_dirty(db):
        return
    DIALECT.begin_write(db, WAIT_S)
    fts.flush(db)
    db.run("COMMIT")


def _agent(db: Db, login: str) -> AgentRow:
    row = shop.find_agent(db, login)
    if row is None:
        raise NotFound("agent_unknown", login=login, known=", ".join(shop.list_logins(db)))
    return AgentRow(*row)  # type: ignore[arg-type]


def create_shop(path: str, *, lang: str, clock: Clock, admin_login: str, admin_name: str) -> None:
    """Make a new shop's file: schema, first admin, statuses, signing secret. File 0600, a new folder 0700.

    Raises:
        Refused: `database_exists`; the file is left as it is.
        PostventaError: `network_disk`, `database_unreadable`.
    """
    os.umask(0o077)
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise PostventaError("database_unreadable", path=path, reason=error.strerror) from error
    if os.path.exists(path):
        raise Refused("database_exists", path=path)
    connection.check_disk(path)
    db = connection.connect(path, create=True)
    try:
        from postventa_tui.db import newshop, upgrade

        upgrade.run(db, backup=False)
        newshop.fill(db, host=host.name(), lang=lang, at=clock.now(), login=admin_login, name=admin_name)
    finally:
        db.close()
    os.chmod(path, 0o600)
