"""Rows that do not stay for ever: a preview first, then a job an admin runs. Never silent.

Source: design, domain section 9; architecture section 5 ("Size").
"""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from postventa_tui.core.custody.privacy import erase as persons
from postventa_tui.core.custody.privacy import store
from postventa_tui.core.custody.privacy.rows import Due
from postventa_tui.db import copies, erase
from postventa_tui.desk import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.db.connection import Db
    from postventa_tui.desk import Desk

DAY_S = 86_400
KINDS = ("chat", "call", "spam", "ticket")
NEVER_PRUNED = frozenset({"tickets"})
"""Moves of status, assignee and priority stay: the figures of past years stand on them."""
_MOVES = frozenset({"status", "status_type", "assignee_id", "priority", "solved_at", "closed_at"})


def months_before(now: int, months: int) -> int:
    """Give the instant so many calendar months before `now`."""
    moment = datetime.fromtimestamp(now, UTC)
    count = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(count, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())


def limits(now: int, plan: Mapping[str, object]) -> dict[str, int]:
    """Give for each kind the instant before which its rows are past their time."""

    def _number(key: str, default: int) -> int:
        value = plan.get(key, default)
        return value if isinstance(value, int) else default

    return {
        "chat": months_before(now, _number("chat", 24)),
        "call": months_before(now, _number("call", 24)),
        "spam": now - _number("spam_days", 30) * DAY_S,
        "ticket": months_before(now, 12 * _number("ticket_years", 6)),
    }


def preview(desk: Desk) -> list[Due]:
    """Give how many rows of each kind are past their time; a person on legal hold keeps hers."""
    require(desk, "retention.preview", "admin")
    found = [Due(kind, before, len(_due(desk.db, kind, before))) for kind, before in _limits(desk).items()]
    before = _journal_limit(desk)
    return [*found, Due("journal", before, len(store.old_journal(desk.db, before)))]


def _limits(desk: Desk) -> dict[str, int]:
    plan = desk.shop.get("retention", {})
    return limits(desk.clock.now(), plan if isinstance(plan, dict) else {})


def _journal_limit(desk: Desk) -> int:
    return desk.clock.now() - desk.shop.number("journal_keep_days") * DAY_S


def _due(db: Db, kind: str, before: int) -> tuple[int, ...]:
    table = "tickets" if kind in ("spam", "ticket") else "interactions"
    held = store.held(db)
    keys = store.due(db, kind, before)
    if not held:
        return keys
    owners = store.owners(db, table, keys)
    return tuple(key for key in keys if owners[key] not in held)


def run(desk: Desk) -> list[Due]:
    """Empty the words of everything past its time and cut the old journal; gives what was done.

    Raises:
        NotAllowed: `not_allowed`: admin only.
    """
    require(desk, "retention.run", "admin")
    done = []
    truncate = persons.owns_log(desk)
    with desk.transaction("retention.run", origin="prune") as db:
        for kind, before in _limits(desk).items():
            keys = _due(db, kind, before)
            _empty(db, kind, keys)
            done.append(Due(kind, before, len(keys)))
        before = _journal_limit(desk)
        done.append(Due("journal", before, _cut(db, before)))
    if not desk.dry_run:
        copies.fold_log(desk.db, truncate=truncate)
    return done


def _empty(db: Db, kind: str, keys: tuple[int, ...]) -> None:
    interactions = keys
    if kind in ("spam", "ticket"):
        erase.rows(db, "tickets", keys)
        interactions = store.rows_of(db, "interactions", "ticket_id", keys)
    messages = store.rows_of(db, "messages", "interaction_id", interactions)
    blobs = store.blobs_of(db, interactions, messages)
    attachments = store.rows_of(db, "attachments", "interaction_id", interactions)
    erase.rows(db, "interactions", interactions)
    erase.rows(db, "messages", messages)
    store.delete_rows(db, "attachments", attachments)
    erase.past(db, "attachments", attachments)
    store.mark_messages(db, messages)
    erase.unused_blobs(db, blobs)


def _cut(db: Db, before: int) -> int:
    rows = store.old_journal(db, before)
    kept: list[tuple[int, str]] = []
    gone: list[int] = []
    for seq, table, text in rows:
        if table not in NEVER_PRUNED:
            gone.append(seq)
            continue
        values = json.loads(text)
        moves = {name: value for name, value in values.items() if name in _MOVES}
        if moves != values:
            kept.append((seq, json.dumps(moves)))
    store.save_before(db, kept)
    store.delete_journal(db, gone)
    return len(kept) + len(gone)
