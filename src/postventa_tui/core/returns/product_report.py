"""The monthly report of a product for its maker: faults by lot and code, with outcome and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.returns import radar, store, store_radar
from postventa_tui.core.returns.figures import Sustainability, cost, sustainability
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import format_money

if TYPE_CHECKING:
    from postventa_tui.core.assets.rows import ProductRow
    from postventa_tui.core.returns.rows import Suspicion
    from postventa_tui.core.returns.store import OutcomeRow
    from postventa_tui.core.returns.store_radar import Case
    from postventa_tui.desk import Desk


class FaultLine(NamedTuple):
    """One fault code of one lot in the month."""

    lot: str
    fault_code: str
    cases: int
    repaired: int
    replaced: int
    refunded: int
    cost_cents: int


class ProductReport(NamedTuple):
    """What a maker should know about a model; no names, no addresses."""

    product: ProductRow
    month: str
    faults: list[FaultLine]
    suspicions: list[Suspicion]
    figures: Sustainability


def report(desk: Desk, product: ProductRow, month: str) -> ProductReport:
    """Give the report of a month `YYYY-MM`.

    Raises:
        Usage: `bad_value` for a text that is no month.
    """
    start, end = _bounds(month, desk.shop.zone)
    rows = store.outcome_rows(desk.db, start, end, product.id)
    seen = [
        one for one in store_radar.list_cases(desk.db, start, end - 1, desk.shop.zone) if one.product_id == product.id
    ]
    lots = store_radar.lot_codes(desk.db, product.id)
    suspicions = [one for one in radar.scan(desk, min(end - 1, desk.clock.now())) if one.product_id == product.id]
    return ProductReport(product, month, _faults(rows, seen, lots), suspicions, sustainability(rows))


def _bounds(month: str, zone: str) -> tuple[int, int]:
    """First second of the month and of the next one."""
    if not moments.is_date(f"{month}-01"):
        raise Usage("bad_value", field="month", value=month, reason="YYYY-MM")
    year, number = int(month[:4]), int(month[5:7])
    after = f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
    return moments.start_of_day(f"{month}-01", zone), moments.start_of_day(after, zone)


def _faults(rows: list[OutcomeRow], seen: list[Case], lots: dict[int, str]) -> list[FaultLine]:
    """Faults by lot and code, most cases first: machines that failed in the month, and returns that ended in it."""
    groups: dict[tuple[str, str], list[OutcomeRow]] = {}
    for row in rows:
        groups.setdefault((row.lot or "", row.fault_code or ""), []).append(row)
    cases: dict[tuple[str, str], int] = {}
    for one in seen:
        key = (lots.get(one.lot_id or 0, ""), one.fault_code)
        cases[key] = cases.get(key, 0) + 1
    keys = dict.fromkeys([*cases, *groups])
    lines = [_fault_line(key[0], key[1], groups.get(key, []), cases.get(key, 0)) for key in keys]
    return sorted(lines, key=lambda one: (-one.cases, one.lot, one.fault_code))


def _fault_line(lot: str, code: str, found: list[OutcomeRow], cases: int) -> FaultLine:
    """One lot and code with its outcomes."""
    outcomes = [one.outcome for one in found]
    return FaultLine(
        lot,
        code,
        max(cases, len(found)),
        outcomes.count("repaired"),
        outcomes.count("replaced"),
        outcomes.count("refunded"),
        sum(cost(one) for one in found),
    )


def as_markdown(found: ProductReport, lang: str) -> str:
    """Give the report as Markdown, to send to the maker."""
    product = found.product
    lines = [f"# {product.brand or ''} {product.name} ({product.sku}) · {found.month}".replace("#  ", "# "), ""]
    head = (_("Lot"), _("Fault"), _("Cases"), _("Repaired"), _("Replaced"), _("Refunded"), _("Cost"))
    lines += [_row(head), _row(("---",) * len(head))]
    lines += [
        _row((*(str(value) for value in one[:6]), format_money(one.cost_cents, "EUR", lang))) for one in found.faults
    ]
    flagged = [one for one in found.suspicions if one.flagged]
    lines += ["", f"## {_('Fault radar, 180 days')}", ""]
    lines += [
        f"- {one.lot}: {one.fault_code}, {one.cases}/{one.sold} ({one.other_cases}/{one.other_sold});"
        f" p = {one.p_value:.4f}; {one.serial_from or '–'} – {one.serial_to or '–'}"
        for one in flagged
    ] or [_("Nothing out of the ordinary.")]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    """One row of a Markdown table; bars inside a cell are escaped."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
