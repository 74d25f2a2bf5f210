"""From a query's tree to a condition on `tickets t`: (where, params), everything bound.

Source: design, search section 4. Fields never touch the full-text index; words are conditions on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import query_match
from postventa_tui.core.tickets.query_fields import FieldCompiler, Seat
from postventa_tui.db import fts_keys
from postventa_tui.kit import query as language
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.query_terms import asked, bare_address
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.db.connection import Db, SqlValue
    from postventa_tui.kit.query import Node, Parsed

QUEUE_HIDES = "t.is_open = 1"
"""In these words, so that SQLite takes the partial indexes of open tickets."""
SEARCH_HIDES = "t.status_type NOT IN ('merged', 'spam')"
EVERY = "1 = 1"
COMMON_DF = 20_000
"""Above this many documents a word is asked of one ticket at a time, not listed."""


class Compiled(NamedTuple):
    """A query as SQL: its condition with what is hidden by default, and what the caller must know of it."""

    where: str
    params: Mapping[str, SqlValue]
    sort: str | None = None
    """`relevance`, `created`, `updated`, `due`, `priority`, or None."""
    groups: tuple[str, ...] = ()
    shows_status: bool = False
    """Whether the query says itself which statuses it wants."""
    corrected: Mapping[str, tuple[str, ...]] = {}
    shows_snoozed: bool = False


def compile(
    ast: Node, seat: Seat, db: Db, *, hides: str = QUEUE_HIDES, is_prefix: bool = False, letter: str = "q"
) -> Compiled:
    """Give the condition of a tree for one seat.

    Args:
        hides: What is hidden when the query names no status.
        is_prefix: Whether the last word may be longer.
        letter: What the names of the values begin with, when two conditions become one.
    """
    maker = _Compiler(FieldCompiler(seat, db, letter), ast if is_prefix else None)
    where = maker.node(ast) or EVERY
    what = asked(ast)
    names = {test.name for test in what.fields}
    shows_status = bool(names & {"status", "solved"})
    if not shows_status:
        where = hides if where == EVERY else f"{hides} AND {where}"
    sort = what.field("sort")
    shows_snoozed = any(test.name == "is" and "snoozed" in test.values for test in what.fields)
    return Compiled(
        where, maker.fields.params, sort[0] if sort else None, what.field("in"), shows_status, maker.corrected,
        shows_snoozed,
    )  # fmt: skip


def compile_text(
    text: str, seat: Seat, db: Db, *, hides: str = QUEUE_HIDES, is_typing: bool = False, letter: str = "q"
) -> Compiled:
    """Give the condition of a query as it was typed.

    Raises:
        Usage: The code of the first error, with all of them and the line with the caret.
    """
    parsed = language.parse(text)
    refuse_errors(parsed)
    is_prefix = is_typing or parsed.is_prefix
    return compile(parsed.ast, seat, db, hides=hides, is_prefix=is_prefix, letter=letter)


def refuse_errors(parsed: Parsed) -> None:
    """Raise when a query cannot run.

    Raises:
        Usage: The code of the first error, with all of them and the line with the caret.
    """
    if parsed.ok:
        return
    from postventa_tui.kit import query_messages

    first = parsed.errors[0]
    errors = [language.as_json(error) for error in parsed.errors]
    raise Usage(
        first.code,
        message=query_messages.sentence(parsed, first),
        field=parsed.text[: first.start].rpartition(" ")[2].partition(":")[0],
        value=parsed.text[first.start : first.end],
        reason="",
        shown=query_messages.with_caret(parsed),
        json={"message": query_messages.sentence(parsed, first), "errors": errors},
    )


class _Compiler:
    """Walks the tree; each node gives a condition or None when it asks nothing."""

    def __init__(self, fields: FieldCompiler, typed: Node | None) -> None:
        self.fields = fields
        self.db = fields.db
        self.corrected: dict[str, tuple[str, ...]] = {}
        self._last = _last_leaf(typed) if typed is not None else None

    def node(self, node: Node) -> str | None:
        """Give the condition of a node."""
        kind = node[0]
        if kind == "all":
            return None
        if kind in ("and", "or"):
            return self._joined(node, f" {str(kind).upper()} ")
        if kind == "not":
            inner = self.node(node[1])  # type: ignore[arg-type]  # the child of `not` is a node
            return None if inner is None else f"NOT ({inner})"
        if kind == "field":
            return self.fields.condition(node)
        if kind == "ticket":
            return self._number(str(node[1]))
        return self._words(node)

    def _joined(self, node: Node, operator: str) -> str | None:
        parts = [self.node(child) for child in node[1:] if isinstance(child, list)]  # type: ignore[arg-type]  # children are nodes
        kept = [part for part in parts if part is not None]
        if len(kept) < 2:
            return kept[0] if kept else None
        return f"({operator.join(kept)})"

    def _number(self, digits: str) -> str:
        """Compare a ticket number; one that no integer holds fits nothing."""
        if len(digits) > 18:
            return "1 = 0"
        return f"t.number = {self.fields.bind(int(digits))}"

    def _words(self, node: Node) -> str:
        """Give the condition that a leaf stands in the ticket's texts or is one of its keys."""
        group = query_match.leaf(self.db, node, is_prefix=node is self._last)
        self.corrected.update(group.corrected)
        match = self.fields.bind(group.match)
        if group.df > COMMON_DF:
            text = f"EXISTS (SELECT 1 FROM search_ticket WHERE search_ticket MATCH {match} AND rowid = t.id)"
        else:
            text = f"t.id IN (SELECT rowid FROM search_ticket WHERE search_ticket MATCH {match})"
        extra = self._key(node)
        return f"({extra} OR {text})" if extra else text

    def _key(self, node: Node) -> str:
        kind, value = node[0], str(node[1])
        if kind == "number":
            return self._number(value)
        if kind == "phone":
            return self._customers_of(f"~{value[-9:][::-1]}", "phone")
        if kind == "email":
            return self._customers_of(bare_address(value), "email")
        joined = fts_keys.plain("".join(str(part) for part in node[1:])) if kind == "phrase" else ""
        if joined and any(char.isdigit() for char in joined):
            number = str(node[2]) if len(node) == 3 and node[1] == "pv" else ""
            if number.isascii() and number.isdigit():
                return self._number(number)
        return ""

    def _customers_of(self, key: str, kind: str) -> str:
        low, high = self.fields.bind(key), self.fields.bind(key + "\U0010ffff")
        return (
            f"t.customer_id IN (SELECT target_id FROM search_key WHERE key >= {low} AND key < {high}"
            f" AND kind = '{kind}' AND target = 'customer')"
        )


def _last_leaf(node: Node) -> Node | None:
    """Give the last word of a tree, by identity: the one somebody may still be typing."""
    while node[0] in ("and", "or", "not"):
        node = node[-1]  # type: ignore[assignment]  # children are nodes
    return node if node[0] in ("word", "number") else None
