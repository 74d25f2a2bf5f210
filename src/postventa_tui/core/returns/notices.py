"""Messages the shop starts: first a list to look at, then through the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets.dates import read_date
from postventa_tui.core.customers import groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import cases, store_due, store_lists
from postventa_tui.core.returns.due import DueNotice, due
from postventa_tui.core.returns.notice_rule import CAP_DAYS, KINDS, PURPOSE, Situation, decide
from postventa_tui.core.returns.rows import Notice
from postventa_tui.core.returns.words import say
from postventa_tui.core.tickets.notices import send_notice
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotFound, Refused, Usage
from postventa_tui.kit.text import format_date

if TYPE_CHECKING:
    from postventa_tui.core.returns.cases import Way
    from postventa_tui.desk import Desk

_DAY_S = 86_400
_SHOWN = 20


@verb("plan.add")
def add_plan(
    desk: Desk,
    product_id: int,
    title: str,
    *,
    every_months: int | None = None,
    every_counter: int | None = None,
    counter_unit: str | None = None,
) -> int:
    """Add a maintenance plan of a product; gives its id.

    Raises:
        Usage: `bad_value` without an interval.
    """
    if not (every_months or every_counter) or (every_months or 1) < 1 or (every_counter or 1) < 1:
        raise Usage("bad_value", field="every", value="", reason="months or counter")
    plan = store_due.Plan(product_id, every_months, every_counter, counter_unit, title)
    return store_due.insert_plan(desk.db, plan, desk.clock.now())


def batches(desk: Desk) -> list[tuple[int, int, int]]:
    """Give (batch, notices, how many are still drafts), newest first."""
    return store_lists.list_batches(desk.db, _SHOWN)


def batch(desk: Desk, number: int) -> list[Notice]:
    """Give the notices of a batch: who is told, who is left out or held back, and why.

    Raises:
        NotFound: `batch_unknown`.
    """
    found = store_lists.list_batch(desk.db, number)
    if not found:
        raise NotFound("batch_unknown", number=number)
    return found


def prepare(desk: Desk, kinds: tuple[str, ...] = KINDS) -> list[Notice]:
    """Make a batch of what is due today, as drafts; nothing leaves. Empty when nothing is due.

    Raises:
        Usage: `bad_value` for an unknown kind.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise Usage("bad_value", field="kind", value=kind, reason=", ".join(KINDS))
    # Looking at every machine takes seconds in a large shop: it is done before the file is locked.
    return _write_batch(desk, due(desk, kinds))


@verb("notice.prepare")
def _write_batch(desk: Desk, found: list[DueNotice]) -> list[Notice]:
    """Write what is due as a batch of drafts, each with who is left out and why."""
    number = store_lists.next_batch(desk.db)
    queued: dict[int, int] = {}
    for one in found:
        person = customers.survivor(desk, one.customer_id)
        if person.erased_at is not None:
            continue
        notice, way = _judged(desk, one, person.id, number, queued.get(person.id, 0))
        if notice.state == "draft" and way is not None:
            queued[person.id] = queued.get(person.id, 0) + 1
        store_lists.insert_notice(desk.db, notice, desk.clock.now())
    return store_lists.list_batch(desk.db, number)


def _judged(desk: Desk, one: DueNotice, customer_id: int, number: int, in_batch: int) -> tuple[Notice, Way | None]:
    """A notice with its state, and the way it would go."""
    due_at = moments.start_of_day(one.due_on.isoformat(), desk.shop.zone)
    way, situation = _situation(desk, customer_id, one.asset_id, one.kind, due_at, in_batch)
    state, reason = decide(situation)
    person = customers.get(desk, customer_id)
    lang = "en" if (person.lang or desk.shop.lang) == "en" else "es"
    words = say(
        f"notice.{one.kind}",
        lang,
        product=cases.machine_words(desk, one.asset_id, ""),
        day=format_date(one.due_on.isoformat(), lang),
        part=one.detail,
    )
    notice = Notice(
        0, number, customer_id, one.asset_id, None, one.kind, PURPOSE[one.kind], way.channel if way else None, due_at,
        state, reason, None, None, words,
    )  # fmt: skip
    return notice, way


def _situation(
    desk: Desk, customer_id: int, asset_id: int, kind: str, due_at: int, in_batch: int
) -> tuple[Way | None, Situation]:
    """What is known about the person now, and the first way with consent."""
    family = customers.family(desk, customer_id)
    ways = cases.ways(desk, customer_id, "email")
    allowed = [way for way in ways if groups.may_send(desk, customer_id, PURPOSE[kind], way.channel)]
    since = desk.clock.now() - CAP_DAYS * _DAY_S
    return (allowed[0] if allowed else None), Situation(
        has_way=bool(ways),
        consented=bool(allowed),
        told_already=store_lists.has_notice(desk.db, family, asset_id, kind, due_at),
        recent=store_lists.count_recent(desk.db, family, since) + in_batch,
        open_complaint=store_lists.has_open_complaint(desk.db, family),
    )


@verb("notice.send")
def send(desk: Desk, number: int) -> list[Notice]:
    """Put the drafts and the held notices of a batch into the outbox, judging each anew: a consent withdrawn or a
    complaint made since the list was made counts.

    Raises:
        NotFound: `batch_unknown`. Refused: `nothing_to_send`.
    """
    waiting = [one for one in batch(desk, number) if one.state in ("draft", "held")]
    if not waiting:
        raise Refused("nothing_to_send", number=number)
    at = desk.clock.now()
    for one in waiting:
        if one.customer_id is None or one.asset_id is None:
            continue
        way, situation = _situation(desk, one.customer_id, one.asset_id, one.kind, one.due_at, 0)
        state, reason = decide(situation)
        if state != "draft" or way is None:
            store_lists.save_notice(desk.db, one.id, {"state": state, "reason": reason}, at)
            continue
        subject = one.body.split(".")[0][:120]
        out = Outgoing(one.body, channel=way.channel, to_point_id=way.point_id, subject=subject, purpose=one.purpose)
        sent = send_notice(desk, one.customer_id, out._replace(send_after=at + 60))
        store_lists.save_notice(
            desk.db,
            one.id,
            {
                "state": "queued",
                "reason": None,
                "channel": way.channel,
                "sent_at": at,
                "interaction_id": sent.interaction_id,
            },
            at,
        )
    return store_lists.list_batch(desk.db, number)


def due_day(desk: Desk, notice: Notice) -> str:
    """Give the civil day a notice is about."""
    day = moments.local_date(notice.due_at, desk.shop.zone)
    assert read_date(day) is not None
    return day
