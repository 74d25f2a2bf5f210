"""The time machine shows what stood there then."""

from __future__ import annotations

import pytest

from postventa_tui.core.tickets import fields, past, reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.kit.errors import Refused


def test_a_past_queue_shows_the_state_of_then(shop, ticket, clock) -> None:
    before = clock.now()
    clock.advance(3600)
    tickets.reply(shop, ticket.id, Outgoing("Le llamamos."))
    fields.set_priority(shop, ticket.id, "urgent")
    then, now = past.queue(shop, before), past.queue(shop, clock.now())
    assert [(row.status, row.priority) for row in then.rows] == [("new", "normal")]
    assert [(row.status, row.priority) for row in now.rows] == [("pending", "urgent")]


def test_a_past_thread_ends_then_and_cannot_be_written(shop, ticket, clock) -> None:
    before = clock.now()
    clock.advance(60)
    tickets.note(shop, ticket.id, "más tarde")
    seat = past.desk_at(shop, before)
    assert len(reading.thread(seat, ticket.id).contacts) == 1
    with pytest.raises(Refused, match="read_only"):
        tickets.note(seat, ticket.id, "hoy")
    seat.close()


def test_before_the_ticket_there_is_none(shop, ticket, clock) -> None:
    assert past.queue(shop, clock.now() - 1).rows == []
