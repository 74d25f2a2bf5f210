"""SQL of export: whole tables in blocks, with what belongs to each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from postventa_tui.core.exchange.store import TABLE_OF

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row, SqlValue

COLUMNS = {
    "agent": "login, name, email, role, active, lang",
    "team": "name",
    "organisation": "name, tax_id, domains, sla_policy, notes",
    "customer": "given, surname1, surname2, display, formality, lang, street, postcode, city, region, country,"
    " household_id, tier, since_on, preferences, notes, merged_into_id, created_at",
    "product": "sku, name, brand, model, category, goods, made_until, end_of_support, weight_g, consumables,"
    " maintenance_months, price_cents, currency",
    "asset": "product_id, serial, lot_id, customer_id, order_id, delivered_on, agreed_months, sold_by_us, supply_until, notes",
    "order": "customer_id, organisation_id, number, sale_channel, contract_on, invoice_on, invoice, delivery_note_on,"
    " delivered_on, total_cents, currency",
    "ticket": "number, subject, customer_id, organisation_id, status, status_type, priority, channel, assignee_id, team_id,"
    " asset_id, product_id, order_id, cause, lang, created_at, first_reply_at, solved_at, closed_at, snoozed_until,"
    " reopen_count, merged_into_id, custom",
    "interaction": "ticket_id, customer_id, kind, direction, channel, visibility, author_kind, agent_id, author_name, at,"
    " recorded_at, state, subject, body, message_ref, in_reply_to, duration_s, outcome, visit_kind, redacted",
    "article": "slug, title, body, lang, state, visibility, tags, version, updated_at, owner_id",
    "canned": "title, slug, shortcut, lang, body, scope, channels, tags, active, owner_id",
    "rma": "ticket_id, state, slip, created_at, closed_at",
    "repair": "asset_id, ticket_id, handed_over_on, returned_on, fault_code, kind, under",
    "survey": "customer_id, ticket_id, kind, sent_at, answered_at, score, comment, agent_id, product_id, channel",
    "consent": "customer_id, purpose, channel, state, at, proof",
    "attachment": "name, mime, size, blob_sha256",
}  # fmt: skip
"""Columns read for each kind after the id, in the order of `rows.py`."""

OF_CUSTOMER = {
    "organisation": "r.id IN (SELECT o.organisation_id FROM customer_organisations o WHERE o.customer_id IN ({ids}))",
    "customer": "r.id IN ({ids})",
    "product": "r.id IN (SELECT a.product_id FROM assets a WHERE a.customer_id IN ({ids}) UNION SELECT t.product_id"
    " FROM tickets t WHERE t.customer_id IN ({ids}) UNION SELECT l.product_id FROM order_lines l JOIN orders o"
    " ON o.id = l.order_id WHERE o.customer_id IN ({ids}))",
    "asset": "r.customer_id IN ({ids})",
    "order": "r.customer_id IN ({ids})",
    "ticket": "r.customer_id IN ({ids})",
    "interaction": "r.customer_id IN ({ids}) AND (r.ticket_id IS NULL OR r.ticket_id IN (SELECT t.id FROM tickets t"
    " WHERE t.customer_id IN ({ids})))",
    "article": "1 = 0",
    "canned": "1 = 0",
    "rma": "r.ticket_id IN (SELECT t.id FROM tickets t WHERE t.customer_id IN ({ids}))",
    "repair": "r.asset_id IN (SELECT a.id FROM assets a WHERE a.customer_id IN ({ids}))",
    "survey": "r.customer_id IN ({ids})",
    "consent": "r.customer_id IN ({ids})",
    "attachment": "r.interaction_id IN (SELECT i.id FROM interactions i WHERE i.customer_id IN ({ids}))",
}
"""What belongs to one person: kind -> condition; agents and teams are always given, since tickets name them."""


def list_identities(db: Db, kind: str) -> list[tuple[int, str | None]]:
    """Give (id, imported identity or None) of every row of a kind."""
    rows = db.all(
        f"SELECT r.id, min(e.ext) FROM {TABLE_OF[kind]} r LEFT JOIN externals e ON e.kind = :kind AND e.row_id = r.id"
        " GROUP BY r.id ORDER BY r.id",
        kind=kind,
    )
    return [(_int(row_id), None if ext is None else str(ext)) for row_id, ext in rows]


def list_chosen(db: Db, kind: str, since: int | None, customers: Sequence[int]) -> set[int] | None:
    """Give the ids of a kind that are wanted; None means all.

    Args:
        since: Changed at or after this instant; None for ever.
        customers: Only what belongs to these people; empty for everybody.
    """
    parts: list[str] = []
    params: dict[str, SqlValue] = {}
    if since is not None:
        parts.append("r.updated_at >= :since")
        params["since"] = since
    if customers and kind in OF_CUSTOMER:
        marks = ", ".join(f":c{n}" for n in range(len(customers)))
        params.update({f"c{n}": one for n, one in enumerate(customers)})
        parts.append("(" + OF_CUSTOMER[kind].replace("{ids}", marks) + ")")
    if not parts:
        return None
    rows = db.all(f"SELECT r.id FROM {TABLE_OF[kind]} r WHERE {' AND '.join(parts)}", **params)
    return {_int(row[0]) for row in rows}


def list_block(db: Db, kind: str, ids: Sequence[int]) -> dict[int, tuple[SqlValue, ...]]:
    """Give the columns of rows by id."""
    marks, params = _in(ids)
    rows = db.all(f"SELECT id, {COLUMNS[kind]} FROM {TABLE_OF[kind]} WHERE id IN ({marks})", **params)
    return {_int(row[0]): row[1:] for row in rows}


_CHILDREN = {
    "members": "SELECT team_id, agent_id FROM team_members WHERE team_id IN ({ids}) ORDER BY id",
    "points": "SELECT customer_id, kind, raw, ext, is_primary, valid, do_not_use, reason FROM contact_points"
    " WHERE customer_id IN ({ids}) AND live = 1 ORDER BY id",
    "organisations": "SELECT customer_id, organisation_id, role FROM customer_organisations WHERE customer_id IN ({ids})"
    " ORDER BY id",
    "warranties": "SELECT asset_id, by, months, starts_on, covers FROM warranties WHERE asset_id IN ({ids}) ORDER BY id",
    "lots": "SELECT a.id, l.code FROM assets a JOIN lots l ON l.id = a.lot_id WHERE a.id IN ({ids})",
    "lines": "SELECT order_id, id, product_id, quantity, price_cents, currency FROM order_lines WHERE order_id IN ({ids})"
    " ORDER BY id",
    "line_assets": "SELECT l.order_id, l.id, a.id FROM order_lines l JOIN assets a ON a.order_line_id = l.id"
    " WHERE l.order_id IN ({ids})",
    "tags": "SELECT x.ticket_id, t.name FROM ticket_tags x JOIN tags t ON t.id = x.tag_id WHERE x.ticket_id IN ({ids})"
    " ORDER BY t.name",
    "followers": "SELECT ticket_id, agent_id FROM followers WHERE ticket_id IN ({ids}) ORDER BY id",
    "ticket_links": "SELECT ticket_id, kind, other_id FROM ticket_links WHERE ticket_id IN ({ids})"
    " AND kind IN ('follows', 'split') ORDER BY id",
    "attachments": "SELECT interaction_id, id FROM attachments WHERE interaction_id IN ({ids}) ORDER BY id",
    "article_products": "SELECT article_id, product_id FROM article_products WHERE article_id IN ({ids}) ORDER BY id",
    "uses": "SELECT reply_id, count(*) FROM canned_uses WHERE reply_id IN ({ids}) GROUP BY reply_id",
    "rma_lines": "SELECT rma_id, asset_id, product_id, asked, outcome, amount_cents, currency, fault_code, cause, cause_proved,"
    " parts FROM rma_lines WHERE rma_id IN ({ids}) ORDER BY id",
    "household": "SELECT c.id, h.name FROM customers c JOIN households h ON h.id = c.household_id WHERE c.id IN ({ids})",
}  # fmt: skip


def list_children(db: Db, name: str, ids: Sequence[int]) -> dict[int, list[Row]]:
    """Give the rows that belong to parents, by parent id, without that id."""
    marks, params = _in(ids)
    found: dict[int, list[Row]] = defaultdict(list)
    for row in db.all(_CHILDREN[name].replace("{ids}", marks), **params):
        found[_int(row[0])].append(row[1:])
    return found


def find_blob(db: Db, sha256: str) -> tuple[str, bytes] | None:
    """Give encoding and stored bytes, or None when they are gone."""
    row = db.one("SELECT encoding, data FROM blobs WHERE sha256 = :sha", sha=sha256)
    return None if row is None or not isinstance(row[1], bytes) else (str(row[0]), row[1])


def is_named(db: Db, agent_id: int) -> bool:
    """Tell whether any exported row names an agent."""
    found = db.value(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM tickets WHERE assignee_id = :a) OR EXISTS (SELECT 1 FROM interactions"
        " WHERE agent_id = :a) OR EXISTS (SELECT 1 FROM team_members WHERE agent_id = :a) OR EXISTS (SELECT 1 FROM articles"
        " WHERE owner_id = :a) OR EXISTS (SELECT 1 FROM canned_replies WHERE owner_id = :a) OR EXISTS (SELECT 1 FROM followers"
        " WHERE agent_id = :a) OR EXISTS (SELECT 1 FROM surveys WHERE agent_id = :a)",
        a=agent_id,
    )
    return found is not None


def _in(ids: Sequence[int]) -> tuple[str, dict[str, SqlValue]]:
    return ", ".join(f":i{n}" for n in range(len(ids))), {f"i{n}": one for n, one in enumerate(ids)}


def _int(value: SqlValue) -> int:
    return int(value)  # type: ignore[arg-type]
