"""Cut a query into words, phrases, fields and signs; nothing typed is refused here."""

from __future__ import annotations

import re

from postventa_tui.kit import query_fields
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import fold, tokens

QUOTES = {'"': '"', "“": "”", "«": "»"}
_OPERATORS = {"OR": "or", "O": "or", "AND": "and", "Y": "and", "NOT": "not"}
_NAME = re.compile(r"([^\W\d]\w*):")
_SIGNED = (">=", "<=", ">", "<", "=")


class Problem(NamedTuple):
    """What is wrong, or odd, at a place of the query (code points, half open)."""

    code: str
    start: int
    end: int
    suggest: tuple[str, ...] = ()


class Token(NamedTuple):
    """A piece of the query: `kind` is ( ) or and not minus word phrase phone field."""

    kind: str
    text: str
    start: int
    end: int
    name: str = ""
    typed: str = ""
    op: str = ""
    quoted: bool = False
    value_at: int = 0


class Lexer:
    """Walks over the query once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: list[Token] = []
        self.hints: list[Problem] = []

    def run(self) -> list[Token]:
        """Give the tokens; hints are in `hints`."""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char.isspace():
                self.at += 1
            elif char in "()":
                self._add(char, char, self.at, self.at + 1)
            elif char == "|":
                self._add("or", char, self.at, self.at + 1)
            elif char in QUOTES:
                start = self.at
                inside, end = self._quoted()
                self._add("phrase", inside, start, end)
            elif char == "-" and self._touches_unit():
                self._add("minus", char, self.at, self.at + 1)
            else:
                self._word()
        return self.found

    def _add(self, kind: str, text: str, start: int, end: int) -> None:
        self.found.append(Token(kind, text, start, end))
        self.at = end

    def _touches_unit(self) -> bool:
        """Say whether the dash here is single and a unit begins right after it."""
        if self.at and self.text[self.at - 1] == "-":
            return False
        following = self.text[self.at + 1 : self.at + 2]
        return bool(following) and not following.isspace() and following not in ")|-"

    def _quoted(self) -> tuple[str, int]:
        """Give the text between the quotes that open here, and where they end."""
        start = self.at
        closer = self.text.find(QUOTES[self.text[start]], start + 1)
        if closer < 0:
            self.hints.append(Problem("unclosed_quote", start, len(self.text)))
            return self.text[start + 1 :], len(self.text)
        return self.text[start + 1 : closer], closer + 1

    def _run_end(self, start: int) -> int:
        """Give where the run of signs and letters that begins at `start` ends."""
        end = start
        while end < len(self.text):
            char = self.text[end]
            if char.isspace() or char in "()|" or char in QUOTES:
                break
            end += 1
        return end

    def _word(self) -> None:
        start = self.at
        after_minus = bool(self.found) and self.found[-1].kind == "minus" and self.found[-1].end == start
        match = _NAME.match(self.text, start)
        if match:
            name = query_fields.NAMES.get(fold(match[1]))
            if name:
                self._field(match, name)
                return
        end = self._run_end(start)
        text = self.text[start:end]
        if ":" in text:
            self._unknown(text.partition(":")[0], start)
        kind = _OPERATORS.get(text, "word") if not after_minus else "word"
        self._add(kind, text, start, end)

    def _unknown(self, typed: str, start: int) -> None:
        from difflib import get_close_matches  # only for a name nobody knows

        close = get_close_matches(fold(typed), list(query_fields.NAMES), cutoff=0.75)
        if close:
            self.hints.append(Problem("unknown_field", start, start + len(typed), tuple(close)))

    def _field(self, match: re.Match[str], name: str) -> None:
        start, at = match.span()
        op = next((sign for sign in _SIGNED if self.text.startswith(sign, at)), "")
        value_at = at + len(op)
        self.at = value_at
        quoted = self.text[value_at : value_at + 1] in QUOTES and value_at < len(self.text)
        if quoted:
            value, end = self._quoted()
        else:
            end = self._run_end(value_at)
            value = self.text[value_at:end]
        self.found.append(Token("field", value, start, end, name, match[1], op, quoted, value_at))
        self.at = end


_PHONE_WORD = re.compile(r"[0-9./\-]*[0-9][0-9./\-]*")
_BETWEEN = re.compile(r"[./\-]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SHORTEST_PHONE, LONGEST_PHONE = 9, 15


def join_phones(found: list[Token]) -> list[Token]:
    """Give the tokens with words that together are one phone number made one token."""
    made: list[Token] = []
    at = 0
    while at < len(found):
        count = _phone_length(found, at)
        if not count:
            made.append(found[at])
            at += 1
            continue
        run = found[at : at + count]
        digits = _digits("".join(token.text for token in run))
        made.append(Token("phone", digits.removeprefix("00"), run[0].start, run[-1].end))
        at += count
    return made


def _digits(text: str) -> str:
    return "".join(char for char in fold(text) if "0" <= char <= "9")


def _phone_length(found: list[Token], at: int) -> int:
    """Give how many tokens from `at` on are one phone number; the longest run that fits."""
    longest = 1 if at and found[at - 1].kind == "minus" else len(found)
    best = total = 0
    for step, token in enumerate(found[at : at + longest]):
        text = fold(token.text)
        if step == 0:
            text = text.removeprefix("+")
        is_number = _PHONE_WORD.fullmatch(text) is not None and not _DAY.fullmatch(text)
        if token.kind != "word" or not (is_number or (step and _BETWEEN.fullmatch(text))):
            break
        total += len(_digits(text))
        if total > LONGEST_PHONE:
            break
        if is_number and total >= SHORTEST_PHONE:
            best = step + 1
    return best


def drop_signs(found: list[Token]) -> list[Token]:
    """Give the tokens without words that have neither letter nor digit, and without operators left alone by it."""
    kept = [token for token in found if token.kind != "word" or tokens(token.text)]
    made: list[Token] = []
    for at in range(len(kept) - 1, -1, -1):
        token = kept[at]
        following = made[-1] if made else None
        if token.kind == "minus" and (following is None or following.start != token.end):
            continue
        if token.kind == "not" and (following is None or following.kind in (")", "or", "and")):
            continue
        made.append(token)
    return made[::-1]
