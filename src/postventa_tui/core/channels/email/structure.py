"""The parts of a mail, found in one pass over its lines, without recursion.

The parser of the standard library makes a list of all lines and calls itself for each level: 25 MB cost 236 MB,
and a thousand levels a RecursionError. Here a part is a pair of offsets, so a bomb costs no more than its bytes.
Field values and parameters are read with the standard library (`fields`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import fields
from postventa_tui.core.channels.email.limits import MAX_DEPTH, MAX_PARTS, Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterator

_DASHES = re.compile(rb"^--([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_HEADER_LINE = re.compile(rb"(?!--)(?:[!-9;-~]+[ \t]*:|[ \t]|>?From )[^\n]*(?:\n|\Z)")
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r?\n)+")
_MAX_DASH_LINES = 1_000_000
_BOM = b"\xef\xbb\xbf"
_MESSAGE_TYPES = ("message/rfc822", "message/global")
_IDENTITY = ("", "7bit", "8bit", "binary")


class Node:
    """One part: its own fields, the offsets of its body in the mail, and the parts inside."""

    __slots__ = ("body_end", "body_start", "boundary", "children", "depth", "fields", "head_start", "mime")

    def __init__(self, head_start: int, depth: int, default_type: str) -> None:
        self.head_start = head_start
        self.body_start = head_start
        self.body_end = head_start
        self.depth = depth
        self.fields = fields.NO_FIELDS
        self.mime = default_type
        self.boundary = b""
        self.children: list[Node] = []

    @property
    def is_container(self) -> bool:
        """Whether this is a multipart with at least one part inside."""
        return bool(self.children) and self.mime.startswith("multipart/")

    def walk(self) -> Iterator[Node]:
        """Give this part and all inside, in the order of the mail; parts of an enclosed message are left out."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            if node.is_container:
                todo.extend(reversed(node.children))


def parsed_copy(raw: bytes) -> bytes:
    """Give `raw` as it is read: without BOM and leading empty lines, with line feeds where it has only returns."""
    copy = raw.removeprefix(_BOM)
    if b"\n" not in copy and b"\r" in copy:
        copy = copy.replace(b"\r", b"\n")
    blank = _BLANK_LINES.match(copy)
    return copy[blank.end() :] if blank else copy


def read(copy: bytes) -> Node:
    """Give the root of the parts of `copy`.

    Raises:
        Quarantined: `too_deep` over 100 levels, `too_many_parts` over 2,000 parts.
    """
    return _Reader(copy).run()


class _Reader:
    """The walk over all lines that begin with two dashes, with the open parts on a stack."""

    def __init__(self, copy: bytes) -> None:
        self.copy = copy
        self.parts = 0
        self.stack: list[Node] = []
        self.open: dict[bytes, int] = {}

    def run(self) -> Node:
        """Give the tree of parts."""
        root = self._part(0, len(self.copy), "text/plain")
        if not self.open:
            self._close(0, len(self.copy))
            return root
        for count, match in enumerate(_DASHES.finditer(self.copy, root.body_start)):
            if count > _MAX_DASH_LINES:
                raise Quarantined("too_many_parts")
            self._delimiter(match)
            if not self.open:
                break
        self._close(0, len(self.copy))
        return root

    def _delimiter(self, match: re.Match[bytes]) -> None:
        word = match.group(1)
        level = self.open.get(word)
        is_end = level is None and word.endswith(b"--")
        if is_end:
            level = self.open.get(word[:-2])
        # A line inside the header of a part that has begun is no delimiter of it.
        if level is None or match.start() < self.stack[-1].head_start:
            return
        end = match.start()
        if end and self.copy[end - 1] == 0x0A:
            end -= 2 if self.copy[end - 2 : end - 1] == b"\r" else 1
        self._close(level + 1, end)
        if is_end:
            self._close(level, end)
            return
        parent = self.stack[level]
        following = min(match.end() + 1, len(self.copy))
        default = "message/rfc822" if parent.mime == "multipart/digest" else "text/plain"
        self._part(following, len(self.copy), default)

    def _close(self, level: int, end: int) -> None:
        """Close all parts at `level` of the stack and above: their bodies end at `end`."""
        while len(self.stack) > level:
            node = self.stack.pop()
            node.body_end = max(end, node.body_start)
            if node.boundary:
                self.open.pop(node.boundary, None)

    def _part(self, start: int, limit: int, default_type: str) -> Node:
        """Read the fields at `start` and push the part, and the message it encloses, on the stack."""
        first = node = self._push(start, default_type)
        while node.mime in _MESSAGE_TYPES and _encoding(node) in _IDENTITY and node.body_start < limit:
            if _DASHES.match(self.copy, node.body_start):
                break
            node = self._push(node.body_start, "text/plain")
        return first

    def _push(self, start: int, default_type: str) -> Node:
        node = Node(start, len(self.stack), default_type)
        self.parts += 1
        if node.depth > MAX_DEPTH:
            raise Quarantined("too_deep")
        if self.parts > MAX_PARTS + 1:
            raise Quarantined("too_many_parts")
        end, node.body_start = _header_end(self.copy, start)
        node.fields = fields.read(self.copy[start:end])
        node.mime = fields.content_type(node.fields, default_type)
        if node.mime.startswith("multipart/"):
            boundary = fields.boundary(node.fields)
            if boundary and boundary not in self.open:
                node.boundary = boundary
                self.open[boundary] = len(self.stack)
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)
        return node


def _encoding(node: Node) -> str:
    return fields.transfer_encoding(node.fields)


def _header_end(copy: bytes, start: int) -> tuple[int, int]:
    """Give the end of the fields that begin at `start`, and the start of the body after them."""
    at = start
    while True:
        line = _HEADER_LINE.match(copy, at)
        if line is None or line.end() == at:
            break
        # A line of blanks inside a folded field goes on; before a body it ends the fields.
        if line.group().isspace() and _HEADER_LINE.match(copy, line.end()) is None:
            return at, line.end()
        at = line.end()
    if copy.startswith(b"\r\n", at):
        return at, at + 2
    if copy.startswith(b"\n", at):
        return at, at + 1
    return at, at
