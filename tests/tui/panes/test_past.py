"""Solved tickets like the one at hand, in the pane of articles."""

from __future__ import annotations

import pytest
from tests.tui.conftest import press, screen_text, settle, until

from postventa_tui.core.customers import service as customers
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.knowledge.markdown import ArticleText
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Outgoing

LETTER = "The washing machine drum rattles and will not spin."


@pytest.fixture
def solved(desk, shop):
    """Two solved tickets like the second one of the shop; gives their ids."""
    ids = []
    for given in ("Olga", "Pau"):
        person = customers.create(desk, {"given": given}, {"email": f"{given.lower()}@correo.example"})
        ticket = tickets.create(desk, NewTicket(person, "Washing machine will not spin", "email"))
        tickets.receive(desk, Incoming(person, "email", LETTER, ticket_id=ticket.id))
        tickets.reply(desk, ticket.id, Outgoing(f"Clean the filter, {given}, then it spins again.", "solved"))
        ids.append(ticket.id)
    knowledge.save(
        desk, ArticleText("spin", "en", "The washing machine does not spin", "Empty it.\n", (), "public", "published")
    )
    return ids


async def at_articles(app, pilot, ticket_id):
    queue = app.screen.queue
    queue.rows.move_to_key(ticket_id)
    await settle(app, pilot)
    await press(app, pilot, "5")
    pane = app.screen.panes["articles"]
    await until(app, pilot, lambda: len(pane.past) == 2)
    await settle(app, pilot)
    return pane


async def test_solved_tickets_stand_below_the_articles_with_their_solution(solved, shop, open_console):
    async with open_console() as (app, pilot):
        pane = await at_articles(app, pilot, shop[1])
        rows = screen_text(app)
        heading = next(at for at, row in enumerate(rows) if "Similar tickets" in row)
        assert "The washing machine does not spin" in rows[heading - 1]
        assert "PV-" in rows[heading + 1]
        await press(app, pilot, "down")
        assert pane.past_chosen is not None
        assert any("Clean the filter" in row for row in screen_text(app))
        assert pane.why_not("link")
        await press(app, pilot, "up")
        assert pane.past_chosen is None
        assert pane.shown is not None


async def test_enter_opens_a_solved_ticket_and_escape_comes_back(solved, shop, open_console):
    async with open_console() as (app, pilot):
        await at_articles(app, pilot, shop[1])
        await press(app, pilot, "down", "enter")
        assert app.screen.conversation.ticket_id in solved
        assert app.screen.wish.active == "conversation"
        await press(app, pilot, "escape")
        assert app.screen.conversation.ticket_id == shop[1]
        assert app.screen.wish.active == "articles"
        assert app.screen.panes["articles"].ticket_id == shop[1]


async def test_typed_words_search_articles_alone(solved, shop, open_console):
    async with open_console() as (app, pilot):
        pane = await at_articles(app, pilot, shop[1])
        await press(app, pilot, *"spin")
        assert pane.list.rows.keys == [*pane.articles]
