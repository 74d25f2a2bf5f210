"""SQL of customers and their contact points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.customers.rows import Customer, Point
from postventa_tui.db import fts_search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.db.connection import Db, SqlValue

_CUSTOMER = (
    "c.id, c.uid, c.given, c.surname1, c.surname2, c.display, c.sort_key, c.lang, c.formality, c.tier,"
    " c.tax_id, c.street, c.postcode, c.city, c.region, c.country, c.preferences, c.notes, c.since_on,"
    " c.household_id, c.merged_into_id, c.erased_at, c.legal_hold, c.version, c.created_at, c.updated_at"
)
_POINT = (
    "p.id, p.customer_id, p.kind, p.raw, p.norm, p.ext, p.is_primary, p.valid, p.bounced_at, p.do_not_use, p.reason"
)
EDITABLE = (
    "given", "surname1", "surname2", "display", "sort_key", "lang", "formality", "tier", "tax_id", "street",
    "postcode", "city", "region", "country", "preferences", "notes", "since_on", "household_id",
    "merged_into_id", "erased_at", "legal_hold",
)  # fmt: skip


def find_customer(db: Db, customer_id: int) -> Customer | None:
    """Give a customer, or None."""
    row = db.one(f"SELECT {_CUSTOMER} FROM customers c WHERE c.id = :id", id=customer_id)
    return None if row is None else Customer(*row)  # type: ignore[arg-type]


def list_customers(db: Db, ids: list[int]) -> list[Customer]:
    """Give the customers of `ids`, in that order."""
    found = {c.id: c for one in ids if (c := find_customer(db, one))}
    return [found[one] for one in ids if one in found]


def find_by_uid(db: Db, uid: str) -> Customer | None:
    """Give the customer with a public id, or None."""
    row = db.one(f"SELECT {_CUSTOMER} FROM customers c WHERE c.uid = :uid", uid=uid)
    return None if row is None else Customer(*row)  # type: ignore[arg-type]


def list_by_norm(db: Db, kind: str, norm: str) -> list[int]:
    """Give the customers with a live contact point, the one written last first."""
    rows = db.all(
        "SELECT p.customer_id FROM contact_points p WHERE p.norm = :norm AND p.kind = :kind AND p.live = 1"
        " ORDER BY p.id DESC",
        kind=kind, norm=norm,
    )  # fmt: skip
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def list_by_name(db: Db, key: str, limit: int) -> list[Customer]:
    """Give live customers whose sort key begins with `key`, in order."""
    rows = db.all(
        f"SELECT {_CUSTOMER} FROM customers c WHERE c.sort_key >= :key AND c.sort_key < :end"
        " AND c.merged_into_id IS NULL AND c.erased_at IS NULL ORDER BY c.sort_key, c.id LIMIT :limit",
        key=key, end=key + "\U0010ffff", limit=limit,
    )  # fmt: skip
    return [Customer(*row) for row in rows]  # type: ignore[arg-type]


def list_by_words(db: Db, words: Sequence[str], limit: int) -> list[int]:
    """Give live customers in whose name every word begins a word, newest first; by the search index."""
    match = fts_search.in_columns("customer", "name", " ".join(f'"{word}"*' for word in words))
    where = "t.merged_into_id IS NULL AND t.erased_at IS NULL"
    return fts_search.newest(db, "customer", match, where, {}, limit)


def insert_customer(db: Db, values: dict[str, SqlValue], at: int) -> int:
    """Write a new customer; gives its id."""
    names = ["uid", *(name for name in EDITABLE if name in values)]
    row = db.one(
        f"INSERT INTO customers ({', '.join(names)}, created_at, updated_at)"
        f" VALUES ({', '.join(':' + name for name in names)}, :created_at, :at) RETURNING id",
        at=at,
        created_at=values.get("created_at", at),
        **{name: values[name] for name in names},
    )
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_customer(db: Db, customer_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write the named columns of a customer."""
    sets = ", ".join(f"{name} = :{name}" for name in values if name in EDITABLE)
    db.run(
        f"UPDATE customers SET {sets}, version = version + 1, updated_at = :at WHERE id = :id",
        id=customer_id, at=at, **values,
    )  # fmt: skip


