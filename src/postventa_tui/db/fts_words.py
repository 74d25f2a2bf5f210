"""The table of words beside each index: how often, their stems, and what is left when one letter is missing.

Stems, completions and typing errors are looked up here, so the index itself holds each word once, as written.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from postventa_tui.kit import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postventa_tui.db.connection import Db, SqlValue

STEMMER = "snowball-es-en-1"
"""Name of the rule that made the stems; another name in a file makes them anew."""

MIN_DF = {"ticket": 2, "contact": 2}
"""How often a word must stand in the texts before it is offered for a typing error (else once)."""

LONGEST = 64
SHORTEST_TYPO, LONGEST_TYPO = 4, 20


@lru_cache(maxsize=20_000)
def stems(word: str) -> tuple[str, str]:
    """Give the Spanish and the English stem of a word, with a letter in front: `edevolu`, `ndevoluc`."""
    folded = words.fold(word)
    return "e" + _stemmer("Spanish").stemWord(folded), "n" + _stemmer("English").stemWord(folded)


if TYPE_CHECKING:
    from typing import Protocol

    class _Stemmer(Protocol):
        def stemWord(self, word: str) -> str: ...


@lru_cache(maxsize=2)
def _stemmer(language: str) -> _Stemmer:
    """Give one stemmer of snowballstemmer, imported when a word is seen for the first time.

    The package itself imports the stemmers of thirty languages at once (22 ms, 40 modules), so a stemmer is
    imported below a bare package of the same folder.
    """
    import sys
    from importlib import import_module
    from importlib.machinery import PathFinder
    from types import ModuleType

    if _PACKAGE not in sys.modules:
        found = PathFinder.find_spec("snowballstemmer")
        if found is None or found.submodule_search_locations is None:
            raise ModuleNotFoundError("snowballstemmer")
        package = ModuleType(_PACKAGE)
        package.__path__ = list(found.submodule_search_locations)
        sys.modules[_PACKAGE] = package
    module = import_module(f"{_PACKAGE}.{language.lower()}_stemmer")
    made: _Stemmer = getattr(module, f"{language}Stemmer")()
    return made


_PACKAGE = "_postventa_snowball"


def shortened(word: str) -> Iterator[str]:
    """Give a word of 4 to 20 letters, and it with each one letter left out; nothing with digits."""
    if not SHORTEST_TYPO <= len(word) <= LONGEST_TYPO or any(char.isdigit() for char in word):
        return
    yield from dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))])


def add(db: Db, scope: str, texts: Iterable[str], *, is_new: bool) -> None:
    """Take the words of one document into the tables of `scope`.

    Args:
        is_new: Count the words; a document that changes only adds words never seen.
    """
    seen = Counter(word for text in texts for word in set(words.index_tokens(text)) if len(word) <= LONGEST)
    least = MIN_DF.get(scope, 1)
    known: list[Mapping[str, SqlValue]] = []
    unseen: list[str] = []
    ripe: list[str] = []
    for term in sorted(seen):
        df = db.value("SELECT df FROM search_term WHERE scope = :scope AND term = :term", scope=scope, term=term)
        if df is None:
            unseen.append(term)
            ripe += [term] if least == 1 else []
        elif is_new:
            known.append({"scope": scope, "term": term})
            ripe += [term] if int(df) + 1 == least else []
    if known:
        db.run_many("UPDATE search_term SET df = df + 1 WHERE scope = :scope AND term = :term", known)
    insert(db, scope, dict.fromkeys(unseen, 1))
    insert_shortened(db, scope, ripe)


def insert(db: Db, scope: str, counts: Mapping[str, int]) -> None:
    """Insert words never seen in `scope`, with their stems."""
    terms: list[Mapping[str, SqlValue]] = []
    pairs: list[Mapping[str, SqlValue]] = []
    for term, df in counts.items():
        es, en = stems(term)
        terms.append({"scope": scope, "term": term, "df": df, "es": es, "en": en})
        pairs += [{"scope": scope, "stem": stem, "term": term} for stem in (es, en)]
    if terms:
        db.run_many("INSERT INTO search_term(scope, term, df, es, en) VALUES(:scope, :term, :df, :es, :en)", terms)
        db.run_many("INSERT INTO search_stem(scope, stem, term) VALUES(:scope, :stem, :term)", pairs)


def insert_shortened(db: Db, scope: str, terms: Iterable[str]) -> None:
    """Make words findable through one letter left out."""
    rows = [{"scope": scope, "d": short, "term": term} for term in terms for short in shortened(term)]
    if rows:
        db.run_many(
            "INSERT INTO search_del(scope, d, term) VALUES(:scope, :d, :term) ON CONFLICT DO NOTHING",
            rows,
        )


def recount(db: Db, scope: str) -> None:
    """Make the word tables of `scope` equal to what the index holds; words with no document go."""
    found = {
        str(term): int(str(df))
        for term, df in db.all(f"SELECT term, doc FROM search_{scope}_words")
        if len(str(term)) <= LONGEST
    }
    stored = {
        str(term): int(str(df))
        for term, df in db.all("SELECT term, df FROM search_term WHERE scope = :scope", scope=scope)
    }
    gone = [{"scope": scope, "term": term} for term in stored if term not in found]
    _delete(db, gone)
    db.run_many(
        "UPDATE search_term SET df = :df WHERE scope = :scope AND term = :term",
        [
            {"scope": scope, "term": term, "df": df}
            for term, df in found.items()
            if term in stored and stored[term] != df
        ],
    )
    insert(db, scope, {term: df for term, df in sorted(found.items()) if term not in stored})
    least = MIN_DF.get(scope, 1)
    db.run("DELETE FROM search_del WHERE scope = :scope", scope=scope)
    insert_shortened(db, scope, (term for term, df in sorted(found.items()) if df >= least))


def _delete(db: Db, gone: list[dict[str, str]]) -> None:
    if not gone:
        return
    db.run_many(
        "DELETE FROM search_stem WHERE scope = :scope AND term = :term AND stem IN"
        " (SELECT t.es FROM search_term t WHERE t.scope = :scope AND t.term = :term"
        " UNION SELECT t.en FROM search_term t WHERE t.scope = :scope AND t.term = :term)",
        gone,
    )
    db.run_many("DELETE FROM search_term WHERE scope = :scope AND term = :term", gone)


def forget(db: Db, scope: str, terms: Iterable[str]) -> None:
    """Take words out of the tables of `scope` at once, for the erasure of a person."""
    rows = [{"scope": scope, "term": term} for term in terms]
    _delete(db, rows)
    for row in rows:
        for short in shortened(row["term"]):
            db.run(
                "DELETE FROM search_del WHERE scope = :scope AND d = :d AND term = :term",
                scope=scope,
                d=short,
                term=row["term"],
            )
