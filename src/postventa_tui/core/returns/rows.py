"""Rows of returns, recalls and notices, as they are read."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class Rma(NamedTuple):
    """One return or repair; `verdict` is the JSON of the guarantee verdict it rests on, `under` who pays."""

    id: int
    number: int
    ticket_id: int
    state: str
    slip: str | None
    reason: str | None
    pickup: str | None
    due_on: str | None
    ready_at: int | None
    told_at: int | None
    received_on: str | None
    closed_at: int | None
    supplier: str | None
    supplier_on: str | None
    condition: str | None
    accessories: str | None
    verdict: str
    under: str | None
    estimate: str | None
    printed_at: int | None
    collected_with: str | None
    version: int
    created_at: int
    updated_at: int

    @property
    def ref(self) -> str:
        """What people call it: `RMA-0058`."""
        return ref(self.number)


def ref(number: int) -> str:
    """Give the name of a return: `RMA-0058`."""
    return f"RMA-{number:04d}"


class Part(NamedTuple):
    """A part that was used; `state` is new or reused."""

    name: str
    state: str = "new"
    cents: int = 0


class Line(NamedTuple):
    """One unit of a return; money in cents."""

    id: int
    rma_id: int
    asset_id: int | None
    product_id: int | None
    asked: str
    outcome: str | None
    fault_code: str | None
    cause: str | None
    cause_proved: bool
    amount_cents: int | None
    currency: str | None
    parts: tuple[Part, ...]
    labour_cents: int | None
    minutes: int | None
    destination: str | None


class Recall(NamedTuple):
    """A recall list."""

    id: int
    product_id: int
    lot_id: int | None
    state: str
    title: str
    fault_code: str | None
    serial_from: str | None
    serial_to: str | None
    notice_es: str | None
    notice_en: str | None
    approved_at: int | None
    approved_by: int | None
    closed_at: int | None


class Unit(NamedTuple):
    """One unit on a recall list; `log` is JSON, a line for every try."""

    id: int
    recall_id: int
    asset_id: int | None
    serial: str | None
    channel: str | None
    state: str
    tries: int
    last_try_at: int | None
    appointment_on: str | None
    added_later: bool
    log: str


class Notice(NamedTuple):
    """One message we start; `state` is draft, queued, sent, left_out or held, with its reason."""

    id: int
    batch: int
    customer_id: int | None
    asset_id: int | None
    recall_id: int | None
    kind: str
    purpose: str
    channel: str | None
    due_at: int
    state: str
    reason: str | None
    sent_at: int | None
    interaction_id: int | None
    body: str


class Suspicion(NamedTuple):
    """One line of the fault radar: a fault code in a lot against the other lots of the product."""

    product_id: int
    sku: str
    product: str
    lot: str | None
    fault_code: str
    cases: int
    sold: int
    other_cases: int
    other_sold: int
    rate: float
    base_rate: float
    p_value: float
    flagged: bool
    serial_from: str | None
    serial_to: str | None
    cost_cents: int
