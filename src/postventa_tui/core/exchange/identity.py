"""Under which identity a row came into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.exchange import store

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def imported_as(desk: Desk, kind: str, row_id: int) -> str | None:
    """Give the `ext` a row was imported under, None for one made here."""
    return store.find_ext(desk.db, kind, row_id)
