"""The three best answers for a text, by its words, its product and what colleagues took for the like.

Works for any index: articles here, canned replies in the feature that owns them. Source: design, search section 6.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import language, letters, ranking, words
from postventa_tui.db import fts_picks, fts_terms
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.knowledge.ranking import Group
    from postventa_tui.core.knowledge.synonyms import Synonyms
    from postventa_tui.db.connection import Db

STEMS_KEPT = 8
CANDIDATES = 30
"""How many of the best by words alone are looked at for their uses."""


class Letter(NamedTuple):
    """What somebody wrote, about which product, in which language an answer goes out."""

    subject: str
    text: str
    product_id: int | None = None
    lang: str | None = None
    product_words: str = ""
    """Name and kind of the product, which a customer often leaves out."""


class Suggested(NamedTuple):
    """An item, its score, the customer's words it was found by, and how often it was used with the product."""

    doc: int
    score: float
    why: tuple[str, ...]
    used: int


def suggest(
    db: Db,
    scope: str,
    letter: Letter,
    allowed: Mapping[int, str],
    synonyms: Synonyms,
    *,
    weights: Mapping[str, float],
    rates: Mapping[int, float],
    now: int,
) -> list[Suggested]:
    """Give the allowed items that fit a letter, best first; nothing without a common word.

    Args:
        allowed: Item -> language.
        rates: Item -> factor by how often it was taken when shown.
    """
    counts = letters.word_counts(letter.subject, letter.text, letter.product_words)
    groups = words.text_groups(db, scope, counts, synonyms)
    size, mean = fts_terms.size(db, scope)
    postings = fts_terms.Postings(db, scope)
    postings.read(term.text for group in groups for term in group.terms)
    corpus = ranking.Corpus(
        postings,
        lambda docs: fts_terms.lengths(db, scope, docs),
        size,
        mean,
        weights,
    )
    ranked = ranking.rank(groups, corpus, allowed, soft_cover=True)
    lang = letter.lang or language.guess(tokens_of(letter))
    ranked = ranking.prefer_language(ranked, allowed, lang)[:CANDIDATES]
    stems = telling_stems(db, scope, groups, lang) if fts_picks.ever(db, scope) else []
    found = []
    for one in ranked:
        used = fts_picks.with_product(db, scope, one.doc, letter.product_id, now)
        by_stem = fts_picks.with_stems(db, scope, one.doc, stems, now)
        score = ranking.learned(one.score, used, by_stem, rates.get(one.doc, 1.0))
        why = sorted(one.found, key=lambda at: (-groups[at].times, at))
        found.append(Suggested(one.doc, score, tuple(groups[at].word for at in why), round(used)))
    return sorted(found, key=lambda one: (-one.score, one.doc))


def tokens_of(letter: Letter) -> list[str]:
    """Give every word of a letter, for telling its language."""
    return [*tokens(letter.subject), *tokens(letters.own_words(letter.text))]


def telling_stems(db: Db, scope: str, groups: Sequence[Group], lang: str | None) -> list[str]:
    """Give the stems of the eight rarest words of a letter, by which a use is remembered."""
    size = max(1, fts_terms.size(db, scope)[0])

    def rarity(group: Group) -> float:
        return math.log(1 + size / (1 + sum(term.df for term in group.terms if term.how == "text")))

    rarest = sorted(groups, key=lambda group: (-rarity(group), group.word))[:STEMS_KEPT]
    side = 1 if lang == "en" else 0
    return [fts_terms.stems_of(db, scope, group.word)[side] for group in rarest]


def remember(db: Db, scope: str, target_id: int, letter: Letter, synonyms: Synonyms, at: int) -> None:
    """Count that an item was used for a letter."""
    counts = letters.word_counts(letter.subject, letter.text, letter.product_words)
    groups = words.text_groups(db, scope, counts, synonyms)
    lang = letter.lang or language.guess(tokens_of(letter))
    fts_picks.add(db, scope, target_id, letter.product_id, telling_stems(db, scope, groups, lang), at)
