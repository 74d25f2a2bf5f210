"""The guarantee verdict: facts and rules in, an answer with its article, dates, needs and assumptions out.

Pure. Steps are numbered as in `docs/guarantee.md`. Every `*_on` of the answer is a last day, itself covered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postventa_tui.core.assets import fallbacks
from postventa_tui.core.assets.dates import add_days, add_months, add_years
from postventa_tui.core.assets.suspension import Terms, suspend
from postventa_tui.core.assets.withdrawal import Withdrawal, withdrawal
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from postventa_tui.core.assets.facts import Facts
    from postventa_tui.core.assets.rules import GoodsRule, Rules, RuleVersion

FORMAT = "postventa-verdict/1"
EXCLUDED_CAUSES = ("misuse", "wear", "accident")


class Verdict(NamedTuple):
    """The answer, `postventa-verdict/1`; dates are last days, None is null."""

    verdict: str
    reason: str
    basis: str
    burden: str | None
    rule: str | None
    articles: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    presumption_ends_on: date | None
    suspended_days: int
    claim_by: date | None
    needs: tuple[str, ...]
    assumptions: tuple[str, ...]
    withdrawal: Withdrawal
    ends_on_if_returned_today: date | None = None
    same_defect_until: date | None = None
    work_ends_on: date | None = None
    commercial_ends_on: date | None = None


@dataclass
class _Case:
    """What the steps have found so far."""

    facts: Facts
    rules: Rules
    delivered_on: date | None = None
    contract_on: date | None = None
    manifested_on: date | None = None
    version: RuleVersion | None = None
    rule_id: str | None = None
    terms: Terms | None = None
    claim_by: date | None = None
    delivery_inferred: bool = False
    needs: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)

    @property
    def excluded(self) -> bool:
        """Whether a cause outside the guarantee has been proved; suspicion alone changes nothing."""
        return self.facts.fault.cause_proved and self.facts.fault.cause in EXCLUDED_CAUSES


class _Cover(NamedTuple):
    """An answer by the statutory guarantee, before prescription is looked at."""

    reason: str
    basis: str
    burden: str
    moved_by_repair: bool = False
    same_defect_until: date | None = None
    assumption: str | None = None


def verdict(facts: Facts, rules: Rules) -> Verdict:
    """Give who answers for the unit on the day `facts.as_of`, until when and by which article.

    Raises:
        Usage: `bad_facts` for an exclusion from withdrawal that the rules do not list.
    """
    listed = rules.exclusions()
    if facts.withdrawal.excluded is not None and listed and facts.withdrawal.excluded not in listed:
        raise Usage("bad_facts", field="withdrawal.excluded", reason="is none of " + ", ".join(sorted(listed)))
    case = _Case(facts, rules)
    case.manifested_on = facts.fault.manifested_on or facts.as_of
    if facts.buyer == "business":
        _delivery(case)
        case.assumptions.clear()
        return _fall_back(case, "not_consumer")
    if facts.buyer is None:
        case.assumptions.append("buyer_taken_as_consumer")
    _delivery(case)
    _missing(case)
    if case.needs:
        return _without_facts(case)
    return _statutory(case)


def _delivery(case: _Case) -> None:
    """Step 2: the days of delivery and contract, inferred from papers where they are not known."""
    facts = case.facts
    invoice, note = facts.invoice_on, facts.delivery_note_on
    case.delivered_on = facts.delivered_on
    if facts.delivered_on is None and (invoice is not None or note is not None):
        case.delivery_inferred = True
        if note is not None and (invoice is None or note > invoice):
            case.delivered_on = note
            case.assumptions.append("delivery_taken_from_delivery_note")
        else:
            case.delivered_on = invoice
            case.assumptions.append("delivery_taken_from_invoice")
    case.contract_on = facts.contract_on
    if facts.contract_on is not None or case.delivered_on is None:
        return
    if invoice is not None:
        case.contract_on = min(invoice, case.delivered_on)
    else:
        case.contract_on = case.delivered_on
        case.assumptions.append("contract_taken_as_delivery")


def _missing(case: _Case) -> None:
    """Step 3: the facts without which nothing can be said, in their fixed order."""
    if case.delivered_on is None:
        case.needs.append("delivered_on")
    if case.facts.goods is None:
        case.needs.append("goods")
    if case.facts.goods == "digital_continuous" and case.facts.supply_until is None:
        case.needs.append("supply_until")


def _without_facts(case: _Case) -> Verdict:
    """Step 3, second half: only the guarantee of a paid repair can answer without the missing facts."""
    work_ends_on = _repair_work(case)
    if work_ends_on is not None:
        return _by_repair_work(case, work_ends_on)
    return _answer(case, "unknown", "missing_fact", "none")


def _statutory(case: _Case) -> Verdict:
    """Steps 4 to 9: the legal guarantee."""
    assert case.delivered_on is not None
    assert case.contract_on is not None
    assert case.manifested_on is not None
    if case.facts.as_of < case.delivered_on:
        return _answer(case, "not_covered", "not_delivered", "none", starts_on=case.delivered_on)
    case.version = case.rules.version_for(case.contract_on)
    case.rule_id = None if case.version is None else case.version.id
    goods = None if case.version is None else case.version.goods.get(case.facts.goods or "")
    if case.version is None or goods is None:
        return _fall_back(case, "no_rule")
    if case.manifested_on < case.delivered_on:
        case.manifested_on = case.delivered_on
        case.assumptions.append("fault_taken_at_delivery")
    case.terms = _terms(case, goods, case.delivered_on, case.version)
    case.claim_by = _claim_by(case.version, case.delivered_on, case.manifested_on)
    return _judge(case, goods, case.terms, case.claim_by)


def _terms(case: _Case, goods: GoodsRule, start: date, version: RuleVersion) -> Terms:
    """Steps 7 and 8: term and presumption from delivery, then what the workshop adds."""
    facts = case.facts
    if goods.until_supply_end == "only":
        assert facts.supply_until is not None
        end = facts.supply_until
        return Terms(end, _presumption(goods, start, end), end)
    months = goods.months or 0
    if goods.min_agreed_months is not None and facts.agreed_months is not None:
        months = min(months, max(facts.agreed_months, goods.min_agreed_months))
        if facts.agreed_months < goods.min_agreed_months:
            case.assumptions.append("agreed_term_raised_to_minimum")
    hardware_end = add_months(start, months)
    end = hardware_end
    if goods.until_supply_end == "max" and facts.supply_until is not None:
        end = max(end, facts.supply_until)
    terms = Terms(end, _presumption(goods, start, end), hardware_end)
    stays = [one for one in facts.repairs if one.under == "statutory"]
    return suspend(terms, stays, start, facts.as_of, version.repair_extension_months)


def _presumption(goods: GoodsRule, start: date, end: date) -> date:
    """Last day on which a fault is presumed to have been there at delivery; never after the term."""
    if goods.presumption == "whole_term":
        return end
    return min(add_months(start, goods.presumption_months or 0), end)


def _claim_by(version: RuleVersion, delivered_on: date, manifested_on: date) -> date:
    """Last day for the claim at court.

    Source: TRLGDCU art. 124 (five years from the fault); art. 123.4 before 2022 (three years from delivery).
    """
    if version.claim_years_from_manifestation is not None:
        return add_years(manifested_on, version.claim_years_from_manifestation)
    return add_years(delivered_on, version.claim_years_from_delivery or 0)


def _judge(case: _Case, goods: GoodsRule, terms: Terms, claim_by: date) -> Verdict:
    """Step 9: covered or not, and who has to prove what."""
    if case.excluded:
        return _fall_back(case, "excluded_cause")
    cover = _cover(case, goods, terms)
    if cover is None:
        return _fall_back(case, "expired")
    if case.facts.as_of > claim_by:
        return _fall_back(case, "claim_prescribed", "claim")
    if cover.assumption is not None:
        case.assumptions.append(cover.assumption)
    extra = ("same_defect",) if cover.moved_by_repair else ()
    return _answer(
        case,
        "covered",
        cover.reason,
        cover.basis,
        burden=cover.burden,
        articles=_articles(case, *extra),
        same_defect_until=cover.same_defect_until,
    )


def _cover(case: _Case, goods: GoodsRule, terms: Terms) -> _Cover | None:
    """Steps 9 c, d and e; None when the guarantee is over."""
    assert case.manifested_on is not None
    repaired_until = _same_defect_until(case)
    if terms.standing_since is None and case.manifested_on > terms.ends_on:
        if repaired_until is None:
            return None
        return _Cover("same_defect_year", "same_defect", "seller", True, repaired_until)
    reason = "last_day" if case.manifested_on == terms.ends_on else "within_term"
    if terms.standing_since is not None:
        reason = "suspended_now"
    presumed = terms.presumption_stands or case.manifested_on <= terms.presumption_ends_on
    moved = not presumed and repaired_until is not None
    burden = "seller" if presumed or moved else "customer"
    until = repaired_until if moved else None
    if _only_digital_part(case, goods, terms):
        return _Cover(reason, "statutory", "seller", moved, until, "fault_taken_as_digital")
    return _Cover(reason, "statutory", burden, moved, until)


def _only_digital_part(case: _Case, goods: GoodsRule, terms: Terms) -> bool:
    """Whether only the digital part can still be at fault: the years of the machine itself are over.

    Source: TRLGDCU art. 120.2 and 121.2.
    """
    supply_until = case.facts.supply_until
    if goods.until_supply_end != "max" or supply_until is None or supply_until <= terms.hardware_ends_on:
        return False
    assert case.manifested_on is not None
    return case.manifested_on > add_days(terms.hardware_ends_on, terms.suspended_days)


def _same_defect_until(case: _Case) -> date | None:
    """Last day of the same-fault guarantee of a statutory repair that reaches the fault, the latest one.

    Source: TRLGDCU art. 122.3 (one year); art. 120 c before 2022 (six months).
    """
    assert case.version is not None
    ends = [
        add_months(one.returned, case.version.same_defect_months)
        for one in fallbacks.same_fault(case.facts, "statutory")
        if one.returned is not None and case.manifested_on is not None and one.returned <= case.manifested_on
    ]
    reaching = [end for end in ends if case.manifested_on is not None and case.manifested_on <= end]
    return max(reaching, default=None)


def _repair_work(case: _Case) -> date | None:
    """Last day of the guarantee of a paid repair that reaches the fault; None for a proved excluded cause."""
    assert case.manifested_on is not None
    return None if case.excluded else fallbacks.repair_work(case.facts, case.rules, case.manifested_on)


def _fall_back(case: _Case, reason: str, *extra: str) -> Verdict:
    """Step 10: a paid repair, then a commercial guarantee, else not covered for `reason`."""
    assert case.manifested_on is not None
    if case.facts.buyer != "business":
        work_ends_on = _repair_work(case)
        if work_ends_on is not None:
            return _by_repair_work(case, work_ends_on)
    cause = case.facts.fault.cause if case.excluded else None
    ends_on = fallbacks.commercial(case.facts, case.delivered_on, case.manifested_on, cause)
    if ends_on is not None:
        articles = case.rules.commercial_articles
        return _answer(case, "covered", "commercial", "commercial", articles=articles, commercial_ends_on=ends_on)
    return _answer(case, "not_covered", reason, "none", articles=_articles(case, *extra))


def _by_repair_work(case: _Case, work_ends_on: date) -> Verdict:
    """The guarantee of a paid repair answers, under its own rule."""
    work = case.rules.repair_work
    assert work is not None
    case.rule_id = work.id
    return _answer(
        case,
        "covered",
        "repair_work",
        "repair_work",
        burden="seller",
        articles=work.articles,
        work_ends_on=work_ends_on,
    )


def _articles(case: _Case, *extra: str) -> tuple[str, ...]:
    """The articles an answer of step 9 rests on, each once; none where no term was counted."""
    if case.version is None or case.terms is None:
        return ()
    names = ["term", "presumption"]
    if case.terms.suspended_days > 0 or case.terms.standing_since is not None:
        names.append("suspension")
    if case.delivery_inferred:
        names.append("delivery")
    return tuple(dict.fromkeys(case.version.articles[name] for name in [*names, *extra]))


def _answer(
    case: _Case,
    word: str,
    reason: str,
    basis: str,
    *,
    burden: str | None = None,
    articles: tuple[str, ...] = (),
    starts_on: date | None = None,
    same_defect_until: date | None = None,
    work_ends_on: date | None = None,
    commercial_ends_on: date | None = None,
) -> Verdict:
    """The result with the dates found so far."""
    terms, stands = case.terms, case.terms is not None and case.terms.standing_since is not None
    presumption = None if terms is None or terms.presumption_stands else terms.presumption_ends_on
    return Verdict(
        verdict=word,
        reason=reason,
        basis=basis,
        burden=burden,
        rule=case.rule_id,
        articles=articles,
        starts_on=starts_on if terms is None else case.delivered_on,
        ends_on=None if terms is None or stands else terms.ends_on,
        presumption_ends_on=presumption,
        suspended_days=0 if terms is None else terms.suspended_days,
        claim_by=case.claim_by,
        needs=tuple(case.needs),
        assumptions=tuple(case.assumptions),
        withdrawal=withdrawal(case.facts, case.rules, case.delivered_on, case.contract_on),
        ends_on_if_returned_today=None if terms is None else terms.ends_on_if_returned_on(case.facts.as_of),
        same_defect_until=same_defect_until,
        work_ends_on=work_ends_on,
        commercial_ends_on=commercial_ends_on,
    )
