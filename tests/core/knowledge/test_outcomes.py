"""What became of articles that were offered: one outcome for each, whatever happens how often."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.knowledge import outcomes, service
from postventa_tui.core.knowledge.markdown import ArticleText
from postventa_tui.core.replies import suggest
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket


@pytest.fixture
def offered(desk):
    """A ticket on which two articles were shown; gives the ticket and the articles."""
    person = customers.create(desk, {"given": "Olga"}, {"email": "olga@correo.example"})
    ticket = tickets.create(desk, NewTicket(person, "Drum", "email"))
    ids = []
    for slug in ("drum", "door"):
        service.save(desk, ArticleText(slug, "en", slug.title(), "Text.\n", (), "public", "published"))
        ids.append(service.get(desk, slug).id)
    service.note_shown(desk, ids, ticket.id)
    return ticket.id, ids


def noted(desk, article_id):
    return [row[0] for row in desk.db.all(
        "SELECT outcome FROM article_uses WHERE article_id = :id ORDER BY rowid", id=article_id)]  # fmt: skip


def test_answers_without_the_articles_ignore_them_once(desk, offered):
    ticket_id, ids = offered
    assert outcomes.ignore(desk, ticket_id) == 2
    assert outcomes.ignore(desk, ticket_id) == 0
    assert noted(desk, ids[0]) == ["shown", "ignored"]


def test_dismissed_article_is_not_ignored_too(desk, offered):
    ticket_id, ids = offered
    assert outcomes.dismiss(desk, ticket_id, ids[:1]) == 1
    assert outcomes.dismiss(desk, ticket_id, ids[:1]) == 0
    assert outcomes.ignore(desk, ticket_id) == 1
    assert noted(desk, ids[0]) == ["shown", "dismissed"]
    assert noted(desk, ids[1]) == ["shown", "ignored"]


def test_article_taken_twice_counts_once_and_is_not_ignored(desk, offered):
    ticket_id, ids = offered
    suggest.note_article(desk, ids[0], ticket_id, "accepted")
    suggest.note_article(desk, ids[0], ticket_id, "accepted")
    assert outcomes.ignore(desk, ticket_id) == 1
    assert noted(desk, ids[0]) == ["shown", "accepted"]


def test_colleagues_outcome_is_not_mine(desk, make_desk, offered):
    ticket_id, _ids = offered
    from postventa_tui.core.agents import service as agents

    agents.add(desk, "joan", "Joan", role="agent")
    assert outcomes.ignore(make_desk("joan"), ticket_id) == 0
