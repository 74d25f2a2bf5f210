"""The canned replies that fit a customer's letter, learned from what was sent. Source: design, search section 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import outcomes, ranking, suggestion
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.replies import canned, store
from postventa_tui.core.tickets import reading, similar
from postventa_tui.desk import verb
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.core.knowledge.suggestion import Letter
    from postventa_tui.desk import Desk

SCOPE = "canned"
WEIGHTS = {"title": 2.0, "tags": 1.0, "body": 1.0}
YEAR_S = 365 * 86_400


class SuggestedReply(NamedTuple):
    """A canned reply that fits a letter, with the words it was found by."""

    id: int
    slug: str
    lang: str
    title: str
    score: float
    why: tuple[str, ...]
    used: int


def suggest(desk: Desk, letter: Letter, *, channel: str | None = None, limit: int = 3) -> list[SuggestedReply]:
    """Give the canned replies the agent may use that fit a letter, best first; one language of each."""
    rows = {
        one.id: one for one in canned.visible(desk) if not (channel and one.channels and channel not in one.channels)
    }
    allowed = {one.id: one.lang for one in rows.values()}
    found = suggestion.suggest(
        desk.db,
        SCOPE,
        letter,
        allowed,
        knowledge.groups(desk),
        weights=WEIGHTS,
        rates=_rates(desk),
        now=desk.clock.now(),
    )
    made: dict[str, SuggestedReply] = {}
    for one in found:
        row = rows[one.doc]
        if row.slug not in made and len(made) < limit:
            made[row.slug] = SuggestedReply(row.id, row.slug, row.lang, row.title, one.score, one.why, one.used)
    return list(made.values())


def _rates(desk: Desk) -> dict[int, float]:
    """Give the factor of each reply by how often an inserted one was sent."""
    counted = store.count_outcomes(desk.db, desk.clock.now() - YEAR_S)
    return {reply: ranking.accepted_rate(sent, inserted) for reply, (sent, inserted) in counted.items()}


@verb("canned.learn", durable=False)
def remember(desk: Desk, reply_ids: Sequence[int], ticket_id: int) -> None:
    """Remember for letters of the kind that canned replies were sent on a ticket."""
    letter = similar.letter_of(desk, reading.by_id(desk, ticket_id))
    for reply_id in dict.fromkeys(reply_ids):
        suggestion.remember(desk.db, SCOPE, reply_id, letter, knowledge.groups(desk), desk.clock.now())


@verb("article.used", durable=False)
def note_article(desk: Desk, article_id: int, ticket_id: int, outcome: str) -> None:
    """Note what became of an article on a ticket; a taken one is remembered, once, for letters of the kind.

    Raises:
        NotFound: `article_unknown`, `ticket_unknown`.
        Refused: `bad_outcome`.
    """
    if outcome == "accepted" and outcomes.has_taken(desk, article_id, ticket_id):
        return
    letter = similar.letter_of(desk, reading.by_id(desk, ticket_id)) if outcome == "accepted" else None
    knowledge.note_use(desk, article_id, ticket_id, outcome, letter)
