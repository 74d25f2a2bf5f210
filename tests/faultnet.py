"""A net over every verb: `pytest -p tests.faultnet` makes the n-th statement of each verb fail, for n = 1, 2, 3 …

Each call of a verb in the tests is first run with its 1st statement failing, then with its 2nd, and so on until it
passes. After each fault nothing may be committed and no transaction may be open (design: reliability, section 3).
`POSTVENTA_NET_STEP` above 1 leaves statements out (the commit never); `POSTVENTA_NET_SEEN` names a file for the verbs.
"""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
import sqlite3
import sys
from types import FunctionType

import postventa_tui.core
from postventa_tui.kit.errors import PostventaError

STEP = int(os.environ.get("POSTVENTA_NET_STEP", "1"))
ALSO = (
    ("postventa_tui.core.custody.privacy.erase", "person", "customer.erase"),
    ("postventa_tui.core.custody.privacy.retention", "run", "retention.run"),
)
"""Functions that open their own transaction in place of the decorator."""
SEEN: set[str] = set()


class Fault:
    """Which statement is to fail, and whether it has."""

    left = 0
    on_commit = False
    fired = False
    busy = False

    @classmethod
    def tick(cls, sql: str) -> None:
        """Count a statement; the one that is due fails as a broken disk would."""
        word = sql.lstrip()[:8].upper()
        if not cls.busy or cls.fired or word.startswith(("PRAGMA", "ROLLBACK")):
            return
        cls.left -= 1
        if cls.left == 0 or (cls.on_commit and word.startswith("COMMIT")):
            cls.fired = True
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR  # type: ignore[misc]
            error.sqlite_errorname = "SQLITE_IOERR"  # type: ignore[misc]
            raise error


class Faulty(sqlite3.Connection):
    """A connection whose statements can fail."""

    def execute(self, sql, *args):
        Fault.tick(sql)
        return super().execute(sql, *args)

    def executemany(self, sql, *args):
        Fault.tick(sql)
        return super().executemany(sql, *args)


_connect = sqlite3.connect
sqlite3.connect = functools.partial(_connect, factory=Faulty)


def netted(function: FunctionType, name: str):
    """Give the verb with its net."""

    @functools.wraps(function)
    def run(desk, /, *args, **kwargs):
        if Fault.busy or desk._threads.open is not None:
            return function(desk, *args, **kwargs)
        witness = _connect(desk.path)
        try:
            return _through(desk, name, witness, lambda: function(desk, *args, **kwargs))
        finally:
            witness.close()

    run.is_netted = True
    return run


def _through(desk, name, witness, call):
    n = 1
    commit_done = False
    while True:
        before = witness.execute("PRAGMA data_version").fetchone()
        Fault.left, Fault.on_commit, Fault.fired, Fault.busy = n, commit_done is None, False, True
        try:
            result = call()
        except PostventaError as error:
            if not Fault.fired:
                raise
            assert error.code == "io_error", f"{name}: statement {n} gave {error!r}"
        else:
            assert not Fault.fired, f"{name}: the fault of statement {n} was swallowed"
            SEEN.add(name)
            return result
        finally:
            Fault.busy = False
        assert witness.execute("PRAGMA data_version").fetchone() == before, f"{name}: statement {n} left something"
        for db in desk._all:
            assert not db.in_transaction, f"{name}: statement {n} left a transaction open"
        if STEP > 1 and commit_done is False:
            commit_done = None
            n = 1 << 30
            continue
        if commit_done is None:
            commit_done, n = True, 1
        n += STEP


def _verb_name(function) -> str | None:
    code = getattr(function, "__code__", None)
    if code is None or code.co_name != "run" or not code.co_filename.endswith("postventa_tui/desk.py"):
        return None
    return dict(zip(code.co_freevars, function.__closure__, strict=True))["name"].cell_contents


def pytest_collection_finish(session) -> None:
    """Put the net over every verb of the core, wherever it is bound."""
    for found in pkgutil.walk_packages(postventa_tui.core.__path__, "postventa_tui.core."):
        importlib.import_module(found.name)
    nets: dict[int, object] = {}
    for module in [
        one for name, one in sys.modules.items() if name.startswith(("postventa_tui.core", "postventa_tui.cli"))
    ]:
        for attribute, value in list(vars(module).items()):
            name = _verb_name(value)
            if name is not None:
                nets.setdefault(id(value), netted(value, name))
                setattr(module, attribute, nets[id(value)])
    for module_name, attribute, name in ALSO:
        module = importlib.import_module(module_name)
        setattr(module, attribute, netted(getattr(module, attribute), name))

    if os.environ.get("POSTVENTA_NET_BREAK") == "rollback":
        # To see the net fail: a desk that keeps what was written before the fault.
        from postventa_tui.desk import Desk

        Desk._roll_back = lambda _self, db: db.in_transaction and db.connection.execute("COMMIT")


def pytest_sessionfinish(session) -> None:
    """Write down which verbs went through the net."""
    target = os.environ.get("POSTVENTA_NET_SEEN")
    if target:
        with open(target, "a", encoding="utf-8") as out:
            out.writelines(f"{name}\n" for name in sorted(SEEN))
