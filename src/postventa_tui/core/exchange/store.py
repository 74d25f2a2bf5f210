"""SQL of import: rows of many tables written as given, and the identities they came with.

An import brings rows of every feature at once, with their own times and numbers; it writes the tables itself
instead of acting each row out through the verbs, which would send mail, move clocks and run rules.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, SqlValue

TABLES = frozenset(
    (
        "agents", "teams", "team_members", "organisations", "households", "customers", "customer_organisations",
        "contact_points", "consents", "products", "lots", "orders", "order_lines", "assets", "warranties", "tickets",
        "tags", "ticket_tags", "ticket_links", "followers", "interactions", "articles", "article_products",
        "article_versions", "canned_replies", "rmas", "rma_lines", "repairs", "surveys", "attachments",
        "statuses",
    )
)  # fmt: skip
TABLE_OF = {
    "agent": "agents", "team": "teams", "organisation": "organisations", "customer": "customers",
    "product": "products", "asset": "assets", "order": "orders", "ticket": "tickets", "interaction": "interactions",
    "article": "articles", "canned": "canned_replies", "rma": "rmas", "repair": "repairs", "survey": "surveys",
    "consent": "consents", "attachment": "attachments",
}  # fmt: skip
"""Kind of line -> table of its row."""


def insert(db: Db, table: str, values: Mapping[str, SqlValue]) -> int:
    """Write one row; gives its id."""
    row = db.run(_insert_sql(table, tuple(values)), **values).fetchone()
    return int(row[0])


@functools.cache
def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    assert table in TABLES, table
    names = ", ".join(columns)
    marks = ", ".join(f":{name}" for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id"


def update(db: Db, table: str, row_id: int, values: Mapping[str, SqlValue]) -> None:
    """Write the given columns of one row."""
    db.run(_update_sql(table, tuple(values)), row_id=row_id, **values)


@functools.cache
def _update_sql(table: str, columns: tuple[str, ...]) -> str:
    assert table in TABLES, table
    return f"UPDATE {table} SET {', '.join(f'{name} = :{name}' for name in columns)} WHERE id = :row_id"


def delete_children(db: Db, table: str, column: str, parent_id: int) -> None:
    """Remove the rows of a table that belong to one parent."""
    assert table in TABLES and column.isidentifier()
    db.run(f"DELETE FROM {table} WHERE {column} = :parent", parent=parent_id)


def find_external(db: Db, kind: str, ext: str) -> tuple[int, str, int] | None:
    """Give row id, content mark and journal position of an imported row, or None."""
    row = db.one(
        "SELECT row_id, coalesce(digest, ''), coalesce(written_seq, 0) FROM externals WHERE kind = :kind AND ext = :ext",
        kind=kind, ext=ext,
    )  # fmt: skip
    return None if row is None else (_int(row[0]), str(row[1]), _int(row[2]))


def find_ext(db: Db, kind: str, row_id: int) -> str | None:
    """Give the identity a row was imported with, or None."""
    value = db.value(
        "SELECT ext FROM externals WHERE kind = :kind AND row_id = :row_id ORDER BY ext LIMIT 1",
        kind=kind,
        row_id=row_id,
    )
    return None if value is None else str(value)


def has_externals(db: Db) -> bool:
    """Tell whether anything was ever imported."""
    return db.value("SELECT 1 FROM externals LIMIT 1") is not None


def has_erasures(db: Db) -> bool:
    """Tell whether anybody was ever erased."""
    return db.value("SELECT 1 FROM erasures LIMIT 1") is not None


def save_externals(db: Db, rows: Iterable[Mapping[str, SqlValue]]) -> None:
    """Write identities: kind, ext, row_id, digest, written_seq."""
    db.run_many(
        "INSERT INTO externals (kind, ext, row_id, digest, written_seq)"
        " VALUES (:kind, :ext, :row_id, :digest, :written_seq) ON CONFLICT (kind, ext) DO UPDATE SET"
        " row_id = excluded.row_id, digest = excluded.digest, written_seq = excluded.written_seq",
        rows,
    )


def has_row(db: Db, table: str, row_id: int) -> bool:
    """Tell whether a row is there."""
    assert table in TABLES
    return db.value(f"SELECT 1 FROM {table} WHERE id = :id", id=row_id) is not None


def is_edited(db: Db, table: str, row_id: int, since_seq: int) -> bool:
    """Tell whether somebody changed a row here after journal position `since_seq`; imports and rules do not count."""
    found = db.value(
        "SELECT 1 FROM journal j LEFT JOIN units u ON u.unit = j.unit WHERE j.tbl = :tbl AND j.row_id = :row_id"
        " AND j.seq > :seq AND (u.unit IS NULL OR u.origin NOT IN ('import', 'rule')) LIMIT 1",
        tbl=table, row_id=row_id, seq=since_seq,
    )  # fmt: skip
    return found is not None


def journal_position(db: Db) -> int:
    """Give the number of the newest journal row."""
    return _int(db.value("SELECT seq FROM journal ORDER BY seq DESC LIMIT 1") or 0)


_HOLDERS = {
    "agent.login": ("agent", "SELECT id FROM agents WHERE login = :a"),
    "team.name": ("team", "SELECT id FROM teams WHERE name = :a"),
    "product.sku": ("product", "SELECT id FROM products WHERE sku = :a"),
    "organisation.tax_id": ("organisation", "SELECT id FROM organisations WHERE tax_id = :a"),
    "order.number": ("order", "SELECT id FROM orders WHERE number = :a"),
    "asset.serial": ("asset", "SELECT id FROM assets WHERE product_id = :a AND unit_key = :b"),
    "ticket.number": ("ticket", "SELECT id FROM tickets WHERE number = :a"),
    "article.slug": ("article", "SELECT id FROM articles WHERE slug = :a AND lang = :b"),
    "canned.slug": ("canned", "SELECT id FROM canned_replies WHERE slug = :a AND lang = :b"),
    "canned.shortcut": ("canned", "SELECT id FROM canned_replies WHERE shortcut = :a AND lang = :b"),
    "point.email": (
        "customer",
        "SELECT customer_id FROM contact_points WHERE kind = 'email' AND norm = :a AND live = 1 ORDER BY id LIMIT 1",
    ),
    "point.handle": (
        "customer",
        "SELECT customer_id FROM contact_points WHERE kind = 'handle' AND norm = :a AND live = 1 ORDER BY id LIMIT 1",
    ),
}


def find_holder(db: Db, space: str, first: SqlValue, second: SqlValue = None) -> tuple[str, int] | None:
    """Give kind and row id of who holds a value of a space (`agent.login`), or None."""
    kind, sql = _HOLDERS[space]
    params: dict[str, SqlValue] = {"a": first, "b": second} if ":b" in sql else {"a": first}
    value = db.value(sql, **params)
    return None if value is None else (kind, _int(value))


def find_pointer(db: Db, table: str, row_id: int) -> int | None:
    """Give the row that a merged ticket or customer points at, or None."""
    assert table in ("tickets", "customers")
    value = db.value(f"SELECT merged_into_id FROM {table} WHERE id = :id", id=row_id)
    return None if value is None else _int(value)


def find_named(db: Db, table: str, name: str) -> int | None:
    """Give the id of the household or tag with a name, or None."""
    assert table in ("households", "tags")
    value = db.value(f"SELECT id FROM {table} WHERE name = :name ORDER BY id LIMIT 1", name=name)
    return None if value is None else _int(value)


def find_lot(db: Db, product_id: int, code: str) -> int | None:
    """Give the id of a lot, or None."""
    value = db.value("SELECT id FROM lots WHERE product_id = :p AND code = :c", p=product_id, c=code)
    return None if value is None else _int(value)


def find_order_line(db: Db, order_id: int, product_id: int) -> int | None:
    """Give the first line of an order for a product, or None."""
    value = db.value(
        "SELECT id FROM order_lines WHERE order_id = :o AND product_id = :p ORDER BY id LIMIT 1",
        o=order_id,
        p=product_id,
    )
    return None if value is None else _int(value)


def list_order_lines(db: Db, order_id: int) -> list[int]:
    """Give the ids of the lines of an order, in order."""
    return [_int(row[0]) for row in db.all("SELECT id FROM order_lines WHERE order_id = :o ORDER BY id", o=order_id)]


def list_points(db: Db, customer_id: int) -> dict[tuple[str, str], int]:
    """Give the live contact points of a customer: (kind, normal form) -> id."""
    rows = db.all("SELECT kind, norm, id FROM contact_points WHERE customer_id = :c AND live = 1", c=customer_id)
    return {(str(kind), str(norm)): _int(row_id) for kind, norm, row_id in rows}


def list_statuses(db: Db) -> dict[str, str]:
    """Give the shop's statuses: key -> type."""
    return {str(key): str(kind) for key, kind in db.all("SELECT key, type FROM statuses ORDER BY position, id")}


