"""What a query asks of the ticket index: one MATCH text, a condition on the fields, and keys to look up.

Pure but for the word tables. Source: design, search section 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import query_match
from postventa_tui.db import fts_keys
from postventa_tui.kit.query_terms import bare_address
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.core.tickets.query_match import Leaf, Reading
    from postventa_tui.db.connection import Db
    from postventa_tui.db.fts_terms import Term
    from postventa_tui.kit.query import Node

MOST_WORDS = 12
ALL_KINDS = frozenset(("number", "serial", "order", "invoice", "phone", "email"))
_LEAVES = ("word", "phrase", "number", "phone", "email")


class KeyWanted(NamedTuple):
    """A key somebody may have typed; `is_exact` admits no longer ones."""

    key: str
    kinds: frozenset[str]
    is_exact: bool = False


class Plan(NamedTuple):
    """A query cut in what the index answers and what the rows answer."""

    match: str
    """MATCH text, "" when the query has no words."""
    fields: Node
    """What is left for SQL; `["all"]` when nothing."""
    df: int
    leaves: tuple[Leaf, ...]
    words: int
    keys: tuple[KeyWanted, ...]
    corrected: Mapping[str, tuple[str, ...]]
    is_cut: bool
    """Whether words beyond the twelfth were ignored."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every word of the index that may be hit."""
        return tuple(term for leaf in self.leaves for term in leaf.terms)


def plan(db: Db, ast: Node, *, is_prefix: bool, reading: Reading) -> Plan:
    """Cut a tree: children of the top AND that are words go to the index, others to the rows."""
    children: list[Node] = [child for child in ast[1:] if isinstance(child, list)] if ast[0] == "and" else [ast]  # type: ignore[misc]  # children are nodes
    maker = _Maker(db, reading, _last_word(ast) if is_prefix else None)
    positive: list[str] = []
    negative: list[str] = []
    rest: list[Node] = []
    for child in children:
        inner = child[1] if child[0] == "not" else child
        match = maker.match(inner) if child[0] != "all" else None  # type: ignore[arg-type]  # a node
        if match is None:
            rest.append(child)
        else:
            (negative if child[0] == "not" else positive).append(match)
    if negative and not positive:
        rest += [child for child in children if child[0] == "not" and child not in rest]
        negative = []
    text = " AND ".join(part for part in positive if part)
    for part in negative:
        text = f"({text}) NOT {part}" if part and text else text
    fields: Node = ["and", *rest] if len(rest) > 1 else rest[0] if rest else ["all"]
    return Plan(
        text, fields, sum(leaf.df for leaf in maker.leaves), tuple(maker.leaves), maker.words,
        tuple(keys(children)), maker.corrected, maker.words > MOST_WORDS,
    )  # fmt: skip


class _Maker:
    """Makes MATCH text of subtrees without fields."""

    def __init__(self, db: Db, reading: Reading, typed: Node | None) -> None:
        self.db, self.reading, self.typed = db, reading, typed
        self.leaves: list[Leaf] = []
        self.words = 0
        self.corrected: dict[str, tuple[str, ...]] = {}

    def match(self, node: Node) -> str | None:
        """Give the MATCH text of a subtree, "" for a word too many; None when rows must answer it."""
        if node[0] in _LEAVES:
            return self._leaf(node)
        if node[0] not in ("and", "or"):
            return None
        children: list[Node] = [child for child in node[1:] if isinstance(child, list)]  # type: ignore[misc]  # children are nodes
        if not all(_is_text(child) for child in children):
            return None
        parts = [part for part in (self.match(child) for child in children) if part]
        return f"({f' {str(node[0]).upper()} '.join(parts)})" if parts else ""

    def _leaf(self, node: Node) -> str:
        self.words += 1
        if self.words > MOST_WORDS:
            return ""
        leaf = query_match.leaf(self.db, node, is_prefix=node is self.typed, reading=self.reading)
        self.leaves.append(leaf)
        self.corrected.update(leaf.corrected)
        return leaf.match


def _is_text(node: Node) -> bool:
    """Say whether a subtree is words only, without negation: what MATCH can say in any place."""
    if node[0] in _LEAVES:
        return True
    return node[0] in ("and", "or") and all(_is_text(child) for child in node[1:] if isinstance(child, list))  # type: ignore[arg-type]  # children are nodes


def _last_word(node: Node) -> Node | None:
    while node[0] == "and":
        node = node[-1]  # type: ignore[assignment]  # children are nodes
    return node if node[0] in ("word", "number") and len(node) == 2 else None


def keys(children: list[Node]) -> list[KeyWanted]:
    """Give the keys somebody may have typed among the words of the top AND, and all of them written apart."""
    found: list[KeyWanted] = []
    words = [child for child in children if child[0] in (*_LEAVES, "ticket")]
    alone = len(words) == 1
    for node in words:
        found += _keys_of(node, alone=alone)
    if 1 < len(words) <= 4 and len(words) == len(children):
        joined = fts_keys.plain("".join(str(part) for node in words for part in node[1:]))
        if len(joined) >= 4 and any(char.isdigit() for char in joined):
            found.append(KeyWanted(joined, ALL_KINDS - {"email", "number"}))
    return found


def _keys_of(node: Node, *, alone: bool) -> list[KeyWanted]:
    kind, value = node[0], str(node[1])
    if kind == "ticket":
        return [KeyWanted(value.lstrip("0"), frozenset(("number",)), is_exact=True)]
    if kind == "email":
        return [KeyWanted(bare_address(value), frozenset(("email",)))]
    if kind == "phone":
        return [KeyWanted(value.lstrip("0") or value, ALL_KINDS), KeyWanted(value, ALL_KINDS - {"phone", "number"})]
    if kind == "number":
        return [
            KeyWanted(value, ALL_KINDS if alone else frozenset(("number", "order", "invoice", "serial")), not alone)
        ]
    joined = fts_keys.plain("".join(str(part) for part in node[1:] if part != "exact"))
    if len(joined) >= 3 and any(char.isdigit() for char in joined):
        number = joined.removeprefix("pv")
        if joined.startswith("pv") and number.isascii() and number.isdigit():
            return [KeyWanted(number, frozenset(("number",)), is_exact=True)]
        return [KeyWanted(joined, ALL_KINDS - {"number", "email", "phone"})]
    return []
