"""The one search of the product, as palette and article pane ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import reading, search
from postventa_tui.core.tickets.query_fields import Seat
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.desk import Desk


def found(desk: Desk, words: str, kinds: Sequence[str], limit: int) -> dict[str, list[search.Item]]:
    """Give what some words find, by kind; words that are no query find nothing."""
    frame = reading.frame(desk)
    request = search.Request(
        words,
        groups=tuple(kinds),
        limit=limit,
        lang=language(),
        is_typing=True,
        number_prefix=desk.shop.number_prefix,
    )
    try:
        answer = search.search(desk.db, request, Seat(frame.me, frame.now, desk.shop.zone))
    except PostventaError:
        return {}
    return {kind: list(group.items) for kind, group in answer.groups.items()}


def found_articles(desk: Desk, words: str, limit: int) -> list[int]:
    """Give the ids of the articles that some words find, best first."""
    return [item.id for item in found(desk, words, ("articles",), limit).get("articles", [])]