def ticket_customer(db: Db, ticket_id: int) -> int | None:
    """Give the customer of a ticket."""
    value = db.value("SELECT customer_id FROM tickets WHERE id = :id", id=ticket_id)
    return None if value is None else _int(value)


def set_member_team(db: Db, agent_id: int, team_id: int) -> None:
    """Make a team the one of an agent who has none."""
    db.run("UPDATE agents SET team_id = :t WHERE id = :a AND team_id IS NULL", t=team_id, a=agent_id)


def set_asset_line(db: Db, asset_id: int, line_id: int) -> None:
    """Note on which line of which order a machine was sold."""
    db.run(
        "UPDATE assets SET order_line_id = :line, order_id = coalesce(order_id, (SELECT l.order_id FROM order_lines l"
        " WHERE l.id = :line)) WHERE id = :a",
        line=line_id, a=asset_id,
    )  # fmt: skip


def insert_link(db: Db, ticket_id: int, other_id: int, kind: str, at: int) -> None:
    """Link two tickets once."""
    db.run(
        "INSERT INTO ticket_links (ticket_id, other_id, kind, created_at, updated_at)"
        " VALUES (:a, :b, :kind, :at, :at) ON CONFLICT (ticket_id, other_id, kind) DO NOTHING",
        a=ticket_id, b=other_id, kind=kind, at=at,
    )  # fmt: skip


