"""SQL of drafts, canned replies and their uses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.replies.rows import Canned, Draft

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row, SqlValue

_DRAFT = (
    "SELECT d.id, d.agent_id, d.ticket_id, d.kind, d.body, d.cursor, d.based_on_id, d.then_status, d.to_point_id,"
    " d.attachments, d.reason, d.saved_at, d.version FROM drafts d"
)
_CANNED = (
    "SELECT c.id, c.slug, c.title, c.shortcut, c.lang, c.body, c.scope, c.owner_id, c.team_id, c.channels, c.tags,"
    " c.active FROM canned_replies c"
)


def find_draft(db: Db, ticket_id: int, agent_id: int, kind: str) -> Draft | None:
    """Give the draft of an agent on a ticket, or None."""
    row = db.one(
        f"{_DRAFT} WHERE d.ticket_id = :ticket AND d.agent_id = :agent AND d.kind = :kind",
        ticket=ticket_id, agent=agent_id, kind=kind,
    )  # fmt: skip
    return None if row is None else Draft(*row)  # type: ignore[arg-type]


def list_drafts(db: Db, agent_id: int) -> list[Draft]:
    """Give the drafts of an agent, newest first."""
    rows = db.all(f"{_DRAFT} WHERE d.agent_id = :agent ORDER BY d.saved_at DESC, d.id DESC", agent=agent_id)
    return [Draft(*row) for row in rows]  # type: ignore[arg-type]


def save_draft(db: Db, values: dict[str, SqlValue]) -> int:
    """Write a draft; gives its version."""
    row = db.one(
        "INSERT INTO drafts (agent_id, ticket_id, kind, body, cursor, based_on_id, then_status, to_point_id,"
        " attachments, reason, saved_at) VALUES (:agent_id, :ticket_id, :kind, :body, :cursor, :based_on_id,"
        " :then_status, :to_point_id, :attachments, NULL, :saved_at)"
        " ON CONFLICT (ticket_id, agent_id, kind) DO UPDATE SET body = excluded.body, cursor = excluded.cursor,"
        " based_on_id = excluded.based_on_id, then_status = excluded.then_status,"
        " to_point_id = excluded.to_point_id, attachments = excluded.attachments, reason = NULL,"
        " saved_at = excluded.saved_at, version = drafts.version + 1 RETURNING version",
        **values,
    )
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def delete_draft(db: Db, ticket_id: int, agent_id: int, kind: str) -> None:
    """Take a draft away."""
    db.run(
        "DELETE FROM drafts WHERE ticket_id = :ticket AND agent_id = :agent AND kind = :kind",
        ticket=ticket_id, agent=agent_id, kind=kind,
    )  # fmt: skip


def _canned(row: Row) -> Canned:
    channels, tags = (tuple(json.loads(str(text))) for text in row[9:11])
    return Canned._make((*row[:9], channels, tags, row[11], 0))


def list_canned(db: Db) -> list[Canned]:
    """Give every canned reply by slug and language."""
    return [_canned(row) for row in db.all(f"{_CANNED} ORDER BY c.slug, c.lang")]


def list_slug(db: Db, slug: str) -> list[Canned]:
    """Give the languages of a canned reply."""
    return [_canned(row) for row in db.all(f"{_CANNED} WHERE c.slug = :slug ORDER BY c.lang", slug=slug)]


def find_canned(db: Db, reply_id: int) -> Canned | None:
    """Give a canned reply by id, or None."""
    row = db.one(f"{_CANNED} WHERE c.id = :id", id=reply_id)
    return None if row is None else _canned(row)


def find_shortcut(db: Db, shortcut: str, lang: str) -> Canned | None:
    """Give the canned reply with a shortcut in a language, or None."""
    row = db.one(f"{_CANNED} WHERE c.shortcut = :shortcut AND c.lang = :lang", shortcut=shortcut, lang=lang)
    return None if row is None else _canned(row)


def save_canned(db: Db, canned: Canned, at: int) -> int:
    """Write a canned reply by slug and language (its `id` is not read); gives its id."""
    row = db.one(
        "INSERT INTO canned_replies (slug, title, shortcut, lang, body, scope, owner_id, team_id, channels, tags,"
        " active, created_at, updated_at) VALUES (:slug, :title, :shortcut, :lang, :body, :scope, :owner_id, :team_id,"
        " :channels, :tags, :active, :at, :at) ON CONFLICT (slug, lang) DO UPDATE SET title = excluded.title,"
        " shortcut = excluded.shortcut, body = excluded.body, scope = excluded.scope, owner_id = excluded.owner_id,"
        " team_id = excluded.team_id, channels = excluded.channels, tags = excluded.tags, active = excluded.active,"
        " updated_at = excluded.updated_at RETURNING id",
        slug=canned.slug, title=canned.title, shortcut=canned.shortcut, lang=canned.lang, body=canned.body,
        scope=canned.scope, owner_id=canned.owner_id, team_id=canned.team_id, active=canned.active, at=at,
        channels=json.dumps(list(canned.channels)), tags=json.dumps(list(canned.tags), ensure_ascii=False),
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def insert_use(db: Db, reply_id: int, agent_id: int | None, ticket_id: int | None, at: int) -> int:
    """Write that a canned reply was inserted; gives the id of the use."""
    row = db.one(
        "INSERT INTO canned_uses (reply_id, agent_id, ticket_id, sent, at)"
        " VALUES (:reply, :agent, :ticket, 0, :at) RETURNING id",
        reply=reply_id, agent=agent_id, ticket=ticket_id, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_use_sent(db: Db, ticket_id: int, agent_id: int, reply_ids: tuple[int, ...], since: int) -> None:
    """Write that inserted canned replies went out."""
    for reply_id in reply_ids:
        db.run(
            "UPDATE canned_uses SET sent = 1 WHERE reply_id = :reply AND ticket_id = :ticket AND agent_id = :agent"
            " AND at >= :since",
            reply=reply_id, ticket=ticket_id, agent=agent_id, since=since,
        )  # fmt: skip


def count_uses(db: Db, agent_id: int | None, since: int) -> dict[int, int]:
    """Give how often each canned reply was inserted since an instant, by one agent or by all."""
    rows = db.all(
        "SELECT u.reply_id, count(*) FROM canned_uses u WHERE u.at >= :since"
        " AND (:agent IS NULL OR u.agent_id = :agent) GROUP BY u.reply_id",
        agent=agent_id, since=since,
    )  # fmt: skip
    return {int(reply): int(n) for reply, n in rows}  # type: ignore[arg-type]


def count_outcomes(db: Db, since: int) -> dict[int, tuple[int, int]]:
    """Give how often each canned reply was sent and how often inserted, since an instant."""
    rows = db.all(
        "SELECT u.reply_id, sum(u.sent), count(*) FROM canned_uses u WHERE u.at >= :since GROUP BY u.reply_id",
        since=since,
    )
    return {int(reply): (int(sent), int(n)) for reply, sent, n in rows}  # type: ignore[arg-type]


def save_answer(db: Db, agent_id: int, label: str, answer: str, at: int) -> None:
    """Remember what an agent answered to a label."""
    db.run(
        "INSERT INTO answers_used (agent_id, label, answer, at) VALUES (:agent, :label, :answer, :at)"
        " ON CONFLICT (agent_id, label, answer) DO UPDATE SET at = excluded.at",
        agent=agent_id, label=label, answer=answer, at=at,
    )  # fmt: skip


def list_answers(db: Db, agent_id: int, label: str, limit: int) -> list[str]:
    """Give an agent's last answers to a label, newest first."""
    rows = db.all(
        "SELECT answer FROM answers_used WHERE agent_id = :agent AND label = :label ORDER BY at DESC, answer LIMIT :n",
        agent=agent_id, label=label, n=limit,
    )  # fmt: skip
    return [str(row[0]) for row in rows]


def find_order_owner(db: Db, number: str) -> int | None:
    """Give the customer of an order number, or None."""
    value = db.value("SELECT customer_id FROM orders WHERE number = :number", number=number)
    return None if value is None else int(value)


def find_order(db: Db, order_id: int) -> Row | None:
    """Give (number, contract_on, delivered_on, total_cents, currency) of an order, or None."""
    return db.one(
        "SELECT number, contract_on, delivered_on, total_cents, currency FROM orders WHERE id = :id", id=order_id
    )


def find_product(db: Db, product_id: int) -> Row | None:
    """Give (name, sku, brand, model) of a product, or None."""
    return db.one("SELECT name, sku, brand, model FROM products WHERE id = :id", id=product_id)


def find_rma(db: Db, ticket_id: int) -> Row | None:
    """Give (number, state, due_on, received_on, amount_cents, currency) of a ticket's newest return, or None."""
    return db.one(
        "SELECT r.number, r.state, r.due_on, r.received_on, l.amount_cents, l.currency FROM rmas r"
        " LEFT JOIN rma_lines l ON l.rma_id = r.id WHERE r.ticket_id = :id ORDER BY r.id DESC, l.id LIMIT 1",
        id=ticket_id,
    )
