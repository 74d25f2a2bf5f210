"""Settings of the shop and counters: plain values, the same on every seat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def load(db: Db) -> dict[str, Json]:
    """Give every shop setting by key."""
    return {str(key): json.loads(str(value)) for key, value in db.all("SELECT key, value FROM settings ORDER BY key")}


def save(db: Db, key: str, value: Json, at: int) -> None:
    """Write one setting."""
    db.run(
        "INSERT INTO settings (key, value, created_at, updated_at) VALUES (:key, :value, :at, :at)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        key=key, value=json.dumps(value, ensure_ascii=False, sort_keys=True), at=at,
    )  # fmt: skip


def forget(db: Db, key: str) -> None:
    """Take one setting out, so that its default counts again."""
    db.run("DELETE FROM settings WHERE key = :key", key=key)


def next_number(db: Db, key: str, first: int) -> int:
    """Give the next number of a counter, inside the caller's transaction: never twice.

    Args:
        first: The number given when the counter is new (tickets begin at 1001).
    """
    row = db.one(
        "INSERT INTO counters (key, value) VALUES (:key, :first)"
        " ON CONFLICT (key) DO UPDATE SET value = counters.value + 1 RETURNING value",
        key=key, first=first,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def reserve_number(db: Db, key: str, number: int) -> None:
    """Make sure that a counter never gives `number` or a lower one again (import keeps given numbers)."""
    db.run(
        "INSERT INTO counters (key, value) VALUES (:key, :number)"
        " ON CONFLICT (key) DO UPDATE SET value = :number WHERE counters.value < :number",
        key=key, number=number,
    )  # fmt: skip


def find_agent(db: Db, login: str) -> Row | None:
    """Give (id, login, name, role, team_id, lang) of an active agent, None for an unknown login."""
    return db.one(
        "SELECT id, login, name, role, team_id, lang FROM agents WHERE login = :login AND active = 1", login=login
    )


def list_logins(db: Db) -> list[str]:
    """Give some logins of active agents, to name in an error."""
    return [str(row[0]) for row in db.all("SELECT login FROM agents WHERE active = 1 ORDER BY login LIMIT 12")]


def has_foreign_writes(db: Db) -> bool:
    """Say whether rows wait to be indexed because another program wrote them."""
    return db.value("SELECT 1 FROM search_dirty LIMIT 1") is not None
