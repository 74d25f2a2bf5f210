"""In which order the mails of one run are taken: parents before answers, then by date, then by name.

So the grouping into tickets does not hang on file names.
Source: design, e-mail section 2.3.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import boxes, fields
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = 128 * 1024


class _Head(NamedTuple):
    """What decides about the place of one mail."""

    own_id: str
    refs: tuple[str, ...]
    at: int


def order(sources: Sequence[boxes.Source], now: int) -> list[int]:
    """Give the indexes of `sources` in the order they are handled.

    Args:
        now: For mails without a readable date, epoch seconds.
    """
    heads = [_head(source, now) for source in sources]
    first: dict[str, int] = {}
    for index in sorted(range(len(heads)), key=lambda i: (heads[i].at, sources[i].file)):
        if heads[index].own_id:
            first.setdefault(heads[index].own_id, index)
    waits = [0] * len(heads)
    children: list[list[int]] = [[] for _head_ in heads]
    for index, head in enumerate(heads):
        for parent in {first[ref] for ref in head.refs if ref in first} - {index}:
            children[parent].append(index)
            waits[index] += 1
    return _sorted(heads, sources, waits, children)


def _sorted(
    heads: list[_Head], sources: Sequence[boxes.Source], waits: list[int], children: list[list[int]]
) -> list[int]:
    """Kahn's walk with the earliest first; mails that name each other in a ring are taken by date."""

    def key(index: int) -> tuple[int, str, int]:
        return heads[index].at, sources[index].file, index

    ready = [key(index) for index, count in enumerate(waits) if count == 0]
    heapq.heapify(ready)
    rest = sorted((key(index) for index, count in enumerate(waits) if count > 0), reverse=True)
    done: set[int] = set()
    out: list[int] = []
    while len(out) < len(heads):
        if ready:
            index = heapq.heappop(ready)[2]
        else:
            index = rest.pop()[2]
        if index in done:
            continue
        done.add(index)
        out.append(index)
        for child in children[index]:
            waits[child] -= 1
            if waits[child] == 0 and child not in done:
                heapq.heappush(ready, key(child))
    return out


def _head(source: boxes.Source, now: int) -> _Head:
    try:
        raw = boxes.read(source, _HEAD)
    except OSError:
        return _Head("", (), now)
    head = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    end = min((at for at in (head.find(b"\n\n"), head.find(b"\n\r\n")) if at >= 0), default=len(head))
    found = fields.read(head[:end])
    return _Head(fields.message_id(found), fields.ids(found), fields.date_at(found, now)[0])
