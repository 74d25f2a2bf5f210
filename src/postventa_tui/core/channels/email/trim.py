"""What of a mail is the writer's own: offsets into the whole text, never a change of it.

Works on lines, from the end: only what trails is left out, so an answer between quotes or below one stays. Every
pattern is anchored and bounded and sees at most 400 characters of a line.
Source: design, e-mail section 6.2; client forms in the open mail corpus.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import marks
from postventa_tui.core.channels.email.limits import MAX_TRIM_LINES, TRIM_ALL_LINES
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN, BLANK, QUOTE, SIGNATURE = range(4)
_SIGNATURE_TAIL_LINES = 15
_NOT_BLANK = re.compile(r"\S")


class Trim(NamedTuple):
    """The offsets between which the writer's own words stand."""

    start: int
    end: int


def trim(text: str, quoted: Sequence[tuple[int, int]] = (), *, is_forward: bool = False) -> Trim:
    """Give the offsets of the writer's own words in `text`; all of it when nothing would be left.

    Args:
        text: The whole text, line ends `\\n`.
        quoted: Offsets of what the HTML marked as quoted.
        is_forward: Whether the subject says so; then blocks of headers are content.
    """
    first = _NOT_BLANK.search(text)
    if first is None:
        return Trim(0, len(text))
    lines = text.split("\n")
    limit = MAX_TRIM_LINES if len(lines) > TRIM_ALL_LINES else len(lines)
    kinds = _Lines(lines[:limit], quoted, is_forward).kinds()
    last = max((index for index, kind in enumerate(kinds) if kind == OWN), default=-1)
    if last < 0 or (limit < len(lines) and last == limit - 1):
        return Trim(0, len(text))
    end = sum(map(len, lines[: last + 1])) + last
    if first.start() >= end:
        return Trim(0, len(text))
    return Trim(text.rfind("\n", 0, first.start()) + 1, end)


class _Lines:
    """Walks the lines once from the top and says of each what it is."""

    def __init__(self, lines: list[str], quoted: Sequence[tuple[int, int]], is_forward: bool) -> None:
        self.lines = lines
        self.is_forward = is_forward
        self.in_html_quote = _flags(lines, quoted)
        self.has_html_marks = bool(quoted)
        self.found = [OWN] * len(lines)

    def kinds(self) -> list[int]:
        """Give the kind of each line."""
        at = 0
        while at < len(self.lines):
            at = self._one(at)
        return self.found

    def _one(self, at: int) -> int:
        """Say what line `at` is, and give the next one to look at."""
        line = self.lines[at][: marks.LINE_CAP]
        if not line or line.isspace():
            self.found[at] = BLANK
            return at + 1
        if self._begins_forward(at, line):
            return len(self.lines)
        if line.lstrip(" ")[:1] in (">", "|") or self.in_html_quote[at]:
            self.found[at] = QUOTE
            return at + 1
        return self._mark(at, line)

    def _mark(self, at: int, line: str) -> int:
        if not self.is_forward and marks.begins_header_block(self.lines, at):
            return self._rest(at)
        width = marks.attribution(self.lines, at)
        if width:
            following = self._next_text(at + width)
            if following is None or not self._is_quote(following):
                # An attribution without any quote mark: all after it is the quoted mail, unless HTML knows better.
                return self._rest(at) if not self.has_html_marks else self._fill(at, at + width, QUOTE)
            return self._fill(at, at + width, QUOTE)
        if marks.is_signature(line, is_near_end=at >= len(self.lines) - _SIGNATURE_TAIL_LINES):
            return self._signature(at)
        if marks.is_mobile(line):
            self.found[at] = SIGNATURE
            return at + 1
        if marks.begins_legal(line) and (at == 0 or not self.lines[at - 1].strip()):
            return self._paragraph(at)
        return at + 1

    def _begins_forward(self, at: int, line: str) -> bool:
        if not marks.is_forward(line):
            return False
        # Inside a block the HTML marks as quoted, only a block that begins with the marker is a forward.
        if not self.in_html_quote[at]:
            return True
        before = at - 1
        while before >= 0 and not self.lines[before].strip():
            before -= 1
        return before < 0 or not self.in_html_quote[before]

    def _is_quote(self, at: int) -> bool:
        return self.lines[at].lstrip(" ")[:1] in (">", "|") or self.in_html_quote[at]

    def _next_text(self, at: int) -> int | None:
        while at < len(self.lines):
            if self.lines[at].strip():
                return at
            at += 1
        return None

    def _rest(self, at: int) -> int:
        return self._fill(at, len(self.lines), QUOTE)

    def _fill(self, at: int, end: int, kind: int) -> int:
        for index in range(at, min(end, len(self.lines))):
            self.found[index] = kind
        return end

    def _signature(self, at: int) -> int:
        """A signature goes on to the next quote, attribution or block of headers."""
        end = at + 1
        while end < len(self.lines):
            if self._is_quote(end) or marks.attribution(self.lines, end) or marks.is_forward(self.lines[end]):
                break
            if marks.begins_header_block(self.lines, end):
                break
            end += 1
        return self._fill(at, end, SIGNATURE)

    def _paragraph(self, at: int) -> int:
        end = at
        while end < len(self.lines) and self.lines[end].strip() and not self._is_quote(end):
            end += 1
        return self._fill(at, end, SIGNATURE)


def _flags(lines: list[str], quoted: Sequence[tuple[int, int]]) -> list[bool]:
    flags = [False] * len(lines)
    if not quoted:
        return flags
    spans = iter(sorted(quoted))
    span = next(spans, None)
    offset = 0
    for index, line in enumerate(lines):
        while span is not None and span[1] <= offset:
            span = next(spans, None)
        flags[index] = span is not None and span[0] <= offset + len(line) // 2 < span[1] and bool(line)
        offset += len(line) + 1
    return flags
