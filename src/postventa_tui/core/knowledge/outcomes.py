"""What became of the articles that were offered on a ticket and not taken; each is counted once for an agent.

Source: design, domain section 5.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import store
from postventa_tui.desk import verb

if TYPE_CHECKING:
    from collections.abc import Collection

    from postventa_tui.desk import Desk


@verb("article.dismissed", durable=False)
def dismiss(desk: Desk, ticket_id: int, article_ids: Collection[int] | None = None) -> int:
    """Note that offered articles were of no use on a ticket: those named, or all; gives how many were noted."""
    return _settle(desk, ticket_id, "dismissed", article_ids)


@verb("article.ignored", durable=False)
def ignore(desk: Desk, ticket_id: int) -> int:
    """Note that an answer went out without the articles offered for it; gives how many were noted."""
    return _settle(desk, ticket_id, "ignored", None)


def has_taken(desk: Desk, article_id: int, ticket_id: int) -> bool:
    """Say whether the agent has taken an article on a ticket before: link and quote of it count once."""
    return store.was_accepted(desk.db, article_id, ticket_id, desk.agent.id if desk.agent else None)


def _settle(desk: Desk, ticket_id: int, outcome: str, article_ids: Collection[int] | None) -> int:
    """Give an outcome to the articles that were shown and have none yet."""
    agent_id = desk.agent.id if desk.agent else None
    settled = 0
    for article_id, version in store.list_unsettled(desk.db, ticket_id, agent_id):
        if article_ids is None or article_id in article_ids:
            store.insert_use(
                desk.db, article_id, version=version, ticket_id=ticket_id, agent_id=agent_id, outcome=outcome,
                at=desk.clock.now(),
            )  # fmt: skip
            settled += 1
    return settled
