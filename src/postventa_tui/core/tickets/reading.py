"""Answers of the queue and of one ticket: lists by view and query, a ticket, its thread."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import numbers, store, store_queue, store_sending, store_side, writing
from postventa_tui.core.tickets.rows import FileRow, Link, QueuePage, QueueRequest, QueueRow, Thread, Ticket
from postventa_tui.core.tickets.store_queue import Condition, Frame
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotFound

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db
    from postventa_tui.desk import Desk

BUILT_IN = tuple(store_queue.VIEWS)
"""Keys of the views every shop has, in the order of the menu."""


def frame(desk: Desk, at: int | None = None) -> Frame:
    """Give what the built-in views read: who looks, now, and the Monday of this week."""
    now = desk.clock.now() if at is None else at
    today = date.fromisoformat(moments.local_date(now, desk.shop.zone))
    monday = today - timedelta(days=today.weekday())
    return Frame(desk.agent.id if desk.agent else 0, now, moments.start_of_day(monday.isoformat(), desk.shop.zone))


def condition(desk: Desk, request: QueueRequest | None = None) -> tuple[Condition, Frame]:
    """Give what a request shows as a condition in SQL, and the values it reads.

    Raises:
        NotFound: `view_unknown`.
        Usage: What the query language refuses.
    """
    wanted = request or QueueRequest()
    looking = frame(desk, wanted.at)
    if wanted.where:
        return Condition(wanted.where, params=wanted.params), looking
    if wanted.view in store_queue.VIEWS and not wanted.query:
        return store_queue.VIEWS[wanted.view], looking
    from postventa_tui.core.tickets import views

    return views.condition(desk, wanted, looking), looking


def queue(desk: Desk, request: QueueRequest | None = None, *, db: Db | None = None) -> QueuePage:
    """Give a page of the queue in order.

    Args:
        db: The connection to read on; the desk's own by default.
    """
    wanted = request or QueueRequest()
    shown, looking = condition(desk, wanted)
    return store_queue.page(db or desk.db, shown, looking, wanted.limit, wanted.after, wanted.counted)


def counts(desk: Desk, views_: tuple[str, ...] = BUILT_IN, *, db: Db | None = None) -> dict[str, int]:
    """Give how many tickets each of some built-in views shows."""
    looking = frame(desk)
    return {name: store_queue.count(db or desk.db, store_queue.VIEWS[name], looking) for name in views_}


def row(desk: Desk, ticket_id: int) -> QueueRow:
    """Give one ticket as lists show it.

    Raises:
        NotFound: `ticket_unknown`.
    """
    found = store_queue.find_row(desk.db, ticket_id, frame(desk))
    if found is None:
        raise NotFound("ticket_unknown", ref=f"#{ticket_id}", near="")
    return found


def get(desk: Desk, ref: str | int) -> Ticket:
    """Give the ticket that a text (`PV-1042`, `1042`) or a number names.

    Raises:
        NotFound: `ticket_unknown`, with the nearest numbers.
    """
    prefix = desk.shop.number_prefix
    number = numbers.parse(str(ref), prefix)
    found = store.find_by_number(desk.db, number) if number is not None else None
    if found is None:
        near = numbers.nearest(number, store.list_near(desk.db, number)) if number is not None else []
        shown = [numbers.show(one, prefix) for one in near]
        raise NotFound("ticket_unknown", ref=str(ref), near=", ".join(shown) or "-", json={"nearest": shown})
    return found


def by_id(desk: Desk, ticket_id: int) -> Ticket:
    """Give a ticket by its row id.

    Raises:
        NotFound: `ticket_unknown`.
    """
    return writing.by_id(desk, ticket_id)


def by_public_ref(desk: Desk, public_ref: str) -> Ticket | None:
    """Give the ticket with a public reference, or None."""
    return store.find_by_public_ref(desk.db, public_ref.strip().upper())


def show_number(desk: Desk, number: int) -> str:
    """Give a ticket number as it is written in this shop."""
    return numbers.show(number, desk.shop.number_prefix)


def thread(desk: Desk, ticket_id: int) -> Thread:
    """Give everything said on a ticket and on those that point at it, oldest first."""
    ticket = writing.by_id(desk, ticket_id)
    family = store.list_family(desk.db, ticket_id)
    lines = [line for one in (ticket_id, *(other for other, _n in family)) for line in contacts.of_ticket(desk, one)]
    lines.sort(key=lambda line: (line.row.at, line.row.id))
    return Thread(ticket, lines, [number for _id, number in family])


def newest_id(desk: Desk, ticket_id: int) -> int:
    """Give the id of the newest interaction seen on a ticket's thread, 0 without one."""
    return max((line.row.id for line in thread(desk, ticket_id).contacts), default=0)


def attachments(desk: Desk, ticket_id: int) -> dict[int, list[FileRow]]:
    """Give by interaction the files on a ticket's thread."""
    found: dict[int, list[FileRow]] = {}
    for file in store_sending.list_attachments(desk.db, _thread_ids(desk, ticket_id)):
        found.setdefault(file.interaction_id, []).append(file)
    return found


def waiting_mail(desk: Desk, ticket_id: int) -> dict[int, int]:
    """Give by interaction when a message of a ticket's thread that still waits in the outbox will leave."""
    return store_sending.list_queued(desk.db, _thread_ids(desk, ticket_id))


def _thread_ids(desk: Desk, ticket_id: int) -> list[int]:
    return [ticket_id, *(other for other, _number in store.list_family(desk.db, ticket_id))]


def links(desk: Desk, ticket_id: int) -> list[Link]:
    """Give the tickets that stand in relation to a ticket."""
    return store_side.list_links(desk.db, ticket_id)


def tags(desk: Desk, ticket_id: int) -> list[str]:
    """Give the tags of a ticket."""
    return store_side.list_tags(desk.db, ticket_id)


def of_customer(desk: Desk, customer_id: int, limit: int = 100) -> list[QueueRow]:
    """Give the tickets of a person, newest first."""
    family = customers.family(desk, customer_id)
    return store_queue.list_of_customers(desk.db, family, frame(desk), limit)


def seen(desk: Desk, ticket_id: int) -> int:
    """Give the interaction up to which the acting agent has seen a ticket, 0 for none."""
    return 0 if desk.agent is None else store_side.find_read(desk.db, desk.agent.id, ticket_id)


@verb("ticket.read", role="read_only", durable=False)
def mark_read(desk: Desk, ticket_id: int, interaction_id: int) -> None:
    """Write up to which interaction the acting agent has seen a ticket; mentions up to there are done."""
    if desk.agent is not None:
        store_side.save_read(desk.db, desk.agent.id, ticket_id, interaction_id, desk.clock.now())
