"""SQL of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

WATCHED = (
    "customer.export", "customer.erase", "customer.open", "customer.merge", "customer.unmerge", "customer.hold",
    "ticket.merge", "ticket.unmerge", "export.all", "import.file", "retention.run", "settings.set", "check.repair",
    "agent.add", "agent.set", "agent.deactivate", "backup.folder",
)  # fmt: skip
"""Verbs an owner wants to see, whoever used them."""


class AuditLine(NamedTuple):
    """Something an owner wants to see."""

    at: int
    what: str
    agent: str | None
    host: str
    unit: int | None
    about: str


def watched(db: Db, since: int) -> list[AuditLine]:
    """Give the uses of the watched verbs."""
    marks = ", ".join(f":v{n}" for n in range(len(WATCHED)))
    rows = db.all(
        "SELECT u.at, u.verb, a.login, u.host, u.unit, u.command FROM units u LEFT JOIN agents a ON a.id = u.agent_id"
        f" WHERE u.at >= :since AND u.verb IN ({marks}) ORDER BY u.unit",
        since=since, **{f"v{n}": name for n, name in enumerate(WATCHED)},
    )  # fmt: skip
    return [AuditLine(*row) for row in rows]  # type: ignore[arg-type]


def roles(db: Db, since: int) -> list[AuditLine]:
    """Give the changes of a role."""
    rows = db.all(
        "SELECT j.at, 'role', a.login, u.host, j.unit, b.login || ' ' || b.role FROM journal j"
        " LEFT JOIN units u ON u.unit = j.unit LEFT JOIN agents a ON a.id = u.agent_id JOIN agents b ON b.id = j.row_id"
        " WHERE j.tbl = 'agents' AND j.op = 'U' AND instr(j.before, '\"role\"') > 0 AND j.at >= :since ORDER BY j.seq",
        since=since,
    )
    return [AuditLine(int(str(row[0])), str(row[1]), *row[2:]) for row in rows]  # type: ignore[arg-type]


def undone_by_others(db: Db, since: int) -> list[AuditLine]:
    """Give the undos of somebody else's change."""
    rows = db.all(
        "SELECT u.at, 'undo', a.login, u.host, u.unit, CAST(u.undoes AS TEXT) FROM units u"
        " JOIN units o ON o.unit = u.undoes LEFT JOIN agents a ON a.id = u.agent_id"
        " WHERE u.at >= :since AND u.agent_id <> o.agent_id ORDER BY u.unit",
        since=since,
    )
    return [AuditLine(*row) for row in rows]  # type: ignore[arg-type]


def foreign(db: Db, since: int) -> list[AuditLine]:
    """Give the writes of other programs."""
    rows = db.all(
        "SELECT at, 'foreign_write', NULL, '', NULL, tbl || ' ' || CAST(row_id AS TEXT) FROM journal INDEXED BY journal_unit"
        " WHERE unit IS NULL AND at >= :since ORDER BY seq",
        since=since,
    )
    return [AuditLine(*row) for row in rows]  # type: ignore[arg-type]
