"""The colleague of the demo works like a person at another console."""

from __future__ import annotations

from postventa_tui.cli import colleague
from postventa_tui.core.agents import presence
from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket


def test_a_colleague_reads_writes_and_leaves_a_note(desk, make_desk):
    agents.add(desk, "brais", "Brais Castro", role="agent")
    person = customers.create(desk, {"display": "Ana"})
    ticket = tickets.create(desk, NewTicket(person, "Cold fridge", "web"))
    brais = make_desk("brais")
    seen = []
    for number in range(colleague.STEPS_EACH):
        assert colleague.step(brais, number) == ticket.id
        seen.append([other.mode for other in presence.others(desk).get(ticket.id, [])])
    assert seen == [["viewing"], ["viewing"], ["editing"], []]
    assert reading.thread(desk, ticket.id).contacts[-1].row.kind == "note"


def test_an_empty_shop_has_nothing_to_do(desk):
    assert colleague.step(desk, 0) is None
