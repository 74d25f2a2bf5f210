"""The verdict of a machine in the shop's file: its rows as facts, the shop's rules, the answer."""

from __future__ import annotations

import functools
import json
import os.path
from pathlib import Path
from typing import TYPE_CHECKING

from postventa_tui.core.assets import service, store, store_units
from postventa_tui.core.assets.dates import add_days, add_months, add_years, read_date
from postventa_tui.core.assets.explain import sentence
from postventa_tui.core.assets.facts import Commercial, Facts, Fault, Repair, parse_facts
from postventa_tui.core.assets.rules import load_rules, shipped_rules
from postventa_tui.core.assets.verdict import verdict
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from postventa_tui.core.assets.rows import AssetRow, OrderRow, ProductRow, RepairRow
    from postventa_tui.core.assets.rules import Rules
    from postventa_tui.core.assets.verdict import Verdict
    from postventa_tui.desk import Desk

NEW_LAW_FROM = "2022-01-01"


class Cover(NamedTuple):
    """What answers for a machine: the verdict with the facts and rules it rests on."""

    answer: Verdict
    facts: Facts
    rules: Rules

    def sentence(self, lang: str) -> str:
        """Give the answer in one sentence."""
        return sentence(self.answer, self.facts, self.rules, lang)


def rules_of(desk: Desk) -> Rules:
    """Give the shop's guarantee rules: the file its setting `guarantee_rules` names, else the shipped ones.

    Raises:
        BadFile: the shop's file is wrong, with line and reason.
    """
    name = desk.shop.text("guarantee_rules")
    if not name:
        return _shipped()
    path = os.path.join(os.path.dirname(os.path.abspath(desk.path)), os.path.expanduser(name))
    return _shops(path, os.path.getmtime(path) if os.path.exists(path) else 0.0)


@functools.cache
def _shipped() -> Rules:
    """The rules of the package, read once."""
    return shipped_rules()


@functools.lru_cache(maxsize=4)
def _shops(path: str, changed: float) -> Rules:
    """The shop's file, read again when it has changed."""
    return load_rules(Path(path))


def cover_of(desk: Desk, asset_id: int, as_of: date | None = None, fault: Fault | None = None) -> Cover:
    """Give who answers for a machine on a day (today without one), for a fault when one is known.

    Raises:
        NotFound: `asset_unknown`. BadFile: the shop's rules.
    """
    facts = facts_of(desk, asset_id, as_of, fault)
    rules = rules_of(desk)
    return Cover(verdict(facts, rules), facts, rules)


def verdict_for_asset(desk: Desk, asset_id: int, as_of: date | None = None, fault: Fault | None = None) -> Verdict:
    """Give the guarantee verdict of a machine; as `cover_of`."""
    return cover_of(desk, asset_id, as_of, fault).answer


def facts_of(desk: Desk, asset_id: int, as_of: date | None = None, fault: Fault | None = None) -> Facts:
    """Give what the file knows about a machine, as facts; nothing is guessed."""
    machine = service.get(desk, asset_id)
    order = None if machine.order_id is None else store.get_order(desk.db, machine.order_id)
    today = read_date(service.today(desk))
    assert today is not None
    given = Facts(
        as_of=as_of or today,
        buyer=_buyer(machine, order),
        goods=machine.goods,
        supply_until=_day(machine.supply_until),
        agreed_months=machine.agreed_months,
        fault=fault or Fault(),
        repairs=tuple(_repair(one) for one in store_units.list_repairs(desk.db, asset_id)),
        commercial=tuple(
            Commercial(one.by, one.months, _day(one.starts_on), one.covers)
            for one in store_units.list_warranties(desk.db, asset_id)
        ),
    )
    if json.loads(machine.custom).get("receipt") is False:
        return given
    return _with_papers(given, machine, order)


def _with_papers(given: Facts, machine: AssetRow, order: OrderRow | None) -> Facts:
    """Add the dates of the purchase."""
    if order is None:
        return given._replace(delivered_on=_day(machine.delivered_on))
    told = parse_facts({"as_of": given.as_of.isoformat(), "withdrawal": json.loads(order.withdrawal)}).withdrawal
    return given._replace(
        sale_channel=order.sale_channel,
        contract_on=_day(order.contract_on),
        invoice_on=_day(order.invoice_on),
        delivery_note_on=_day(order.delivery_note_on),
        delivered_on=_day(machine.delivered_on or order.delivered_on),
        withdrawal=told,
    )


def _buyer(machine: AssetRow, order: OrderRow | None) -> str | None:
    """A business when the order was billed to one; a consumer when it was not; unknown without an order."""
    if order is not None:
        return "consumer" if order.organisation_id is None else "business"
    return "business" if machine.organisation_id is not None else None


def _repair(row: RepairRow) -> Repair:
    """A stored repair as a fact."""
    return Repair(_day(row.handed_over_on), _day(row.returned_on), row.fault_code or "", row.kind, row.under)


def _day(text: str | None) -> date | None:
    """A stored date."""
    return None if text is None else read_date(text)


def parts_until(product: ProductRow, contract_on: str | None, rules: Rules) -> date | None:
    """Give the last day on which spare parts must be had; None while it is made or where no rule stands.

    Source: TRLGDCU art. 127 bis (ten years from the end of manufacture; contracts before 2022 five).
    """
    made_until = _day(product.made_until)
    if made_until is None or rules.spare_parts is None:
        return None
    old = contract_on is not None and contract_on < NEW_LAW_FROM
    return add_years(made_until, rules.spare_parts.years_before_2022 if old else rules.spare_parts.years)


class StorageTerms(NamedTuple):
    """Until when a left unit can be collected, and from which day a fee may run; None when it may not."""

    collect_until: date | None
    fee_from: date | None


def storage_terms(handed_over_on: str, told_on: str | None, rules: Rules, *, fee_on_price_list: bool) -> StorageTerms:
    """Give the terms of a unit left for repair.

    Args:
        told_on: Day on which the owner was told that it is ready; no fee runs before.
        fee_on_price_list: Whether the shop's printed price list has the fee.
    Source: TRLGDCU art. 127 bis.3; RD 58/1988 art. 3.6.
    """
    left = _day(handed_over_on)
    if rules.storage is None or left is None:
        return StorageTerms(None, None)
    old = handed_over_on < NEW_LAW_FROM
    months = rules.storage.collect_months_before_2022 if old else rules.storage.collect_months
    told = _day(told_on)
    fee = None
    if told is not None and fee_on_price_list:
        fee = add_days(add_months(told, rules.storage.storage_fee_after_months), 1)
    return StorageTerms(add_months(left, months), fee)
