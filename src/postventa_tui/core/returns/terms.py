"""The days that count for open returns: promised, part, money of a withdrawal, storage and collecting."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.assets import cover
from postventa_tui.core.assets import service as assets
from postventa_tui.core.returns import store
from postventa_tui.core.returns.states import FINAL, STATES
from postventa_tui.kit import moments
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.core.returns.rows import Rma
    from postventa_tui.desk import Desk

_LIMIT = 1000


class Term(NamedTuple):
    """A day that counts for a return: `kind` is promised, part, storage_fee or collect; `left` days, below 0 late."""

    rma: Rma
    kind: str
    on: date
    left: int


def open_terms(desk: Desk) -> list[Term]:
    """Give the terms of all returns that have not ended, the one that comes first on top."""
    today = date.fromisoformat(assets.today(desk))
    rmas = store.list_by_states(desk.db, tuple(one for one in STATES if one not in FINAL), _LIMIT)
    found = [Term(rma, kind, on, (on - today).days) for rma in rmas for kind, on in _terms(desk, rma)]
    return sorted(found, key=lambda one: (one.on, one.rma.number, one.kind))


def _terms(desk: Desk, rma: Rma) -> Iterator[tuple[str, date]]:
    """The terms of one return."""
    if rma.due_on is not None and rma.state != "ready":
        yield "promised", date.fromisoformat(rma.due_on)
    if rma.state == "waiting_part" and rma.supplier_on is not None:
        yield "part", date.fromisoformat(rma.supplier_on)
    if rma.state == "ready" and rma.received_on is not None:
        told = None if rma.told_at is None else moments.local_date(rma.told_at, desk.shop.zone)
        listed = bool(desk.shop.get("storage_fee_on_price_list", False))
        terms = cover.storage_terms(rma.received_on, told, cover.rules_of(desk), fee_on_price_list=listed)
        if terms.fee_from is not None:
            yield "storage_fee", terms.fee_from
        if terms.collect_until is not None:
            yield "collect", terms.collect_until
