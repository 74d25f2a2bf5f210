"""SQL of organisations, households, consents and the loyalty ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers.rows import Consent, Membership, Organisation

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

_ORGANISATION = "o.id, o.name, o.tax_id, o.domains, o.sla_policy, o.notes, o.shared"
_CONSENT = "k.id, k.customer_id, k.purpose, k.channel, k.state, k.at, k.proof, k.agent_id"


def find_organisation(db: Db, organisation_id: int) -> Organisation | None:
    """Give an organisation, or None."""
    row = db.one(f"SELECT {_ORGANISATION} FROM organisations o WHERE o.id = :id", id=organisation_id)
    return None if row is None else Organisation(*row)  # type: ignore[arg-type]


def find_organisation_named(db: Db, name: str) -> Organisation | None:
    """Give the organisation with this name, or None."""
    row = db.one(f"SELECT {_ORGANISATION} FROM organisations o WHERE o.name = :name ORDER BY o.id LIMIT 1", name=name)
    return None if row is None else Organisation(*row)  # type: ignore[arg-type]


def list_organisations(db: Db) -> list[Organisation]:
    """Give all organisations by name."""
    rows = db.all(f"SELECT {_ORGANISATION} FROM organisations o ORDER BY o.name, o.id")
    return [Organisation(*row) for row in rows]  # type: ignore[arg-type]


def insert_organisation(
    db: Db, name: str, at: int, *, tax_id: str | None, domains: str, sla_policy: str | None, notes: str | None
) -> int:
    """Write a new organisation; gives its id."""
    row = db.one(
        "INSERT INTO organisations (name, tax_id, domains, sla_policy, notes, created_at, updated_at)"
        " VALUES (:name, :tax_id, :domains, :sla_policy, :notes, :at, :at) RETURNING id",
        name=name, tax_id=tax_id, domains=domains, sla_policy=sla_policy, notes=notes, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_organisation(db: Db, row: Organisation, at: int) -> None:
    """Write the state of an organisation."""
    db.run(
        "UPDATE organisations SET name = :name, tax_id = :tax_id, domains = :domains, sla_policy = :sla_policy,"
        " notes = :notes, shared = :shared, updated_at = :at WHERE id = :id",
        id=row.id, shared=row.shared, name=row.name, tax_id=row.tax_id, domains=row.domains, sla_policy=row.sla_policy,
        notes=row.notes, at=at,
    )  # fmt: skip


def insert_membership(db: Db, customer_id: int, organisation_id: int, role: str | None, at: int) -> None:
    """Put a customer into an organisation, or change the role there."""
    db.run(
        "INSERT INTO customer_organisations (customer_id, organisation_id, role, created_at, updated_at)"
        " VALUES (:customer_id, :organisation_id, :role, :at, :at)"
        " ON CONFLICT (customer_id, organisation_id) DO UPDATE SET role = excluded.role,"
        " updated_at = excluded.updated_at",
        customer_id=customer_id, organisation_id=organisation_id, role=role, at=at,
    )  # fmt: skip


def delete_membership(db: Db, customer_id: int, organisation_id: int) -> None:
    """Take a customer out of an organisation."""
    db.run(
        "DELETE FROM customer_organisations WHERE customer_id = :customer AND organisation_id = :organisation",
        customer=customer_id, organisation=organisation_id,
    )  # fmt: skip


def list_memberships(db: Db, customer_id: int) -> list[Membership]:
    """Give the organisations of a customer."""
    rows = db.all(
        "SELECT o.id, o.name, m.role FROM customer_organisations m JOIN organisations o"
        " ON o.id = m.organisation_id WHERE m.customer_id = :id ORDER BY m.id",
        id=customer_id,
    )
    return [Membership(*row) for row in rows]  # type: ignore[arg-type]


def list_members(db: Db, organisation_id: int) -> list[int]:
    """Give the customers of an organisation."""
    rows = db.all(
        "SELECT customer_id FROM customer_organisations WHERE organisation_id = :id ORDER BY id",
        id=organisation_id,
    )
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def insert_household(db: Db, name: str, at: int) -> int:
    """Write a new household; gives its id."""
    row = db.one(
        "INSERT INTO households (name, created_at, updated_at) VALUES (:name, :at, :at) RETURNING id",
        name=name, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def find_household_name(db: Db, household_id: int) -> str | None:
    """Give the name of a household, or None."""
    name = db.value("SELECT name FROM households WHERE id = :id", id=household_id)
    return None if name is None else str(name)


def insert_consent(db: Db, consent: Consent, recorded_at: int) -> int:
    """Write a consent row (its `id` is not read); gives the new id."""
    row = db.one(
        "INSERT INTO consents (customer_id, purpose, channel, state, at, proof, agent_id, created_at, updated_at)"
        " VALUES (:customer_id, :purpose, :channel, :state, :at, :proof, :agent_id, :now, :now) RETURNING id",
        customer_id=consent.customer_id, purpose=consent.purpose, channel=consent.channel,
        state=consent.state, at=consent.at, proof=consent.proof, agent_id=consent.agent_id, now=recorded_at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def list_consents(db: Db, customer_id: int) -> list[Consent]:
    """Give the consent rows of one customer row, oldest first within purpose and channel."""
    rows = db.all(
        f"SELECT {_CONSENT} FROM consents k WHERE k.customer_id = :id ORDER BY k.purpose, k.channel, k.at, k.id",
        id=customer_id,
    )
    return [Consent(*row) for row in rows]  # type: ignore[arg-type]


def insert_points(db: Db, customer_id: int, points: int, reason: str, at: int) -> None:
    """Write a signed row of the loyalty ledger."""
    db.run(
        "INSERT INTO loyalty_points (customer_id, points, reason, at, created_at, updated_at)"
        " VALUES (:customer_id, :points, :reason, :at, :at, :at)",
        customer_id=customer_id, points=points, reason=reason, at=at,
    )  # fmt: skip


def sum_points(db: Db, customer_id: int) -> int:
    """Give the balance of the loyalty ledger."""
    value = db.value("SELECT coalesce(sum(points), 0) FROM loyalty_points WHERE customer_id = :id", id=customer_id)
    return int(value or 0)
