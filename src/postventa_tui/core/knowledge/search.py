"""Search among articles: every word counts, none is a must. Reads only.

Source: design, search sections 5 and 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import language, ranking, store, words
from postventa_tui.db import fts_terms
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.snippets import Snippet, snippet
from postventa_tui.kit.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.knowledge.ranking import Group, Ranked
    from postventa_tui.core.knowledge.synonyms import Synonyms
    from postventa_tui.db.connection import Db
    from postventa_tui.kit.query_terms import Asked, Unit

WEIGHTS = {"title": 4.0, "name": 4.0, "tags": 2.0, "body": 1.0}


class Match(NamedTuple):
    """A found document: its score, the index words found in it, and the weakest way one was found."""

    doc: int
    score: float
    terms: frozenset[str]
    why: str


class Answer(NamedTuple):
    """Documents, best first, and the words that were read otherwise than typed."""

    matches: tuple[Match, ...]
    corrected: Mapping[str, tuple[str, ...]]


def search(
    db: Db,
    scope: str,
    asked: Asked,
    allowed: Mapping[int, str],
    synonyms: Synonyms,
    screen_lang: str | None,
    known: frozenset[str] = frozenset(),
) -> Answer:
    """Give the allowed documents that have any of the wanted words and none of the unwanted.

    Args:
        allowed: Document -> language.
        screen_lang: The interface language, for a query without function words.
        known: Words that are right as typed, though this index does not have them.
    """
    if not asked.wanted:
        return Answer((), {})
    units = _telling(asked.wanted)
    groups = words.query_groups(db, scope, units, synonyms, known)
    size, mean = fts_terms.size(db, scope)
    postings = fts_terms.Postings(db, scope)
    postings.read(term.text for group in groups for term in group.terms)
    corpus = ranking.Corpus(postings, lambda docs: fts_terms.lengths(db, scope, docs), size, mean, WEIGHTS)
    banned = _banned(db, scope, asked, synonyms, postings)
    kept = {doc: lang for doc, lang in allowed.items() if doc not in banned}
    ranked = ranking.rank(groups, corpus, kept)
    spoken = [word for unit in asked.wanted for word in unit.words]
    lang = language.guess(spoken) or _language_of_words(db, units, kept, postings) or screen_lang
    lifted = ranking.prefer_language(ranked, kept, lang)
    return Answer(tuple(_match(one, groups, postings) for one in lifted), corrected(groups))


def _telling(wanted: Sequence[Unit]) -> list[Unit]:
    """Give the units without function words, all of them when nothing would remain."""
    kept = [unit for unit in wanted if unit.is_exact or unit.is_prefix or language.telling(unit.words) != list(unit.words)
            or not all(word in language.STOP_WORDS for word in unit.words)]  # fmt: skip
    return kept or list(wanted)


def _banned(db: Db, scope: str, asked: Asked, synonyms: Synonyms, postings: fts_terms.Postings) -> set[int]:
    groups = words.query_groups(db, scope, asked.unwanted, synonyms) if asked.unwanted else []
    return {
        posting.doc for group in groups for term in group.terms if term.how == "text" for posting in postings(term.text)
    }


def _language_of_words(
    db: Db, units: Sequence[Unit], allowed: Mapping[int, str], postings: fts_terms.Postings
) -> str | None:
    """Give the language whose documents alone hold the typed words, None when both do."""
    votes: dict[str, int] = {}
    for unit in units:
        langs = {allowed[posting.doc] for posting in postings(" ".join(unit.words)) if posting.doc in allowed}
        if len(langs) == 1:
            only = langs.pop()
            votes[only] = votes.get(only, 0) + 1
    best = sorted(votes, key=lambda lang: -votes[lang])
    return best[0] if best and (len(best) == 1 or votes[best[0]] > votes[best[1]]) else None


def _match(one: Ranked, groups: Sequence[Group], postings: fts_terms.Postings) -> Match:
    """Say which words of the index stand in a document, and how surely they were meant."""
    terms: set[str] = set()
    weakest = 0
    for at in one.found:
        here = [term for term in groups[at].terms if any(posting.doc == one.doc for posting in postings(term.text))]
        terms.update(word for term in here for word in term.text.split())
        surest = min((fts_terms.HOWS.index(term.how) for term in here), default=0)
        weakest = max(weakest, surest)
    return Match(one.doc, one.score, frozenset(terms), fts_terms.HOWS[weakest])


def corrected(groups: Sequence[Group]) -> dict[str, tuple[str, ...]]:
    """Give the words that were read otherwise than typed, with what they were read as."""
    found = {}
    for group in groups:
        slips = [term for term in group.terms if term.how == "typo"]
        if slips and not any(term.how == "text" for term in group.terms):
            best = max(term.weight for term in slips)
            found[group.word] = tuple(term.text for term in slips if term.weight == best)[:4]
    return found


def one_of_each_pair(
    matches: Sequence[Match], keys: Mapping[int, tuple[str, str]], lang: str | None
) -> list[tuple[Match, str | None]]:
    """Give each article once, with the other language it is also found in; the wanted language goes first.

    Args:
        keys: Document -> (slug, language).
    """
    places: dict[str, int] = {}
    chosen: list[tuple[Match, str | None]] = []
    for match in matches:
        slug, own = keys[match.doc]
        if slug not in places:
            places[slug] = len(chosen)
            chosen.append((match, None))
            continue
        first = chosen[places[slug]][0]
        other = keys[first.doc][1]
        better = match._replace(score=first.score) if own == lang and other != lang else first
        chosen[places[slug]] = (better, other if better is not first else own)
    return chosen


class FoundArticle(NamedTuple):
    """An article as an answer shows it; `also` is the other language it is there in."""

    id: int
    slug: str
    lang: str
    title: str
    snippet: Snippet
    score: float
    why: str
    also: str | None


class FoundArticles(NamedTuple):
    """The best articles, how many there are, and the words that were read otherwise than typed."""

    items: tuple[FoundArticle, ...]
    total: int
    corrected: Mapping[str, tuple[str, ...]]


def find(
    db: Db, asked: Asked, synonyms: Synonyms, screen_lang: str | None, limit: int, known: frozenset[str] = frozenset()
) -> FoundArticles:
    """Give the published articles that answer a query, best first; one language of a pair.

    Args:
        known: Words that are right as typed, though no article has them.
    """
    allowed = _allowed(db, asked)
    answer = search(db, "article", asked, allowed, synonyms, screen_lang, known)
    slugs = store.slugs(db)
    keys = {doc: (slugs[doc], lang) for doc, lang in allowed.items()}
    pairs = one_of_each_pair(answer.matches, keys, screen_lang)
    shown = store.list_shown(db, [match.doc for match, _also in pairs[:limit]])
    items = []
    for match, also in pairs[:limit]:
        row = shown[match.doc]
        piece = snippet(without_heading(row.body, row.title), match.terms)
        items.append(FoundArticle(row.id, row.slug, row.lang, row.title, piece, match.score, match.why, also))
    return FoundArticles(tuple(items), len(pairs), answer.corrected)


def without_heading(body: str, title: str) -> str:
    """Give a body without a first heading that only says the title again."""
    first, _, rest = body.partition("\n")
    return rest.lstrip("\n") if first.lstrip("# ").strip() == title.strip() else body


def _allowed(db: Db, asked: Asked) -> dict[int, str]:
    """Give the visible articles that pass the query's fields `lang` and `tag`."""
    allowed = store.languages_of_visible(db)
    tests = [test for test in asked.fields if test.name in ("lang", "tag")]
    if not tests:
        return allowed
    tagged = store.list_tagged(db)
    for test in tests:
        if test.name == "lang":
            passed = {doc for doc, lang in allowed.items() if lang in test.values}
        else:
            passed = {doc for doc in allowed if {fold(tag) for tag in tagged.get(doc, ())} & set(test.values)}
        allowed = {doc: lang for doc, lang in allowed.items() if (doc in passed) != test.is_negative}
    return allowed
