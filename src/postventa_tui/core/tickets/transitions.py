"""The status table: what each event makes of a ticket of each type.

Source: domain, section 1.3. Facts in, decision out; no clock, no database.
"""

from __future__ import annotations

from typing import Literal

from postventa_tui.kit.rows import NamedTuple

Type = Literal["new", "open", "pending", "on_hold", "solved", "closed", "merged", "spam"]

DAY_S = 86_400
WORK: tuple[str, ...] = ("new", "open", "pending", "on_hold")
SETTABLE: tuple[str, ...] = (*WORK, "solved", "closed")
THEN: tuple[str, ...] = ("open", "pending", "on_hold", "solved")
_ENDED = {"closed": "closed_is_final", "merged": "is_merged", "spam": "is_spam"}
_CLOSERS = ("lead", "admin")
_BY_AGENT = (
    "agent_reply",
    "note",
    "take",
    "assign",
    "set",
    "mark_spam",
    "not_spam",
    "merge_into",
    "unmerge",
)


class Facts(NamedTuple):
    """What a decision may depend on besides the type and the event."""

    solved_age_s: int = 0
    """Seconds since `solved_at`; read for solved tickets only."""
    reopen_days: int = 7
    after_reply: str = "pending"
    to: str = ""
    """Target type of `set`, and of `agent_reply` (then); empty: none named."""
    role: str = "lead"
    survivor: str = ""
    """Type of the ticket pointed at (merged) or to be pointed at (`merge_into`)."""
    survivor_solved_age_s: int = 0
    same: bool = False
    cycle: bool = False
    other_customer: bool = False
    confirm: bool = False
    before_merge: str = "open"


class Outcome(NamedTuple):
    """The decision: the type after, or a refusal that leaves everything unchanged."""

    to: str
    refused: str | None = None
    reopened: bool = False
    follow_up: bool = False
    survivor: Outcome | None = None
    """What happens to the survivor when the event acts on it."""


def effective(kind: str, facts: Facts) -> str:
    """Give the type a row stands for: a ticket solved too long ago is closed even before `age_tick` ran."""
    stale = kind == "solved" and facts.solved_age_s > facts.reopen_days * DAY_S
    return "closed" if stale else kind


def decide(kind: str, event: str, facts: Facts) -> Outcome:
    """Give the outcome of `event` on a ticket of type `kind`.

    Args:
        event: customer_message, agent_reply, auto_message, note, take, assign, set, mark_spam, not_spam,
            merge_into, unmerge or age_tick.
    """
    found = _RULES[event](effective(kind, facts), facts)
    if found.refused:
        return found._replace(to=kind)
    if facts.role == "read_only" and event in _BY_AGENT:
        return Outcome(kind, "not_allowed")
    return found


def _customer_message(kind: str, facts: Facts) -> Outcome:
    if kind == "merged":
        other = facts._replace(solved_age_s=facts.survivor_solved_age_s, survivor="")
        act = decide(facts.survivor, "customer_message", other) if facts.survivor else None
        return Outcome("merged", survivor=act)
    if kind == "closed":
        return Outcome("closed", follow_up=True)
    if kind in ("pending", "on_hold"):
        return Outcome("open")
    return Outcome("open", reopened=True) if kind == "solved" else Outcome(kind)


def _agent_reply(kind: str, facts: Facts) -> Outcome:
    if kind in _ENDED:
        return Outcome(kind, _ENDED[kind])
    if not facts.to:
        return Outcome("solved" if kind == "solved" else facts.after_reply)
    if facts.to not in THEN:
        return Outcome(kind, "new_never_returns" if facts.to == "new" else "solve_first")
    return _moved(kind, facts.to)


def _moved(kind: str, to: str) -> Outcome:
    """Give the move; away from solved counts as a reopen."""
    return Outcome(to, reopened=kind == "solved" and to in WORK)


def _same(kind: str, facts: Facts) -> Outcome:
    return Outcome(kind, _ENDED.get(kind))


def _note(kind: str, facts: Facts) -> Outcome:
    return Outcome(kind) if kind == "spam" else _same(kind, facts)


def _take(kind: str, facts: Facts) -> Outcome:
    return Outcome("open") if kind == "new" else _same(kind, facts)


def _set(kind: str, facts: Facts) -> Outcome:
    to = facts.to
    if kind in _ENDED:
        return Outcome(kind) if kind == to == "closed" else Outcome(kind, _ENDED[kind])
    if kind == to:
        return Outcome(kind)
    if to == "new":
        return Outcome(kind, "new_never_returns")
    if to == "closed":
        return _close(kind, facts)
    return _moved(kind, to)


def _close(kind: str, facts: Facts) -> Outcome:
    if kind != "solved":
        return Outcome(kind, "solve_first")
    return Outcome("closed") if facts.role in _CLOSERS else Outcome(kind, "not_allowed")


def _mark_spam(kind: str, facts: Facts) -> Outcome:
    if kind == "spam":
        return Outcome("spam")
    if kind == "solved":
        return Outcome(kind, "already_solved")
    return Outcome(kind, _ENDED[kind]) if kind in _ENDED else Outcome("spam")


def _not_spam(kind: str, facts: Facts) -> Outcome:
    return Outcome("open") if kind == "spam" else Outcome(kind, "not_spam")


def _merge_into(kind: str, facts: Facts) -> Outcome:
    if kind in _ENDED:
        return Outcome(kind, _ENDED[kind])
    survivor = effective(facts.survivor, facts._replace(solved_age_s=facts.survivor_solved_age_s))
    if facts.same:
        return Outcome(kind, "same_ticket")
    if survivor in _ENDED:
        return Outcome(kind, "bad_survivor")
    if facts.cycle:
        return Outcome(kind, "cycle")
    if facts.other_customer and not facts.confirm:
        return Outcome(kind, "other_customer")
    return Outcome("merged")


def _unmerge(kind: str, facts: Facts) -> Outcome:
    if kind != "merged":
        return Outcome(kind, "not_merged")
    return Outcome("open" if facts.before_merge == "new" else facts.before_merge)


def _age_tick(kind: str, facts: Facts) -> Outcome:
    return Outcome(kind)


_RULES = {
    "customer_message": _customer_message,
    "agent_reply": _agent_reply,
    "auto_message": _same,
    "note": _note,
    "take": _take,
    "assign": _take,
    "set": _set,
    "mark_spam": _mark_spam,
    "not_spam": _not_spam,
    "merge_into": _merge_into,
    "unmerge": _unmerge,
    "age_tick": _age_tick,
}
