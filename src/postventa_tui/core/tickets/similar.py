"""A ticket as a letter, and solved tickets that were like it, with how they were solved.

Source: design, search section 6.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import letters
from postventa_tui.core.knowledge.suggestion import Letter
from postventa_tui.core.tickets import query_match, reading, store_search
from postventa_tui.db import fts_search, fts_terms
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.db.connection import Db
    from postventa_tui.desk import Desk

WORDS = 8
MOST_COMMON = 0.02
"""A word in more of the tickets than this says nothing of one."""
COST_CAP = 20_000
SAME_PRODUCT, SAME_CAUSE = 1.5, 1.2
SOLVED = "t.status_type IN ('solved', 'closed') AND t.id <> :own"


class Similar(NamedTuple):
    """A solved ticket like the one in hand; `solution` is the last message that went out on it."""

    id: int
    number: int
    title: str
    score: float
    solution: str
    cause: str | None
    solved_at: int | None


def letter_of(desk: Desk, ticket: Ticket) -> Letter:
    """Give a ticket as what its customer wrote last, for suggestions."""
    text = ""
    for line in reversed(reading.thread(desk, ticket.id).contacts):
        if line.row.author_kind in ("customer", "contact") and line.row.body.strip():
            start, end = line.row.trim_start or 0, line.row.trim_end
            text = line.row.body[start : end or None]
            break
    product = ticket.product_id or store_search.product_of_asset(desk.db, ticket.asset_id)
    return Letter(ticket.subject, text, product, ticket.lang, store_search.words_of_product(desk.db, product))


def similar(desk: Desk, ticket: Ticket, limit: int = 5) -> list[Similar]:
    """Give solved tickets with the rarest words of this one, the same product and cause before others."""
    letter = letter_of(desk, ticket)
    counts = letters.word_counts(letter.subject, letter.text)
    match = _match(desk.db, counts)
    if not match:
        return []
    found = fts_search.by_rank(desk.db, "ticket", match, SOLVED, {"own": ticket.id}, COST_CAP)
    rows = {row.id: row for row in store_search.list_past(desk.db, [one for one, _score in found[:900]])}
    scored = []
    for ticket_id, score in found[:900]:
        past = rows[ticket_id]
        if letter.product_id is not None and past.product_id == letter.product_id:
            score *= SAME_PRODUCT
        if ticket.cause and past.cause == ticket.cause:
            score *= SAME_CAUSE
        scored.append((score, past))
    best = sorted(scored, key=lambda one: (-one[0], -one[1].id))[:limit]
    return [
        Similar(
            past.id, past.number, past.title, score, store_search.last_outgoing(desk.db, past.id), past.cause,
            past.solved_at,
        )
        for score, past in best
    ]  # fmt: skip


def _match(db: Db, counts: Mapping[str, float]) -> str:
    """Give the MATCH text for the eight rarest words with their relatives; the dearest go when it costs too much."""
    size = max(1, fts_terms.size(db, "ticket")[0])
    rated = []
    for word in counts:
        terms = fts_terms.forms(db, "ticket", word)
        df = sum(term.df for term in terms)
        if df >= 2 and (df <= MOST_COMMON * size or size < 1 / MOST_COMMON * WORDS):
            rated.append((math.log(1 + size / df), df, word, terms))
    chosen = sorted(rated, key=lambda one: (-one[0], one[2]))[:WORDS]
    while chosen and sum(one[1] for one in chosen) > COST_CAP:
        chosen.remove(max(chosen, key=lambda one: one[1]))
    texts = [term.text for one in chosen for term in one[3]]
    return query_match.any_of(texts) if texts else ""


def with_product(desk: Desk, letter: Letter, sku: str) -> Letter | None:
    """Give a letter as one about the product of a stock number; None for an unknown one."""
    found = store_search.find_product(desk.db, sku)
    if found is None:
        return None
    return letter._replace(product_id=found, product_words=store_search.words_of_product(desk.db, found))
