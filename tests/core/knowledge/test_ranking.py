"""The formula for articles and canned replies, by hand."""

from __future__ import annotations

from postventa_tui.core.knowledge import ranking
from postventa_tui.core.knowledge.ranking import Corpus, Group
from postventa_tui.db.fts_terms import Posting, Term

PLACES = {
    "papel": [Posting(1, "title", 1), Posting(2, "body", 3)],
    "atasco": [Posting(1, "body", 1)],
}
CORPUS = Corpus(
    lambda text: PLACES.get(text, []),
    lambda docs: dict.fromkeys(docs, 10),
    3,
    10.0,
    {"title": 4.0, "tags": 2.0, "body": 1.0},
)


def group(word: str, weight: float = 1.0) -> Group:
    return Group(word, (Term(word, weight, "text", 1),))


def test_document_with_all_words_goes_first() -> None:
    ranked = ranking.rank([group("papel"), group("atasco")], CORPUS, {1: "es", 2: "es", 3: "es"})
    assert [one.doc for one in ranked] == [1, 2]
    assert ranked[0].found == (0, 1)


def test_a_word_nobody_wrote_leaves_the_others() -> None:
    ranked = ranking.rank([group("papel"), group("nada")], CORPUS, {1: "es", 2: "es"})
    assert {one.doc for one in ranked} == {1, 2}


def test_document_that_is_not_allowed_is_not_found() -> None:
    assert [one.doc for one in ranking.rank([group("papel")], CORPUS, {2: "es"})] == [2]


def test_language_lifts_but_does_not_hide() -> None:
    ranked = ranking.rank([group("papel")], CORPUS, {1: "en", 2: "es"})
    lifted = ranking.prefer_language(ranked, {1: "en", 2: "es"}, "es")
    assert {one.doc for one in lifted} == {1, 2}
    assert next(one.score for one in lifted if one.doc == 2) == next(one.score for one in ranked if one.doc == 2) * 1.2


def test_uses_never_lift_a_score_of_nothing() -> None:
    assert ranking.learned(0.0, 100.0, [5.0] * 8, 1.5) == 0.0
    assert ranking.learned(1.0, 10.0, [], 1.0) > 1.0


def test_rate_counts_from_five_shows() -> None:
    assert ranking.accepted_rate(0, 4) == 1.0
    assert ranking.accepted_rate(0, 5) == 0.5
    assert ranking.accepted_rate(5, 5) == 1.5
