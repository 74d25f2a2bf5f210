"""What is said when a return is opened, moved on, or a unit is left at the counter."""

from __future__ import annotations

from postventa_tui.core.returns.rows import Part
from postventa_tui.kit.rows import NamedTuple


class NewLine(NamedTuple):
    """One unit of a new return; a machine of the shop's file, or a product only."""

    asked: str
    asset_id: int | None = None
    product_id: int | None = None
    fault_code: str | None = None


class NewRma(NamedTuple):
    """A return to open on a ticket; `pickup` says how it comes (home, shop, sent)."""

    ticket_id: int
    lines: tuple[NewLine, ...]
    reason: str | None = None
    pickup: str | None = None
    due_on: str | None = None


class Move(NamedTuple):
    """A step of a return and what was found or done; None leaves a field as it is.

    Args:
        on: Civil day of the handing over or return; today when None.
        under: Who pays when that is not what the verdict says: statutory, commercial, paid.
        confirmed: Codes the agent has confirmed (`refund_before_return`, `paid_unknown`).
        tell: Whether the customer is told in writing.
        line: Number of the line from 1; None means every line.
        remind: Whether the acting agent is reminded on the day the part or the unit is due.
    """

    to: str
    reason: str = ""
    on: str | None = None
    condition: str | None = None
    accessories: str | None = None
    supplier: str | None = None
    supplier_on: str | None = None
    due_on: str | None = None
    fault_code: str | None = None
    cause: str | None = None
    cause_proved: bool | None = None
    outcome: str | None = None
    amount_cents: int | None = None
    currency: str | None = None
    parts: tuple[Part, ...] | None = None
    labour_cents: int | None = None
    minutes: int | None = None
    destination: str | None = None
    under: str | None = None
    confirmed: frozenset[str] = frozenset()
    tell: bool = True
    line: int | None = None
    remind: bool = False


class Deposit(NamedTuple):
    """A unit left at the counter by a known customer.

    Args:
        asset_id: Her machine; None adds one of `sku`.
        estimate: wanted, declined or empty (the guarantee answers).
        bought_elsewhere: The customer says that another shop sold it.
    """

    customer_id: int
    fault: str
    condition: str
    asset_id: int | None = None
    sku: str | None = None
    serial: str | None = None
    accessories: str = ""
    asked: str = "repair"
    estimate: str = ""
    promised_on: str | None = None
    fault_code: str | None = None
    bought_elsewhere: bool = False
