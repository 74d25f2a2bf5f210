"""What changed about a person over time: consents, and rows found to be the same person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import service, store, store_groups
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.customers.rows import Consent
    from postventa_tui.desk import Desk


class Joined(NamedTuple):
    """A row that was merged into a person, with the name it had, and when."""

    id: int
    name: str
    at: int


def consent_changes(desk: Desk, customer_id: int) -> list[Consent]:
    """Give every consent row of a person, those of merged rows too, newest first."""
    found = [row for one in service.family(desk, customer_id) for row in store_groups.list_consents(desk.db, one)]
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)


def joined(desk: Desk, customer_id: int) -> list[Joined]:
    """Give the rows merged into a person, newest first."""
    found = []
    for one in service.family(desk, customer_id):
        if one != customer_id:
            row = service.get(desk, one)
            found.append(Joined(row.id, row.name, store.merged_at(desk.db, row.id) or row.updated_at))
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)
