"""Statements on saved views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db


class SavedView(NamedTuple):
    """A query with a name; `owner_id` None: shared by all."""

    id: int
    name: str
    query: str
    position: int
    owner_id: int | None


def list_for(db: Db, agent_id: int) -> list[SavedView]:
    """Give the views of an agent and the shared ones, in their order."""
    rows = db.all(
        "SELECT id, name, query, position, owner_id FROM views WHERE owner_id IS NULL OR owner_id = :agent"
        " ORDER BY position, name, id",
        agent=agent_id,
    )
    return [SavedView(*row) for row in rows]  # type: ignore[arg-type]  # the columns are typed by the schema


def insert(db: Db, name: str, query: str, *, owner_id: int | None, at: int) -> int:
    """Insert a view at the end; gives its id."""
    value = db.value(
        "INSERT INTO views (name, query, position, owner_id, created_at, updated_at) VALUES (:name, :query,"
        " (SELECT coalesce(max(position), 0) + 1 FROM views), :owner, :at, :at) RETURNING id",
        name=name,
        query=query,
        owner=owner_id,
        at=at,
    )
    return int(str(value))


def save(db: Db, view_id: int, query: str, at: int) -> None:
    """Write the query of a view."""
    db.run("UPDATE views SET query = :query, updated_at = :at WHERE id = :id", query=query, at=at, id=view_id)


def delete(db: Db, view_id: int) -> None:
    """Delete a view."""
    db.run("DELETE FROM views WHERE id = :id", id=view_id)
