"""From the words of a query or a letter to groups of index words, for articles and canned replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.knowledge.ranking import Group
from postventa_tui.db import fts_terms
from postventa_tui.kit.words import cut_at_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postventa_tui.core.knowledge.synonyms import Synonyms
    from postventa_tui.db.connection import Db
    from postventa_tui.db.fts_terms import Term
    from postventa_tui.kit.query_terms import Unit

MOST_WORDS = 12
MOST_WORDS_OF_TEXT = 60


def query_groups(
    db: Db, scope: str, wanted: Iterable[Unit], synonyms: Synonyms, known: frozenset[str] = frozenset()
) -> list[Group]:
    """Give a group for each unit of a search, with relatives, synonyms, completions and slips of the hand.

    Args:
        known: Words that are right as typed, though this index does not have them.
    """
    units = list(wanted)[:MOST_WORDS]
    groups = []
    for at, unit in enumerate(units):
        terms = _unit_terms(db, scope, unit, synonyms, known)
        for other in _joined_with_next(units, at) + _joined_with_next(units, at - 1):
            terms += fts_terms.exact(db, scope, other)
        groups.append(Group(" ".join(unit.words), tuple(fts_terms.merged(terms))))
    return groups


def _unit_terms(db: Db, scope: str, unit: Unit, synonyms: Synonyms, known: frozenset[str]) -> list[Term]:
    text = " ".join(unit.words)
    if unit.is_exact:
        return fts_terms.exact(db, scope, text)
    if len(unit.words) > 1:
        joined = "".join(unit.words)
        return [fts_terms.Term(text, 1.0, "text", 1), *fts_terms.forms(db, scope, joined)]
    terms = fts_terms.forms(db, scope, text)
    parts = cut_at_digits(text)
    if len(parts) > 1:
        terms.append(fts_terms.Term(" ".join(parts), 1.0, "text", 1))
    if unit.is_prefix:
        terms += fts_terms.completions(db, scope, text)
    terms += _same_meaning(db, scope, text, synonyms)
    if not terms and text not in known:
        terms = fts_terms.typos(db, scope, text)
        for slip in terms[:1]:
            terms += [
                term._replace(weight=term.weight * slip.weight, how="typo")
                for term in [*fts_terms.forms(db, scope, slip.text), *_same_meaning(db, scope, slip.text, synonyms)]
            ]
    return terms


def _joined_with_next(units: Sequence[Unit], at: int) -> list[str]:
    """Give `cr65` for `CR 65`: letters and digits are tried together too."""
    if not 0 <= at < len(units) - 1:
        return []
    left, right = units[at].words, units[at + 1].words
    if len(left) == len(right) == 1 and left[0].isalpha() and right[0].isdigit():
        return [left[0] + right[0]]
    return []


def _same_meaning(db: Db, scope: str, word: str, synonyms: Synonyms) -> list[Term]:
    stems = synonyms.stems(fts_terms.stems_of(db, scope, word))
    return fts_terms.by_stems(db, scope, stems, fts_terms.SYNONYM, "synonym")


def text_groups(db: Db, scope: str, counts: Mapping[str, float], synonyms: Synonyms) -> list[Group]:
    """Give a group for each word of a letter, with relatives and synonyms; words with one stem are one group.

    Args:
        counts: The telling words, in the order of the text, with how much each counts.
    """
    groups: dict[tuple[str, str], Group] = {}
    for word, times in list(counts.items())[:MOST_WORDS_OF_TEXT]:
        stems = fts_terms.stems_of(db, scope, word)
        known = next((key for key in groups if key[0] == stems[0] or key[1] == stems[1]), None)
        if known is not None:
            groups[known] = groups[known]._replace(times=groups[known].times + times)
            continue
        terms = [*fts_terms.forms(db, scope, word), *_same_meaning(db, scope, word, synonyms)]
        if terms:
            groups[stems] = Group(word, tuple(fts_terms.merged(terms)), times)
    return list(groups.values())