def list_family(db: Db, customer_id: int) -> list[int]:
    """Give the customer and everybody merged into it, through chains."""
    rows = db.all(
        "WITH RECURSIVE family (id) AS (SELECT :id UNION SELECT c.id FROM customers c"
        " JOIN family f ON c.merged_into_id = f.id) SELECT id FROM family",
        id=customer_id,
    )
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def merged_at(db: Db, customer_id: int) -> int | None:
    """Give when a customer row was last pointed at another one, as the journal knows it; None when it does not."""
    rows = db.all(
        "SELECT at, before FROM journal WHERE tbl = 'customers' AND row_id = :id AND op = 'U' ORDER BY seq DESC",
        id=customer_id,
    )
    return next((int(at) for at, before in rows if "merged_into_id" in json.loads(str(before or "{}"))), None)  # type: ignore[arg-type]


def list_household(db: Db, household_id: int) -> list[int]:
    """Give the members of a household."""
    rows = db.all("SELECT id FROM customers WHERE household_id = :id ORDER BY id", id=household_id)
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def list_points(db: Db, customer_id: int) -> list[Point]:
    """Give the live contact points of one customer row, primary ones first."""
    rows = db.all(
        f"SELECT {_POINT} FROM contact_points p WHERE p.customer_id = :id AND p.live = 1"
        " ORDER BY p.is_primary DESC, p.kind, p.id",
        id=customer_id,
    )
    return [Point(*row) for row in rows]  # type: ignore[arg-type]


def find_point(db: Db, point_id: int) -> Point | None:
    """Give a contact point, or None."""
    row = db.one(f"SELECT {_POINT} FROM contact_points p WHERE p.id = :id", id=point_id)
    return None if row is None else Point(*row)  # type: ignore[arg-type]


def insert_point(db: Db, customer_id: int, values: dict[str, SqlValue], at: int) -> int:
    """Write a contact point (kind, raw, norm, ext, is_primary); gives its id."""
    row = db.one(
        "INSERT INTO contact_points (customer_id, kind, raw, norm, ext, is_primary, valid, do_not_use, reason,"
        " live, created_at, updated_at) VALUES (:customer_id, :kind, :raw, :norm, :ext, :is_primary, :valid,"
        " :do_not_use, :reason, 1, :at, :at) RETURNING id",
        customer_id=customer_id, at=at,
        **{"ext": None, "is_primary": 0, "valid": 1, "do_not_use": 0, "reason": None, **values},
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_point(db: Db, point: Point, live: bool, at: int) -> None:
    """Write the state of a contact point; `live` false takes it out of matching."""
    db.run(
        "UPDATE contact_points SET raw = :raw, norm = :norm, ext = :ext, is_primary = :is_primary,"
        " valid = :valid, bounced_at = :bounced_at, do_not_use = :do_not_use, reason = :reason, live = :live,"
        " updated_at = :at WHERE id = :id",
        id=point.id, raw=point.raw, norm=point.norm, ext=point.ext, is_primary=point.is_primary,
        valid=point.valid, bounced_at=point.bounced_at, do_not_use=point.do_not_use, reason=point.reason,
        live=int(live), at=at,
    )  # fmt: skip


def list_by_tail(db: Db, digits: str) -> list[int]:
    """Give the customers with a Spanish phone that ends in these nine digits."""
    return list_by_norm(db, "phone", "+34" + digits)


def list_same_key(db: Db) -> list[tuple[int, int, str]]:
    """Give pairs of live customers with one sort key and postcode or street, with the reason."""
    rows = db.all(
        "SELECT a.id, b.id, CASE WHEN a.postcode = b.postcode THEN 'postcode' ELSE 'street' END"
        " FROM customers a JOIN customers b ON b.sort_key = a.sort_key AND b.id > a.id"
        " WHERE a.sort_key <> '' AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL"
        " AND a.erased_at IS NULL AND b.erased_at IS NULL"
        " AND (a.postcode = b.postcode OR a.street = b.street) ORDER BY a.id, b.id"
    )
    return [(int(a), int(b), str(why)) for a, b, why in rows]  # type: ignore[arg-type]
