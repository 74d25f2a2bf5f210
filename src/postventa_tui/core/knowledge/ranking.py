"""Which article or canned reply answers best: the pure formula over counts.

Source: design, search section 6 (a variant of BM25 with columns, cover and language).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postventa_tui.db.fts_terms import Posting, Term

SATURATION = 1.2
LANGUAGE_FACTOR = 1.2
SHOWS_THAT_COUNT = 5


class Group(NamedTuple):
    """A word that was typed and the words of the index that stand for it."""

    word: str
    terms: tuple[Term, ...]
    times: float = 1.0
    """How often the word was written: a subject counts twice."""


class Ranked(NamedTuple):
    """A document with its score and the groups found in it, by place in the list of groups."""

    doc: int
    score: float
    found: tuple[int, ...]


class Corpus(NamedTuple):
    """What the formula must know of the index."""

    postings: Callable[[str], Sequence[Posting]]
    lengths: Callable[[Sequence[int]], Mapping[int, int]]
    size: int
    mean_length: float
    weights: Mapping[str, float]


def rank(
    groups: Sequence[Group], corpus: Corpus, allowed: Mapping[int, str], *, soft_cover: bool = False
) -> list[Ranked]:
    """Give the allowed documents with any of the words, best first; ties by document.

    Args:
        allowed: Document -> language.
        soft_cover: For a whole text: a word nobody wrote an article about costs nothing, a missing one little.
    """
    counts = [_counts(group, corpus, allowed) for group in groups]
    size = max(corpus.size, len(allowed))
    idf = [group.times * _idf(len(found), size) for group, found in zip(groups, counts, strict=True)]
    lengths = corpus.lengths(sorted({doc for found in counts for doc in found}))
    total = sum(weight for weight, found in zip(idf, counts, strict=True) if found or not soft_cover)
    ranked = []
    for doc, length in lengths.items():
        norm = SATURATION * (0.6 + 0.4 * length / corpus.mean_length)
        hits = [at for at, found in enumerate(counts) if doc in found]
        text = sum(idf[at] * 2.2 * counts[at][doc] / (counts[at][doc] + norm) for at in hits)
        cover = sum(idf[at] for at in hits) / total if total else 0.0
        ranked.append(Ranked(doc, text * (0.5 + 0.5 * cover if soft_cover else cover), tuple(hits)))
    return sorted(ranked, key=lambda one: (-one.score, one.doc))


def _counts(group: Group, corpus: Corpus, allowed: Mapping[int, str]) -> dict[int, float]:
    """Give the weighted count of a group's words by document."""
    found: dict[int, float] = {}
    for term in group.terms:
        for doc, column, count in corpus.postings(term.text):
            if doc in allowed:
                found[doc] = found.get(doc, 0.0) + term.weight * corpus.weights.get(column, 0.0) * count
    return {doc: value for doc, value in found.items() if value > 0}


def _idf(documents: int, size: int) -> float:
    return math.log(1 + (size - documents + 0.5) / (documents + 0.5))


def prefer_language(ranked: Sequence[Ranked], allowed: Mapping[int, str], lang: str | None) -> list[Ranked]:
    """Give the list with documents in `lang` lifted."""
    lifted = [one._replace(score=one.score * LANGUAGE_FACTOR) if allowed[one.doc] == lang else one for one in ranked]
    return sorted(lifted, key=lambda one: (-one.score, one.doc))


def learned(score: float, uses_with_product: float, uses_of_stems: Sequence[float], rate: float) -> float:
    """Give the score with what colleagues used: text comes first, so nothing lifts a score of 0."""
    stems = sum(math.log(1 + n) for n in uses_of_stems) / 8
    return score * (1 + 0.3 * math.log(1 + uses_with_product) + 0.2 * stems) * rate


def accepted_rate(accepted: int, shown: int) -> float:
    """Give the factor of an item by how often it was taken: 1 until it was shown five times."""
    return 1.0 if shown < SHOWS_THAT_COUNT else 0.5 + accepted / shown
