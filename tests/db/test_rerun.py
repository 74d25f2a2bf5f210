"""A verb that the engine turned away as busy and that is run again from its start leaves one effect, not two."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import calls, fields, merging, people, tagging
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Outgoing
from postventa_tui.desk import open_desk
from postventa_tui.kit.clock import FixedClock
from postventa_tui.kit.errors import PostventaError, Temporary

AT = 1795106520
VERBS = {
    "customer": lambda desk, n: customers.create(desk, {"given": "Iago"}, {"email": f"iago{n}@correo.example"}),
    "consent": lambda desk, n: groups.set_consent(desk, 1, "marketing", "email", "granted"),
    "open": lambda desk, n: tickets.create(desk, NewTicket(1, "Fuga"), "gotea"),
    "receive": lambda desk, n: tickets.receive(desk, Incoming(1, "email", "sigue igual", ticket_id=n)),
    "reply": lambda desk, n: tickets.reply(desk, n, Outgoing("Pasamos mañana.")),
    "note": lambda desk, n: tickets.note(desk, n, "Llamar"),
    "take": lambda desk, n: people.take(desk, n),
    "solve": lambda desk, n: fields.set_status(desk, n, "solved"),
    "snooze": lambda desk, n: fields.snooze(desk, n, AT + 3600),
    "tag": lambda desk, n: tagging.tag(desk, n, ["urgente"]),
    "merge": lambda desk, n: merging.merge(desk, n, 3 - n),
    "split": lambda desk, n: merging.split(desk, n, [n]),
    "call": lambda desk, n: calls.call(desk, n, "in", "voicemail", text="llámenme"),
    "missed": lambda desk, n: calls.missed_call(desk, f"69911223{n}"),
    "contact": lambda desk, n: contacts.add_interaction(
        desk, NewInteraction("call", "in", AT, "customer", "hola", 1, n, "phone", outcome="answered")
    ),
}


class Busy(sqlite3.Connection):
    """A connection that turns a statement away as often as it is told."""

    refusals: dict[str, int] = {}

    def execute(self, sql, *args):
        word = sql.lstrip().split(None, 1)[0].upper()
        if self.refusals.get(word, 0) > 0:
            self.refusals[word] -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            error.sqlite_errorname = "SQLITE_BUSY"
            raise error
        return super().execute(sql, *args)


_plain = sqlite3.connect


def seat(template: Path, folder: str, name: str):
    path = Path(folder) / name
    path.write_bytes(template.read_bytes())
    desk = open_desk(str(path), agent="ana", clock=FixedClock(AT))
    sla.install_starter(desk)
    customers.create(desk, {"given": "Marta"}, {"email": "marta@correo.example", "phone": "612345678"})
    for subject in ("No centrifuga", "No calienta"):
        tickets.receive(desk, Incoming(1, "email", "no va", subject=subject))
    return desk


def outcome(act, desk, n) -> str:
    try:
        act(desk, n)
    except Temporary:
        raise
    except PostventaError as error:
        return error.code
    return "done"


def run_until_it_passes(act, desk, n) -> tuple[str, int]:
    for again in range(10):
        try:
            return outcome(act, desk, n), again
        except Temporary as error:
            assert error.code == "database_busy"
            assert not desk.db.in_transaction
    raise AssertionError("still busy")


def contents(path: str) -> dict[str, list[tuple]]:
    """Every row of every table, the random names of rows and desks left out."""
    db = _plain(path)
    try:
        tables = [
            row[0]
            for row in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
                " AND name NOT LIKE 'fts%' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name"
            )
        ]
        found, names = {}, set()
        for table in tables:
            cursor = db.execute(f'SELECT * FROM "{table}"')
            columns = [one[0] for one in cursor.description]
            rows = cursor.fetchall()
            for at, column in enumerate(columns):
                names |= {row[at] for row in rows if column in ("uid", "writer", "public_ref") and row[at]}
            found[table] = rows
    finally:
        db.close()
    return {table: [tuple(_named(value, names) for value in row) for row in rows] for table, rows in found.items()}


def _named(value, names):
    if not isinstance(value, str) or len(value) < 8:
        return value
    for name in names:
        value = value.replace(name, "?")
    return value


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(VERBS)), st.integers(1, 2), st.integers(0, 2), st.integers(0, 2)),
        min_size=1,
        max_size=6,
    )
)
def test_a_verb_run_again_after_a_busy_engine_leaves_one_effect(_template, steps) -> None:
    with tempfile.TemporaryDirectory() as folder:
        once = seat(_template, folder, "once.db")
        sqlite3.connect = lambda *args, **more: _plain(*args, **{"factory": Busy, **more})
        try:
            again = seat(_template, folder, "again.db")
        finally:
            sqlite3.connect = _plain
        told_once, told_again = [], []
        once.changes.subscribe(told_once.append)
        again.changes.subscribe(told_again.append)
        for name, n, begins, commits in steps:
            wanted = outcome(VERBS[name], once, n)
            # Without a wait each refused BEGIN reaches the caller, as a refused COMMIT does.
            again.wait_s = 0
            Busy.refusals.update(BEGIN=begins, COMMIT=commits)
            got, tries = run_until_it_passes(VERBS[name], again, n)
            assert got == wanted, name
            assert tries == begins + (commits if wanted == "done" else 0)
            Busy.refusals.clear()
        assert told_again == told_once
        once.close()
        again.close()
        assert contents(str(Path(folder) / "again.db")) == contents(str(Path(folder) / "once.db"))


def test_a_wait_hides_a_lock_that_is_given_back(_template) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sqlite3.connect = lambda *args, **more: _plain(*args, **{"factory": Busy, **more})
        try:
            desk = seat(_template, folder, "shop.db")
        finally:
            sqlite3.connect = _plain
        before = desk.db.value("SELECT count(*) FROM interactions")
        Busy.refusals.update(BEGIN=3)
        tickets.note(desk, 1, "Llamar")
        assert desk.db.value("SELECT count(*) FROM interactions") == before + 1
        Busy.refusals.clear()
        desk.close()
