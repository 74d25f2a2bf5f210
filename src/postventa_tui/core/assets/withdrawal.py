"""The right to withdraw from a sale made away from the shop.

Source: TRLGDCU art. 102 to 105 (from 2014-06-13; 30 days after an unsolicited visit from 2022-05-28).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets.dates import add_days, add_months
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from postventa_tui.core.assets.facts import Facts
    from postventa_tui.core.assets.rules import Rules, WithdrawalRule

_FROM_CONTRACT = ("digital", "digital_continuous")


class Withdrawal(NamedTuple):
    """`verdict` is open, closed, unknown or not_applicable; `last_day` is included in the term."""

    verdict: str
    reason: str
    last_day: date | None = None
    needs: tuple[str, ...] = ()


def withdrawal(facts: Facts, rules: Rules, delivered_on: date | None, contract_on: date | None) -> Withdrawal:
    """Give whether the customer may still send the goods back without a reason.

    `delivered_on` and `contract_on` are as the verdict takes them, inferred ones included.
    """
    early = _before_counting(facts, delivered_on)
    if early is not None:
        return early
    if delivered_on is None or contract_on is None:
        return _unknown("delivered_on")
    rule = _rule(facts, rules, contract_on)
    if rule is None:
        return Withdrawal("not_applicable", "no_rule")
    start = contract_on if facts.goods in _FROM_CONTRACT else delivered_on
    return _counted(facts, rule, start)


def _before_counting(facts: Facts, delivered_on: date | None) -> Withdrawal | None:
    """The answers that need no term, the first that fits."""
    if facts.buyer == "business":
        return Withdrawal("not_applicable", "not_consumer")
    if facts.sale_channel is None:
        return _unknown("sale_channel")
    if facts.sale_channel == "shop":
        return Withdrawal("not_applicable", "shop_sale")
    if facts.withdrawal.excluded is not None:
        return Withdrawal("not_applicable", f"excluded:{facts.withdrawal.excluded}")
    return _unknown("delivered_on") if delivered_on is None else None


def _rule(facts: Facts, rules: Rules, contract_on: date) -> WithdrawalRule | None:
    """The entry for this channel and contract date; one for unsolicited visits wins."""
    fitting = [
        one
        for one in rules.withdrawal
        if facts.sale_channel in one.channels
        and one.contract_from <= contract_on
        and (facts.withdrawal.unsolicited_visit or not one.unsolicited_visit)
    ]
    return max(fitting, key=lambda one: (one.unsolicited_visit, one.contract_from), default=None)


def _counted(facts: Facts, rule: WithdrawalRule, start: date) -> Withdrawal:
    """Count the term from `start`; who was told late or never has longer."""
    base = add_days(start, rule.days)
    long = add_months(base, rule.not_informed_extra_months)
    told = facts.withdrawal
    if told.informed_on is not None and told.informed_on > start:
        late = min(add_days(told.informed_on, rule.days), long) if told.informed_on <= long else long
        return _until(facts.as_of, late)
    if told.informed_on is not None or told.informed is True:
        return _until(facts.as_of, base)
    if told.informed is False:
        return _until(facts.as_of, long)
    if facts.as_of <= base:
        return _until(facts.as_of, base)
    return _until(facts.as_of, long) if facts.as_of > long else _unknown("withdrawal.informed")


def _until(as_of: date, last_day: date) -> Withdrawal:
    """Open up to and with `last_day`."""
    if as_of <= last_day:
        return Withdrawal("open", "within_term", last_day)
    return Withdrawal("closed", "expired", last_day)


def _unknown(fact: str) -> Withdrawal:
    """No answer without `fact`."""
    return Withdrawal("unknown", "missing_fact", None, (fact,))
