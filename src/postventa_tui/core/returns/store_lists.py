"""SQL of recall lists and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.returns.rows import Notice, Recall, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.db.connection import Db, SqlValue

_RECALL = "SELECT " + ", ".join(Recall._fields) + " FROM recalls"
_UNIT = "SELECT " + ", ".join(Unit._fields) + " FROM recall_units"
_NOTICE = "SELECT " + ", ".join(Notice._fields) + " FROM notices"
RECALL_FIELDS = ("state", "approved_at", "approved_by", "closed_at", "title", "notice_es", "notice_en", "fault_code")
UNIT_FIELDS = ("channel", "state", "tries", "last_try_at", "appointment_on", "log")
NOTICE_FIELDS = ("channel", "state", "reason", "sent_at", "interaction_id", "body")


def find_recall(db: Db, recall_id: int) -> Recall | None:
    """Give one recall list."""
    row = db.one(f"{_RECALL} WHERE id = :id", id=recall_id)
    return None if row is None else Recall(*row)  # type: ignore[arg-type]


def list_recalls(db: Db) -> list[Recall]:
    """Give all recall lists, newest first."""
    return [Recall(*row) for row in db.all(f"{_RECALL} ORDER BY id DESC")]  # type: ignore[arg-type]


def insert_recall(db: Db, product_id: int, lot_id: int | None, title: str, values: dict[str, SqlValue], at: int) -> int:
    """Add a recall list in draft; `values` holds fault_code, serial_from, serial_to, notice_es, notice_en."""
    value = db.value(
        "INSERT INTO recalls (product_id, lot_id, state, title, fault_code, serial_from, serial_to, notice_es,"
        " notice_en, created_at, updated_at) VALUES (:product, :lot, 'draft', :title, :fault_code, :serial_from,"
        " :serial_to, :notice_es, :notice_en, :at, :at) RETURNING id",
        product=product_id, lot=lot_id, title=title, at=at, **values,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def save_recall(db: Db, recall_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a recall list; only names of `RECALL_FIELDS`."""
    _update(db, "recalls", recall_id, values, RECALL_FIELDS, at)


def list_units(db: Db, recall_id: int) -> list[Unit]:
    """Give the units of a recall list by serial."""
    rows = db.all(f"{_UNIT} WHERE recall_id = :recall ORDER BY coalesce(serial, ''), id", recall=recall_id)
    return [_unit(Unit(*row)) for row in rows]  # type: ignore[arg-type]


def find_unit(db: Db, unit_id: int) -> Unit | None:
    """Give one unit of a recall list."""
    row = db.one(f"{_UNIT} WHERE id = :id", id=unit_id)
    return None if row is None else _unit(Unit(*row))  # type: ignore[arg-type]


def _unit(row: Unit) -> Unit:
    return row._replace(added_later=bool(row.added_later))


