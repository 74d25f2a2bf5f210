"""The query language of search, queue, views, rules and the filter box: text in, syntax tree out, no database.

Nothing typed is a crash: what cannot be meant is an error with its place, what is odd a hint, and the rest runs.
Source: design, search section 4.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from postventa_tui.kit import query_fields, query_lexer
from postventa_tui.kit.query_lexer import Problem, Token
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import fold, tokens

Node: TypeAlias = "list[str | int | list[str] | Node]"
"""A list with the operator first; the leaves are words, numbers and lists of values."""

LONGEST = 1000
MOST_TERMS = 64
DEEPEST = 20

_TICKET = re.compile(r"#?pv-?([0-9]+)|#([0-9]+)")
_ENDS = re.compile(r"^[^\w@]+|[^\w@]+$")


def as_json(problem: Problem) -> dict[str, object]:
    """Give an error or hint as the answers have it."""
    return {"code": problem.code, "start": problem.start, "end": problem.end, "suggest": list(problem.suggest)}


class Parsed(NamedTuple):
    """A query as it was read."""

    text: str
    ast: Node
    errors: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()
    is_prefix: bool = False
    """Whether the last word ends in `*`."""

    @property
    def ok(self) -> bool:
        """Whether the query runs."""
        return not self.errors


def parse(text: str) -> Parsed:
    """Read a query; never raises."""
    if len(text) > LONGEST:
        return _refused(text, Problem("too_long", LONGEST, len(text)))
    lexer = query_lexer.Lexer(text)
    found = query_lexer.drop_signs(query_lexer.join_phones(lexer.run()))
    over = _limits(text, found)
    if over is not None:
        return _refused(text, over)
    return _Parser(text, found, lexer.hints).run()


def _refused(text: str, error: Problem) -> Parsed:
    return Parsed(text, ["all"], (error,))


def _limits(text: str, found: list[Token]) -> Problem | None:
    """Give the first limit that is passed, None when all hold."""
    terms = depth = 0
    for token in found:
        if token.kind == "(":
            depth += 1
            if depth > DEEPEST:
                return Problem("too_deep", token.start, token.end)
        elif token.kind == ")":
            depth = max(0, depth - 1)
        elif token.kind in ("word", "phone", "field") or (token.kind == "phrase" and tokens(token.text)):
            terms += 1
            if terms > MOST_TERMS:
                return Problem("too_many_terms", token.start, len(text))
    return None


class _Parser:
    """Builds the tree from tokens by recursive descent; its depth is bounded by `DEEPEST`."""

    def __init__(self, text: str, found: list[Token], hints: list[Problem]) -> None:
        self.text = text
        self.found = found
        self.at = 0
        self.errors: list[Problem] = []
        self.hints = hints

    def run(self) -> Parsed:
        """Give the whole query."""
        ast = self._query(None) or ["all"]
        words = [token for token in self.found if token.kind not in "()"]
        is_prefix = bool(words) and words[-1].kind == "word" and self.text.rstrip().endswith("*")
        return Parsed(self.text, ast, _placed(self.errors), _placed(self.hints), is_prefix)

    def _peek(self) -> Token | None:
        return self.found[self.at] if self.at < len(self.found) else None

    def _query(self, opened: Token | None) -> Node | None:
        """Read up to the `)` that closes `opened`, or to the end."""
        items: list[Node] = []
        while (token := self._peek()) is not None:
            if token.kind == ")" and opened is not None:
                self.at += 1
                return _joined("and", items)
            if token.kind in (")", "and", "or"):
                self.at += 1
                if token.kind != "and":
                    code = "dangling_or" if token.kind == "or" else "unbalanced_paren"
                    self.hints.append(Problem(code, token.start, token.end))
                continue
            item = self._item()
            if item is not None:
                items.append(item)
        if opened is not None:
            self.hints.append(Problem("unclosed_paren", opened.start, opened.end))
        return _joined("and", items)

    def _item(self) -> Node | None:
        """Read a unit and those that OR joins to it."""
        units = [self._unit()]
        while (sign := self._next_or()) is not None:
            if self._starts_unit():
                units.append(self._unit())
            else:
                self.hints.append(Problem("dangling_or", sign.start, sign.end))
                break
        return _joined("or", [unit for unit in units if unit is not None])

    def _next_or(self) -> Token | None:
        """Take the ORs that follow, which count as one; AND before them is ignored."""
        at = self.at
        while at < len(self.found) and self.found[at].kind == "and":
            at += 1
        if at == len(self.found) or self.found[at].kind != "or":
            return None
        first = self.found[at]
        while at < len(self.found) and self.found[at].kind == "or":
            at += 1
        self.at = at
        return first

    def _starts_unit(self) -> bool:
        token = self._peek()
        return token is not None and token.kind not in (")", "and", "or")

    def _unit(self) -> Node | None:
        negative = False
        while (token := self._peek()) is not None and token.kind in ("not", "minus"):
            negative = not negative
            self.at += 1
        if token is None:
            return None
        self.at += 1
        node = self._query(token) if token.kind == "(" else self._leaf(token)
        return _not(node) if negative and node is not None else node

    def _leaf(self, token: Token) -> Node | None:
        if token.kind == "field":
            return _FieldReader(token, self.errors).read()
        if token.kind == "phone":
            return ["phone", token.text]
        words = tokens(token.text)
        if token.kind == "phrase":
            exact: Node = ["word", words[0], "exact"] if len(words) == 1 else ["phrase", *words]
            return exact if words else None
        return read_word(token.text)


def _placed(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.start, problem.end, problem.code)))


def _joined(operator: str, nodes: list[Node]) -> Node | None:
    """Give nodes under one operator, flat; one alone stands for itself."""
    flat: list[Node] = []
    for node in nodes:
        if node[0] == operator:
            flat += [child for child in node[1:] if isinstance(child, list)]  # type: ignore[misc]  # children are nodes
        else:
            flat.append(node)
    if len(flat) <= 1:
        return flat[0] if flat else None
    return [operator, *flat]


def _not(node: Node) -> Node:
    if node[0] == "not" and isinstance(node[1], list):
        return node[1]  # type: ignore[return-value]  # the child of `not` is a node
    return ["not", node]


def read_word(text: str) -> Node | None:
    """Read one bare word: ticket, e-mail, number, word, or a phrase when signs stand inside; None for signs only."""
    folded = fold(text)
    ticket = _TICKET.fullmatch(folded)
    if ticket:
        return ["ticket", int(ticket[1] or ticket[2])]
    words = tokens(text)
    if not words:
        return None
    if folded.count("@") == 1:
        return ["email", _ENDS.sub("", folded)]
    if len(words) > 1:
        return ["phrase", *words]
    if len(words[0]) <= 8 and words[0].isascii() and words[0].isdigit():
        return ["number", words[0]]
    return ["word", words[0]]


class _FieldReader:
    """Reads the value of one field; what is wrong goes to `errors` and the field is left out."""

    def __init__(self, token: Token, errors: list[Problem]) -> None:
        self.token = token
        self.field = query_fields.FIELDS[token.name]
        self.errors = errors
        self.failed = False

    def read(self) -> Node | None:
        """Give the field's node, None after an error."""
        token = self.token
        if not token.text.strip() or (not token.quoted and not token.text.strip(",")):
            return self._none("missing_value", token.start, token.end)
        is_range = not token.quoted and self.field.kind == "date" and ".." in token.text
        is_list = not token.quoted and "," in token.text and self.field.kind not in ("day", "age")
        if token.op not in ("", "=") and (not self.field.ordered or is_list or is_range):
            place = token.value_at - len(token.op)
            return self._none("bad_operator", place, token.value_at)
        if is_range:
            return self._range()
        return self._list() if is_list else self._single()

    def _fail(self, code: str, start: int, end: int, suggest: tuple[str, ...] = ()) -> None:
        self.errors.append(Problem(code, start, end, suggest))
        self.failed = True

    def _none(self, code: str, start: int, end: int) -> Node | None:
        """Note an error and give no node."""
        self._fail(code, start, end)
        return None

    def _single(self) -> Node | None:
        token = self.token
        start = token.value_at + (1 if token.quoted else 0)
        value = self._value(token.text, start)
        if self.failed:
            return None
        if not value:
            return self._none("missing_value", token.start, token.end)
        name, op = query_fields.MOMENTS.get(token.name, (token.name, token.op or "="))
        return ["field", name, op, value]

    def _list(self) -> Node | None:
        values: list[str] = []
        at = self.token.value_at
        for part in self.token.text.split(","):
            value = self._value(part, at) if part.strip() else ""
            if not value and not any(error.start == at for error in self.errors):
                self._fail("missing_value", at, at)
            values.append(value)
            at += len(part) + 1
        if self.failed:
            return None
        values = list(dict.fromkeys(values))
        name = self.token.name
        return ["field", name, "in", values] if len(values) > 1 else ["field", name, "=", values[0]]

    def _range(self) -> Node | None:
        left, _, right = self.token.text.partition("..")
        ends = []
        for part, at in ((left, self.token.value_at), (right, self.token.value_at + len(left) + 2)):
            ends.append("*" if part in ("", "*") else self._moment(part, at))
        if self.failed:
            return None
        if ends == ["*", "*"]:
            return self._none("missing_value", self.token.start, self.token.end)
        return ["field", self.token.name, "range", *ends]

    def _value(self, text: str, start: int) -> str:
        """Give one value as the AST has it; "" after an error or for nothing."""
        kind = self.field.kind
        if kind in ("date", "day", "age"):
            return self._moment(text, start)
        if kind == "list":
            return self._listed(text, start)
        folded = " ".join(fold(text).split())
        if kind == "tag":
            return folded.removeprefix("#")
        if kind == "login":
            folded = folded.removeprefix("@")
            return query_fields.find_value(self.field, folded) or folded
        return folded

    def _moment(self, text: str, start: int) -> str:
        from postventa_tui.kit import query_dates  # a search for words needs no calendar

        moment = query_dates.read(text, ages=self.field.kind != "day", dates=self.field.kind != "age")
        if moment.error:
            self._fail(moment.error, start, start + len(text), moment.suggest)
        return moment.value

    def _listed(self, text: str, start: int) -> str:
        value = query_fields.find_value(self.field, text)
        if value is not None:
            return value
        spanish = query_fields.is_spanish(fold(self.token.typed))
        suggest = query_fields.spellings(self.field, text, spanish=spanish)
        self._fail("bad_value", start, start + len(text), suggest)
        return ""
