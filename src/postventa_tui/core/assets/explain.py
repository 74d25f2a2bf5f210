"""A verdict in words: one sentence, the way to it step by step, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets.dates import add_days, add_years
from postventa_tui.core.assets.fallbacks import same_fault
from postventa_tui.core.assets.verdict import EXCLUDED_CAUSES, verdict
from postventa_tui.core.assets.words import say
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import format_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from postventa_tui.core.assets.facts import Facts
    from postventa_tui.core.assets.rules import Rules
    from postventa_tui.core.assets.verdict import Verdict

OLDEST_RECEIPT_YEARS = 15
"""How far back a receipt is looked for in "if the invoice is dated …"."""


class Change(NamedTuple):
    """One fact that would change the answer: the sentence, and the answer it leads to."""

    text: str
    answer: Verdict


def sentence(answer: Verdict, facts: Facts, rules: Rules, lang: str) -> str:
    """Give the answer as a clerk would say it, with its date, article and rule."""
    words = _main_words(answer, facts, rules, lang)
    proof = _proof(answer, facts, lang)
    return f"{words} {proof}" if proof else words


def assumed(answer: Verdict, lang: str) -> str:
    """Give what was taken for granted as one sentence, empty when nothing was."""
    if not answer.assumptions:
        return ""
    return say("assumed", lang, list="; ".join(say(f"assume.{one}", lang) for one in answer.assumptions))


def withdrawal_sentence(answer: Verdict, lang: str) -> str:
    """Give whether the purchase can still be withdrawn from."""
    found = answer.withdrawal
    if found.last_day is not None:
        return say(f"w.{found.verdict}", lang, day=_day(found.last_day, lang))
    if found.verdict == "unknown":
        return say("w.unknown", lang, needs=_needs(found.needs, lang))
    if found.reason.startswith("excluded:"):
        return say("w.excluded", lang, code=found.reason.removeprefix("excluded:"))
    return say(f"w.{found.reason}", lang)


def steps(answer: Verdict, facts: Facts, rules: Rules, lang: str) -> list[str]:
    """Give the way to the answer, a line a step, the last one being the answer."""
    lines = [say("step.buyer", lang, value=say(facts.buyer or "consumer", lang))]
    if answer.starts_on is not None:
        lines.append(say("step.delivery", lang, day=_day(answer.starts_on, lang)))
    if answer.claim_by is not None:
        lines += _term_steps(answer, facts, rules, lang)
    said = assumed(answer, lang)
    if said:
        lines.append(said)
    lines.append(say("step.answer", lang, value=sentence(answer, facts, rules, lang)))
    return lines


def _term_steps(answer: Verdict, facts: Facts, rules: Rules, lang: str) -> Iterator[str]:
    """The lines about a term that was counted."""
    contract = facts.contract_on or min(day for day in (facts.invoice_on, answer.starts_on) if day is not None)
    version = rules.version_for(contract)
    yield say(
        "step.contract",
        lang,
        day=_day(contract, lang),
        rule=say("none", lang) if version is None else version.id,
    )
    if facts.fault.manifested_on is not None:
        yield say("step.fault", lang, day=_day(facts.fault.manifested_on, lang))
    term = _term(answer, facts, rules, lang)
    if answer.ends_on is None:
        yield say("step.term_stands", lang, value=term)
    else:
        yield say("step.term", lang, value=term, day=_day(answer.ends_on, lang))
    if answer.suspended_days:
        yield say("step.suspended", lang, n=answer.suspended_days)
    if answer.presumption_ends_on is not None:
        yield say("step.presumption", lang, day=_day(answer.presumption_ends_on, lang))
    if answer.claim_by is not None:
        yield say("step.claim", lang, day=_day(answer.claim_by, lang))


def changes(facts: Facts, rules: Rules, lang: str) -> list[Change]:
    """Give the facts that would lead to another answer, each with that answer."""
    now = verdict(facts, rules)
    found = list(_receipt_changes(facts, rules, lang)) if "delivered_on" in now.needs else []
    for words, other in _single_changes(facts, now, lang):
        answer = verdict(other, rules)
        if (answer.verdict, answer.reason, answer.burden) != (now.verdict, now.reason, now.burden):
            found.append(Change(words.format(value=sentence(answer, other, rules, lang)), answer))
    return found


def _receipt_changes(facts: Facts, rules: Rules, lang: str) -> Iterator[Change]:
    """From which date of the receipt on the unit is covered, found by halving."""
    if facts.goods is None or (facts.goods == "digital_continuous" and facts.supply_until is None):
        return
    early, late = add_years(facts.as_of, -OLDEST_RECEIPT_YEARS), facts.as_of
    if not _covered(facts, rules, late) or _covered(facts, rules, early):
        return
    while (late - early).days > 1:
        middle = add_days(early, (late - early).days // 2)
        if _covered(facts, rules, middle):
            late = middle
        else:
            early = middle
    for key, day in (("if.receipt", late), ("if.earlier", early)):
        other = facts._replace(invoice_on=day)
        answer = verdict(other, rules)
        words = sentence(answer, other, rules, lang)
        yield Change(say(key, lang, day=_day(day, lang), value=words), answer)


def _covered(facts: Facts, rules: Rules, invoice_on: date) -> bool:
    """Whether a receipt of that day would cover the unit."""
    return verdict(facts._replace(invoice_on=invoice_on), rules).verdict == "covered"


def _single_changes(facts: Facts, now: Verdict, lang: str) -> Iterator[tuple[str, Facts]]:
    """Facts with one thing changed that people get wrong or do not know yet."""
    if facts.buyer == "business":
        yield say("if.consumer", lang, value="{value}"), facts._replace(buyer="consumer")
    else:
        yield say("if.business", lang, value="{value}"), facts._replace(buyer="business")
    fault = facts.fault
    if fault.cause in EXCLUDED_CAUSES:
        key = "if.not_proved" if fault.cause_proved else "if.proved"
        words = say(key, lang, value="{value}", cause=say(f"cause.{fault.cause}", lang))
        yield words, facts._replace(fault=fault._replace(cause_proved=not fault.cause_proved))
    if now.reason == "expired" and now.ends_on is not None:
        words = say("if.shown", lang, value="{value}", day=_day(now.ends_on, lang))
        yield words, facts._replace(fault=fault._replace(manifested_on=now.ends_on))
    for repair in facts.repairs:
        if repair.fault_code and repair.returned is not None and repair not in same_fault(facts, repair.under or ""):
            words = say("if.same_fault", lang, value="{value}", day=_day(repair.returned, lang))
            yield words, facts._replace(fault=fault._replace(code=repair.fault_code))


def _main_words(answer: Verdict, facts: Facts, rules: Rules, lang: str) -> str:
    """The sentence without who has to prove."""
    why = _why(answer, facts, rules, lang)
    day = _shown_day(answer)
    shown = "" if day is None else _day(day, lang)
    match answer.reason:
        case "within_term":
            key = "covered_until" if answer.ends_on is None or facts.as_of <= answer.ends_on else "in_time"
            return say(key, lang, day=shown, why=why)
        case "last_day":
            key = "last_day" if facts.as_of == answer.ends_on else "in_time"
            return say(key, lang, day=shown, why=why)
        case "suspended_now":
            return say("suspended", lang, day=shown, why=why)
        case "same_defect_year":
            return say("same_defect", lang, day=shown, why=why)
        case "excluded_cause":
            return say("excluded_cause", lang, cause=say(f"cause.{facts.fault.cause}", lang), why=why)
        case "missing_fact":
            return say("missing_fact", lang, needs=_needs(answer.needs, lang))
        case reason:
            return say(reason, lang, day=shown, why=why)


def _shown_day(answer: Verdict) -> date | None:
    """The date the sentence is about."""
    match answer.reason:
        case "suspended_now":
            return answer.ends_on_if_returned_today
        case "same_defect_year":
            return answer.same_defect_until
        case "repair_work":
            return answer.work_ends_on
        case "commercial":
            return answer.commercial_ends_on
        case "claim_prescribed":
            return answer.claim_by
        case "not_delivered":
            return answer.starts_on
    return answer.ends_on


def _why(answer: Verdict, facts: Facts, rules: Rules, lang: str) -> str:
    """What the answer rests on: term, article, rule and workshop days."""
    if answer.basis in ("repair_work", "commercial"):
        parts = [_article(one, lang) for one in answer.articles]
        return ", ".join(parts) or answer.basis
    if not answer.articles:
        return ""
    chosen = answer.articles[0]
    if answer.reason in ("same_defect_year", "claim_prescribed"):
        chosen = answer.articles[-1]
    term = [_term(answer, facts, rules, lang)] if answer.reason != "same_defect_year" else []
    text = ", ".join([*term, _article(chosen, lang), say("rule", lang, id=answer.rule)])
    if answer.suspended_days:
        key = "workshop_one" if answer.suspended_days == 1 else "workshop"
        text += "; " + say(key, lang, n=answer.suspended_days)
    return text


def _term(answer: Verdict, facts: Facts, rules: Rules, lang: str) -> str:
    """The length of the term in words."""
    version = next((one for one in rules.versions if one.id == answer.rule), None)
    goods = None if version is None else version.goods.get(facts.goods or "")
    if goods is None or goods.months is None:
        return say("supply", lang)
    if goods.until_supply_end and facts.supply_until is not None and facts.supply_until == answer.ends_on:
        return say("supply", lang)
    months = goods.months
    if goods.min_agreed_months is not None and facts.agreed_months is not None:
        months = min(months, max(facts.agreed_months, goods.min_agreed_months))
    if months % 12 or months < 24:
        return say("months", lang, n=months)
    return say("years", lang, n=months // 12)


def _proof(answer: Verdict, facts: Facts, lang: str) -> str:
    """Who has to prove, and from when it turns."""
    if answer.basis != "statutory" or answer.burden is None:
        return ""
    turns = answer.presumption_ends_on
    if answer.burden == "customer" and turns is not None:
        return say("customer_since", lang, day=_day(add_days(turns, 1), lang))
    if turns is None or answer.same_defect_until is not None or answer.ends_on is None or turns >= answer.ends_on:
        return say("seller_proves", lang)
    if facts.as_of > turns:
        return say("seller_proves", lang)
    return say("customer_from", lang, day=_day(add_days(turns, 1), lang))


def _article(name: str, lang: str) -> str:
    """The article as people say it: "art. 120 TRLGDCU" in Spanish."""
    law, found, number = name.partition(" art. ")
    return f"art. {number} {law}" if found and lang == "es" else name


def _needs(needs: tuple[str, ...], lang: str) -> str:
    """The missing facts in words."""
    return "; ".join(say(f"need.{one}", lang) for one in needs)


def _day(day: date, lang: str) -> str:
    """A date as it is written in a letter."""
    return format_date(day.isoformat(), lang)
