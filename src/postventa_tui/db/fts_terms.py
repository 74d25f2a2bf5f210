"""From a word somebody typed to the words of an index that may be meant, and where these stand. Reads only.

Source: design, search section 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db import fts_words
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import index_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postventa_tui.db.connection import Db, Row

MOST_TERMS = 64
MOST_AT_ONCE = 400
SAME_STEM, SYNONYM, NEAR_PREFIX, FAR_PREFIX, TYPO = 0.9, 0.6, 0.7, 0.4, 0.6
NEAR_LETTERS = 3
HOWS = ("text", "prefix", "synonym", "typo")
"""How a word was found, the surest first."""


class Term(NamedTuple):
    """A word of the index (or several, one after another), how much it counts, and how it was found."""

    text: str
    weight: float
    how: str
    df: int


class Posting(NamedTuple):
    """How often a term stands in a column of a document."""

    doc: int
    column: str
    times: int


def count_of(db: Db, scope: str, word: str) -> int:
    """Give in how many documents a word of the index stands, 0 for an unknown one."""
    found = db.value("SELECT df FROM search_term WHERE scope = :scope AND term = :term", scope=scope, term=word)
    return int(str(found or 0))


def stems_of(db: Db, scope: str, word: str) -> tuple[str, str]:
    """Give the stems of a word, from the table when it is known there (no stemmer is loaded then)."""
    row = db.one("SELECT es, en FROM search_term WHERE scope = :scope AND term = :term", scope=scope, term=word)
    return (str(row[0]), str(row[1])) if row else fts_words.stems(word)


def exact(db: Db, scope: str, word: str) -> list[Term]:
    """Give the word itself when the index has it."""
    df = count_of(db, scope, word)
    return [Term(word, 1.0, "text", df)] if df else []


def is_empty(db: Db, scope: str) -> bool:
    """Say whether an index has no word yet."""
    return db.value("SELECT 1 FROM search_stem WHERE scope = :scope LIMIT 1", scope=scope) is None


def forms(db: Db, scope: str, word: str) -> list[Term]:
    """Give the word and its relatives by the Spanish or English stem."""
    if is_empty(db, scope):
        return []
    found = by_stems(db, scope, stems_of(db, scope, word), SAME_STEM, "text")
    return exact(db, scope, word) + [term for term in found if term.text != word]


def by_stems(db: Db, scope: str, stems: Sequence[str], weight: float, how: str) -> list[Term]:
    """Give the most frequent words with one of the stems."""
    if not stems:
        return []
    marks = ", ".join(f":s{number}" for number in range(len(stems)))
    params = {f"s{number}": stem for number, stem in enumerate(stems)}
    rows = db.all(
        "SELECT DISTINCT t.term, t.df FROM search_stem s JOIN search_term t ON t.scope = s.scope AND t.term = s.term"
        f" WHERE s.scope = :scope AND s.stem IN ({marks}) ORDER BY t.df DESC, t.term LIMIT {MOST_TERMS}",
        scope=scope,
        **params,
    )
    return [Term(str(row[0]), weight, how, int(str(row[1]))) for row in rows]


def completions(db: Db, scope: str, word: str, skip: int = 0) -> list[Term]:
    """Give the most frequent words that begin with `word`, 64 after the first `skip`."""
    rows = db.all(
        "SELECT term, df FROM search_term WHERE scope = :scope AND term >= :low AND term < :high"
        f" ORDER BY df DESC, term LIMIT {MOST_TERMS} OFFSET :skip",
        scope=scope,
        low=word,
        high=word + "\U0010ffff",
        skip=skip,
    )
    return [_completion(word, row) for row in rows]


def _completion(word: str, row: Row) -> Term:
    text = str(row[0])
    if text == word:
        return Term(text, 1.0, "text", int(str(row[1])))
    weight = NEAR_PREFIX if len(text) - len(word) <= NEAR_LETTERS else FAR_PREFIX
    return Term(text, weight, "prefix", int(str(row[1])))


def typos(db: Db, scope: str, word: str, most: int = 4) -> list[Term]:
    """Give the known words one slip of the hand away (two from eight letters), the nearest first."""
    keys = list(fts_words.shortened(word))
    if not keys:
        return []
    from postventa_tui.kit.distance import edits  # for slips only

    marks = ", ".join(f":d{number}" for number in range(len(keys)))
    rows = db.all(
        "SELECT DISTINCT d.term, t.df FROM search_del d JOIN search_term t ON t.scope = d.scope AND t.term = d.term"
        f" WHERE d.scope = :scope AND d.d IN ({marks})",
        scope=scope,
        **{f"d{number}": key for number, key in enumerate(keys)},
    )
    farthest = 2 if len(word) >= 8 else 1
    found = []
    for term, df in rows:
        far = edits(word, str(term), farthest)
        if 0 < far <= farthest and (far == 1 or str(term)[0] == word[0]):
            found.append((far, -int(str(df)), str(term)))
    return [Term(term, TYPO / far, "typo", -df) for far, df, term in sorted(found)[:most]]


def merged(terms: Iterable[Term]) -> list[Term]:
    """Give each word once, with the greatest of its weights; heaviest and most frequent first, at most 64."""
    best: dict[str, Term] = {}
    for term in terms:
        if term.text not in best or best[term.text].weight < term.weight:
            best[term.text] = term
    return sorted(best.values(), key=lambda term: (-term.weight, -term.df, term.text))[:MOST_TERMS]


def postings(db: Db, scope: str, text: str) -> list[Posting]:
    """Give where a term stands; words one after another must stand so in one column."""
    words = index_tokens(text)
    if len(words) == 1:
        rows = db.all(
            f"SELECT doc, col, count(*) FROM search_{scope}_places WHERE term = :term GROUP BY doc, col",
            term=words[0],
        )
        return [Posting(int(str(row[0])), str(row[1]), int(str(row[2]))) for row in rows]
    places: set[tuple[int, str, int]] | None = None
    for step, word in enumerate(words):
        rows = db.all(f"SELECT doc, col, offset FROM search_{scope}_places WHERE term = :term", term=word)
        here = {(int(str(doc)), str(col), int(str(offset)) - step) for doc, col, offset in rows}
        places = here if places is None else places & here
    counts: dict[tuple[int, str], int] = {}
    for doc, column, _offset in places or ():
        counts[doc, column] = counts.get((doc, column), 0) + 1
    return [Posting(doc, column, count) for (doc, column), count in sorted(counts.items())]


class Postings:
    """Where terms stand, read once for each, many at a time."""

    def __init__(self, db: Db, scope: str) -> None:
        self._db, self._scope = db, scope
        self._known: dict[str, list[Posting]] = {}

    def __call__(self, text: str) -> list[Posting]:
        """Give where a term stands."""
        if text not in self._known:
            self._known[text] = postings(self._db, self._scope, text)
        return self._known[text]

    def read(self, texts: Iterable[str]) -> None:
        """Read single words ahead: one statement for hundreds instead of one for each."""
        wanted = [text for text in dict.fromkeys(texts) if text not in self._known and text.isalnum()]
        for start in range(0, len(wanted), MOST_AT_ONCE):
            params = {f"t{number}": text for number, text in enumerate(wanted[start : start + MOST_AT_ONCE])}
            for text in params.values():
                self._known[text] = []
            rows = self._db.all(
                f"SELECT term, doc, col, count(*) FROM search_{self._scope}_places"
                f" WHERE term IN ({', '.join(f':{name}' for name in params)}) GROUP BY term, doc, col",
                **params,
            )
            for term, doc, column, count in rows:
                self._known[str(term)].append(Posting(int(str(doc)), str(column), int(str(count))))


def size(db: Db, scope: str) -> tuple[int, float]:
    """Give how many documents an index holds, and their mean length in words."""
    block = db.value(f"SELECT block FROM search_{scope}_data WHERE id = 1")
    numbers = _varints(block) if isinstance(block, bytes) else []
    if not numbers or not numbers[0]:
        return 0, 1.0
    return numbers[0], max(1.0, sum(numbers[1:]) / numbers[0])


def lengths(db: Db, scope: str, docs: Iterable[int]) -> dict[int, int]:
    """Give the length in words of documents."""
    found = {}
    for doc in docs:
        block = db.value(f"SELECT sz FROM search_{scope}_docsize WHERE id = :id", id=doc)
        found[doc] = sum(_varints(block)) if isinstance(block, bytes) else 0
    return found


def _varints(block: bytes) -> list[int]:
    """Give the numbers of a record of the index: seven bits a byte, the highest first, bit 8 = more follows.

    Source: SQLite documentation, FTS5 appendix (averages and docsize records).
    """
    numbers, value = [], 0
    for byte in block:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    return numbers
