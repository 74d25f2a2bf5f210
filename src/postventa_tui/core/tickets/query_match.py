"""From a leaf of a query to words of the ticket index, as a MATCH text in which every word is quoted.

Source: design, search section 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db import fts_terms
from postventa_tui.kit.query_terms import unit_of
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import cut_at_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postventa_tui.db.connection import Db
    from postventa_tui.db.fts_terms import Term
    from postventa_tui.kit.query import Node
    from postventa_tui.kit.query_terms import Unit

SCOPE = "ticket"


class Leaf(NamedTuple):
    """The words that stand for one leaf: as MATCH text, how many documents they touch, how they were found."""

    match: str
    df: int
    terms: tuple[Term, ...]
    corrected: Mapping[str, tuple[str, ...]] = {}
    has_more: bool = False
    """Whether there are completions beyond those taken."""


class Reading(NamedTuple):
    """How words are read: in which index, and which are not taken for slips of the hand."""

    scope: str = SCOPE
    known: frozenset[str] = frozenset()
    """Words some index knows as they were typed."""
    skip: int = 0
    """Completions already taken."""


def leaf(db: Db, node: Node, *, is_prefix: bool = False, reading: Reading | None = None) -> Leaf:
    """Give the index words of a word, phrase, number, phone or e-mail of a query."""
    unit = unit_of(node)
    if unit is None:
        return Leaf('""', 0, ())
    terms = unit_terms(db, unit._replace(is_prefix=is_prefix), reading or Reading())
    slips = [term for term in terms if term.how == "typo"]
    corrected = {" ".join(unit.words): tuple(term.text for term in slips)} if slips else {}
    has_more = is_prefix and sum(term.how == "prefix" for term in terms) >= fts_terms.MOST_TERMS - 1
    texts = [term.text for term in terms] or [" ".join(unit.words)]
    return Leaf(any_of(texts), sum(term.df for term in terms), tuple(terms), corrected, has_more)


def any_of(texts: Iterable[str]) -> str:
    """Give the MATCH text for any of some words or phrases; a quote cannot stand in one, yet is doubled."""
    return "(" + " OR ".join('"' + text.replace('"', '""') + '"' for text in texts) + ")"


def unit_terms(db: Db, unit: Unit, how: Reading) -> list[Term]:
    """Give the words of the index that a unit may mean, the surest first."""
    text, scope = " ".join(unit.words), how.scope
    if unit.is_exact:
        return fts_terms.exact(db, scope, text) or [fts_terms.Term(text, 1.0, "text", 0)]
    if len(unit.words) > 1:
        rarest = min(fts_terms.count_of(db, scope, word) for word in unit.words)
        joined = fts_terms.exact(db, scope, "".join(unit.words))
        return [fts_terms.Term(text, 1.0, "text", rarest), *joined]
    # A name that is there is that name: Casas is not Casado.
    terms = fts_terms.exact(db, scope, text) if scope == "customer" else []
    terms = terms or fts_terms.forms(db, scope, text)
    parts = cut_at_digits(text)
    if len(parts) > 1:
        rarest = min(fts_terms.count_of(db, scope, part) for part in parts)
        terms += [fts_terms.Term(" ".join(parts), 1.0, "text", rarest)] if rarest else []
    if not terms and scope != "customer" and not fts_terms.is_empty(db, scope):
        terms = _same_meaning(db, scope, text)
    if unit.is_prefix:
        terms += fts_terms.completions(db, scope, text, how.skip)
    if not terms and text not in how.known:
        terms = fts_terms.typos(db, scope, text)
    return fts_terms.merged(terms)


def _same_meaning(db: Db, scope: str, word: str) -> list[Term]:
    """Give synonyms: an agent wants the word she typed, so only when nothing else fits."""
    from postventa_tui.core.knowledge import synonyms  # its file is read only then

    stems = synonyms.load().stems(fts_terms.stems_of(db, scope, word))
    return fts_terms.by_stems(db, scope, stems, fts_terms.SYNONYM, "synonym")