def save_waiting(db: Db, ticket_id: int) -> None:
    """Work out since when the customer of an open ticket waits: her oldest word after our last one."""
    db.run(
        "UPDATE tickets SET waiting_since = (SELECT min(i.at) FROM interactions i WHERE i.ticket_id = :id"
        " AND i.direction = 'in' AND i.kind = 'message' AND i.author_kind IN ('customer', 'contact') AND i.at > coalesce("
        " (SELECT max(o.at) FROM interactions o WHERE o.ticket_id = :id AND ((o.kind = 'message' AND o.direction = 'out'"
        " AND o.author_kind = 'agent') OR o.kind = 'visit' OR (o.kind = 'call' AND o.outcome = 'answered'))), 0))"
        " WHERE id = :id AND is_open = 1",
        id=ticket_id,
    )


def save_blob(db: Db, sha256: str, data: bytes, at: int) -> None:
    """Keep bytes once for all attachments that have them."""
    db.run(
        "INSERT INTO blobs (sha256, size, data, created_at) VALUES (:sha, :size, :data, :at)"
        " ON CONFLICT (sha256) DO NOTHING",
        sha=sha256, size=len(data), data=data, at=at,
    )  # fmt: skip


def insert_uses(db: Db, reply_id: int, count: int, at: int) -> None:
    """Note uses of a canned reply that another program counted."""
    db.run_many(
        "INSERT INTO canned_uses (reply_id, sent, at) VALUES (:reply, 1, :at)",
        ({"reply": reply_id, "at": at} for _ in range(count)),
    )


def count_uses(db: Db, reply_id: int) -> int:
    """Give how often a canned reply was used."""
    return _int(db.value("SELECT count(*) FROM canned_uses WHERE reply_id = :id", id=reply_id) or 0)


def count_contacts(db: Db) -> int:
    """Give the number of interactions of the file."""
    return _int(db.value("SELECT count(*) FROM interactions") or 0)


def start_import(db: Db, path: str, sha256: str, at: int, options: str) -> int:
    """Note that an import has begun; gives its number."""
    row = db.run(
        "INSERT INTO imports (path, sha256, started_at, options) VALUES (:path, :sha, :at, :options) RETURNING id",
        path=path, sha=sha256, at=at, options=options,
    ).fetchone()  # fmt: skip
    return int(row[0])


def save_import(db: Db, import_id: int, position: int, unit: int | None, finished_at: int | None) -> None:
    """Note how far an import has come."""
    db.run(
        "UPDATE imports SET position = :position, finished_at = :finished, last_unit = :unit,"
        " first_unit = coalesce(first_unit, :unit) WHERE id = :id",
        id=import_id, position=position, unit=unit, finished=finished_at,
    )  # fmt: skip


def _int(value: SqlValue) -> int:
    return int(value)  # type: ignore[arg-type]


def analyze(db: Db) -> None:
    """Let the engine count its indexes anew: after many rows its old guesses are wrong."""
    db.run("ANALYZE")


class ClockFacts(NamedTuple):
    """What the clocks of an imported ticket are worked out from."""

    created_at: int
    status_type: str
    priority: str
    channel: str
    solved_at: int | None
    closed_at: int | None
    tier: str
    product: str | None
    tags: tuple[str, ...]
    last_at: int


class ClockContact(NamedTuple):
    """One contact, as far as clocks care."""

    id: int
    kind: str
    direction: str
    author_kind: str
    outcome: str | None
    at: int


def get_clock_facts(db: Db, ticket_id: int) -> ClockFacts:
    """Give what the clocks need to know of a ticket."""
    row = db.one(
        "SELECT t.created_at, t.status_type, t.priority, t.channel, t.solved_at, t.closed_at, c.tier, p.sku,"
        " (SELECT coalesce(max(i.at), t.created_at) FROM interactions i WHERE i.ticket_id = t.id)"
        " FROM tickets t JOIN customers c ON c.id = t.customer_id LEFT JOIN products p ON p.id = t.product_id"
        " WHERE t.id = :id",
        id=ticket_id,
    )
    assert row is not None
    tags = db.all(
        "SELECT g.name FROM ticket_tags x JOIN tags g ON g.id = x.tag_id WHERE x.ticket_id = :id ORDER BY g.name",
        id=ticket_id,
    )
    names = tuple(str(one[0]) for one in tags)
    return ClockFacts(*row[:8], tags=names, last_at=_int(row[8]))  # type: ignore[arg-type, misc]


def list_clock_contacts(db: Db, ticket_id: int) -> list[ClockContact]:
    """Give the contacts of a ticket, oldest first."""
    rows = db.all(
        "SELECT id, kind, direction, author_kind, outcome, at FROM interactions WHERE ticket_id = :id ORDER BY at, id",
        id=ticket_id,
    )
    return [ClockContact(*row) for row in rows]  # type: ignore[arg-type]