def insert_unit(db: Db, recall_id: int, asset_id: int, serial: str | None, *, added_later: bool, at: int) -> int:
    """Add a unit to a recall list; gives its id."""
    value = db.value(
        "INSERT INTO recall_units (recall_id, asset_id, serial, state, added_later, created_at, updated_at)"
        " VALUES (:recall, :asset, :serial, 'to_tell', :later, :at, :at) RETURNING id",
        recall=recall_id, asset=asset_id, serial=serial, later=int(added_later), at=at,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def save_unit(db: Db, unit_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a unit; only names of `UNIT_FIELDS`."""
    _update(db, "recall_units", unit_id, values, UNIT_FIELDS, at)


def list_open_of_asset(db: Db, asset_id: int) -> list[tuple[Recall, Unit]]:
    """Give the recall lists not closed that a machine is on, with its row."""
    found = []
    for row in db.all(f"{_UNIT} WHERE asset_id = :asset ORDER BY id", asset=asset_id):
        unit = _unit(Unit(*row))  # type: ignore[arg-type]
        recall = find_recall(db, unit.recall_id)
        if recall is not None and recall.state in ("approved", "running"):
            found.append((recall, unit))
    return found


def next_batch(db: Db) -> int:
    """Give the number of the next batch of notices."""
    value = db.value("SELECT coalesce(max(batch), 0) + 1 FROM notices")
    assert isinstance(value, int)
    return value


def insert_notice(db: Db, notice: Notice, at: int) -> int:
    """Add a notice; gives its id."""
    value = db.value(
        "INSERT INTO notices (batch, customer_id, asset_id, recall_id, kind, purpose, channel, due_at, state, reason,"
        " sent_at, interaction_id, body, created_at, updated_at) VALUES (:batch, :customer_id, :asset_id, :recall_id,"
        " :kind, :purpose, :channel, :due_at, :state, :reason, :sent_at, :interaction_id, :body, :at, :at)"
        " RETURNING id",
        at=at, **{name: value for name, value in notice._asdict().items() if name != "id"},
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def save_notice(db: Db, notice_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a notice; only names of `NOTICE_FIELDS`."""
    _update(db, "notices", notice_id, values, NOTICE_FIELDS, at)


def list_batch(db: Db, batch: int) -> list[Notice]:
    """Give the notices of a batch; one whose message has left is `sent`."""
    rows = db.all(f"{_NOTICE} WHERE batch = :batch ORDER BY due_at, id", batch=batch)
    gone = db.all(
        "SELECT n.id FROM notices n JOIN interactions i ON i.id = n.interaction_id WHERE n.batch = :batch"
        " AND i.state IN ('sent', 'delivered', 'read')",
        batch=batch,
    )
    left = {row[0] for row in gone}
    found = [Notice(*row) for row in rows]  # type: ignore[arg-type]
    return [one._replace(state="sent") if one.state == "queued" and one.id in left else one for one in found]


def list_lost(db: Db, recall_id: int) -> set[int]:
    """Give the machines whose owner's newest message about a recall came back or could not leave."""
    rows = db.all(
        "SELECT n.asset_id, i.state FROM notices n JOIN interactions i ON i.id = n.interaction_id"
        " WHERE n.recall_id = :recall AND n.asset_id IS NOT NULL ORDER BY n.id",
        recall=recall_id,
    )
    newest = {int(row[0]): str(row[1]) for row in rows}  # type: ignore[arg-type]
    return {asset_id for asset_id, state in newest.items() if state in ("failed", "bounced")}


def list_batches(db: Db, limit: int) -> list[tuple[int, int, int]]:
    """Give (batch, notices, how many are still drafts), newest first."""
    rows = db.all(
        "SELECT batch, count(*), sum(CASE WHEN state = 'draft' THEN 1 ELSE 0 END) FROM notices"
        " GROUP BY batch ORDER BY batch DESC LIMIT :limit",
        limit=limit,
    )
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows]  # type: ignore[arg-type]


def count_recent(db: Db, customer_ids: Sequence[int], since: int) -> int:
    """Give how many messages we started to a person since an instant; safety recalls do not count."""
    total = 0
    for customer_id in customer_ids:
        value = db.value(
            "SELECT count(*) FROM notices WHERE customer_id = :customer AND state IN ('queued', 'sent')"
            " AND purpose <> 'recall' AND sent_at >= :since",
            customer=customer_id, since=since,
        )  # fmt: skip
        total += int(value) if isinstance(value, int) else 0
    return total


def has_notice(db: Db, customer_ids: Sequence[int], asset_id: int, kind: str, due_at: int) -> bool:
    """Say whether that person was told already of this machine, kind and date, or is about to be."""
    return any(
        db.one(
            "SELECT 1 FROM notices WHERE customer_id = :customer AND asset_id = :asset AND kind = :kind"
            " AND due_at = :due AND state IN ('queued', 'sent')",
            customer=customer_id, asset=asset_id, kind=kind, due=due_at,
        )
        is not None
        for customer_id in customer_ids
    )  # fmt: skip


def has_open_complaint(db: Db, customer_ids: Sequence[int]) -> bool:
    """Say whether a person has an open ticket that is a complaint, by its tag or by a visit of that kind."""
    return any(
        db.one(
            "SELECT 1 FROM tickets t WHERE t.customer_id = :customer AND t.is_open = 1 AND (EXISTS (SELECT 1 FROM"
            " ticket_tags g JOIN tags n ON n.id = g.tag_id WHERE g.ticket_id = t.id AND n.name IN"
            " ('queja', 'reclamación', 'reclamacion', 'complaint')) OR EXISTS (SELECT 1 FROM interactions i"
            " WHERE i.ticket_id = t.id AND i.visit_kind = 'complaint'))",
            customer=customer_id,
        )
        is not None
        for customer_id in customer_ids
    )


def _update(db: Db, table: str, row_id: int, values: dict[str, SqlValue], known: tuple[str, ...], at: int) -> None:
    """Write the named columns of one row; a name outside `known` is a bug."""
    assert set(values) <= set(known), values
    if not values:
        return
    columns = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE {table} SET {columns}, updated_at = :at WHERE id = :id", id=row_id, at=at, **values)
