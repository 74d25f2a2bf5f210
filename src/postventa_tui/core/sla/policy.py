"""Policies: targets by priority, and which policy a ticket gets (L11, L12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.events import KINDS, STATUSES
from postventa_tui.kit.errors import SlaError
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

CONDITIONS: Final = ("priority", "channel", "tag", "tier", "product")
DEFAULT_PAUSES: Final = frozenset({"pending"})
DEFAULT_WARN_PERCENT: Final = 75
_KEYS: Final = ("name", "calendar", "conditions", "targets", "pause_statuses", "warn_percent")


class TicketFacts(NamedTuple):
    """What the conditions of a policy are compared with."""

    priority: str
    channel: str
    tags: tuple[str, ...] = ()
    tier: str | None = None
    product: str | None = None


class SlaPolicy(NamedTuple):
    """One version of a policy; targets are work seconds by priority and kind of timer."""

    name: str
    calendar: str
    targets: dict[str, dict[str, int]]
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pause_statuses: frozenset[str] = DEFAULT_PAUSES
    warn_percent: int = DEFAULT_WARN_PERCENT
    version: int = 1
    version_id: int | None = None

    def target(self, priority: str, kind: str) -> int | None:
        """Give the work seconds allowed, None without a target."""
        return self.targets.get(priority, {}).get(kind)


def choose(policies: Sequence[SlaPolicy], ticket: TicketFacts) -> SlaPolicy | None:
    """Give the first policy in list order whose conditions all match (L12)."""
    return next((policy for policy in policies if matches(policy, ticket)), None)


def matches(policy: SlaPolicy, ticket: TicketFacts) -> bool:
    """Say whether every condition of the policy holds: any value within a list, all lists."""
    facts: dict[str, Collection[str | None]] = {
        "priority": (ticket.priority,),
        "channel": (ticket.channel,),
        "tag": ticket.tags,
        "tier": (ticket.tier,),
        "product": (ticket.product,),
    }
    return all(any(value in facts[key] for value in wanted) for key, wanted in policy.conditions)


def parse_policy(raw: object, where: str = "", *, strict: bool = False) -> SlaPolicy:
    """Give the policy of a parsed JSON or TOML value.

    Args:
        raw: Mapping with the keys of a policy.
        where: Name of the place, put before the place inside the policy.
        strict: Refuse unknown keys, as files that a person saves are read.
    Raises:
        SlaError: `file`, with `place` and `reason`.
    """
    table = _table(raw, where)
    for key in table:
        if strict and key not in _KEYS:
            raise _bad(_join(where, key), "unknown key")
    return SlaPolicy(
        name=_text(table.get("name"), _join(where, "name")),
        calendar=_text(table.get("calendar"), _join(where, "calendar")),
        targets=_targets(table.get("targets", {}), _join(where, "targets")),
        conditions=_conditions(table.get("conditions", {}), _join(where, "conditions")),
        pause_statuses=_pauses(table.get("pause_statuses"), _join(where, "pause_statuses")),
        warn_percent=_percent(table.get("warn_percent"), _join(where, "warn_percent")),
    )


def policy_json(policy: SlaPolicy) -> dict[str, object]:
    """Give the policy in the shape of the files."""
    return {
        "name": policy.name,
        "calendar": policy.calendar,
        "conditions": {key: list(values) for key, values in policy.conditions},
        "targets": policy.targets,
        "pause_statuses": sorted(policy.pause_statuses),
        "warn_percent": policy.warn_percent,
    }


def _bad(place: str, reason: str) -> SlaError:
    return SlaError("file", place=place, reason=reason)


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _table(raw: object, place: str) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise _bad(place, "not a table")
    return raw


def _text(raw: object, place: str) -> str:
    if not isinstance(raw, str) or not raw:
        raise _bad(place, "missing or no text")
    return raw


def _targets(raw: object, place: str) -> dict[str, dict[str, int]]:
    targets: dict[str, dict[str, int]] = {}
    for priority, kinds in _table(raw, place).items():
        spot = _join(place, priority)
        found: dict[str, int] = {}
        for kind, seconds in _table(kinds, spot).items():
            if kind not in KINDS:
                raise _bad(_join(spot, kind), "unknown timer, not one of " + " ".join(KINDS))
            if seconds is None:
                continue
            if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 1:
                raise _bad(_join(spot, kind), "a target is a whole number of seconds, 1 or more")
            found[kind] = seconds
        targets[priority] = found
    return targets


def _conditions(raw: object, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for key, values in _table({} if raw is None else raw, place).items():
        if key not in CONDITIONS:
            raise _bad(_join(place, key), "unknown condition, not one of " + " ".join(CONDITIONS))
        found.append((key, _texts(values, _join(place, key))))
    return tuple(found)


def _texts(raw: object, place: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(value, str) for value in raw):
        raise _bad(place, "not a list of texts")
    return tuple(raw)


def _pauses(raw: object, place: str) -> frozenset[str]:
    if raw is None:
        return DEFAULT_PAUSES
    names = _texts(raw, place)
    for name in names:
        if name not in STATUSES:
            raise _bad(place, f"unknown status {name!r}")
    return frozenset(names)


def _percent(raw: object, place: str) -> int:
    if raw is None:
        return DEFAULT_WARN_PERCENT
    if not isinstance(raw, int) or isinstance(raw, bool) or not 1 <= raw <= 100:
        raise _bad(place, "warn_percent is a whole number from 1 to 100")
    return raw
