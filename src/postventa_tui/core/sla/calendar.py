"""Exact arithmetic on opening hours (B2, B6 to B9): blocks of open spans and bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla import offsets
from postventa_tui.core.sla.hours import BusinessCalendar, Hours, Span
from postventa_tui.core.sla.offsets import BLOCK_S, DAY_S
from postventa_tui.kit import clock
from postventa_tui.kit.errors import SlaError
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HORIZON_S", "LAST_INSTANT", "BusinessCalendar", "WorkCalendar"]

HORIZON_S: Final = 157_766_400
LAST_INSTANT: Final = 4_102_444_800


class _Block(NamedTuple):
    """Open spans of one block, with the open seconds before each and after each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    after: list[int]
    total: int

    def open_before(self, t: int) -> int:
        """Give the open seconds of the block before `t`."""
        index = bisect_right(self.starts, t) - 1
        if index < 0:
            return 0
        end = self.ends[index]
        return self.after[index] if t >= end else self.before[index] + t - self.starts[index]


class WorkCalendar:
    """Arithmetic on the open seconds of one calendar; immutable, build it once and keep it."""

    def __init__(self, model: BusinessCalendar) -> None:
        self.model = model
        self.zone = model.zone
        self._blocks: dict[int, _Block] = {}
        full = ((0, DAY_S),)
        self._always = all(hours == full for hours in (*model.weekly, *model.overrides.values()))
        wrapped = [hours[-1] if hours and hours[-1][1] < hours[-1][0] else None for hours in model.weekly]
        self._own = [_own_hours(hours) for hours in model.weekly]
        self._tail = [0 if wrap is None else wrap[1] for wrap in wrapped]
        self._with_tail = [
            _united(((0, self._tail[index - 1]), *hours)) if self._tail[index - 1] else hours
            for index, hours in enumerate(self._own)
        ]

    def is_open(self, t: int) -> bool:
        """Say whether `t` lies in the opening hours (B2, B3).

        Raises:
            SlaError: `range`.
        """
        _check_range(t)
        return self._always or self._span_at(t) is not None

    def between(self, a: int, b: int) -> int:
        """Give the open seconds in [a, b) (B7).

        Raises:
            SlaError: `range`, `reversed`.
        """
        if not (0 <= a <= b <= LAST_INSTANT):
            _check_range(a)
            _check_range(b)
            raise SlaError("reversed")
        return self._between(a, b)

    def add(self, t: int, n: int) -> int:
        """Give the earliest instant with `n` open seconds between `t` and it (B8).

        Raises:
            SlaError: `range`, `negative`, `never`.
        """
        if not 0 <= t <= LAST_INSTANT:
            raise SlaError("range")
        if n < 0:
            raise SlaError("negative")
        if n == 0:
            return t
        if self._always:
            if n > HORIZON_S:
                raise SlaError("never")
            return t + n
        number, limit = t // BLOCK_S, t + HORIZON_S
        block = self._block(number)
        n += block.open_before(t)
        while n > block.total:
            n -= block.total
            number += 1
            if number * BLOCK_S >= limit:
                raise SlaError("never")
            block = self._block(number)
        index = bisect_left(block.after, n)
        end = block.starts[index] + n - block.before[index]
        if end > limit:
            raise SlaError("never")
        return end

    def next_open(self, t: int) -> int:
        """Give `t` when it is open, else the earliest open instant after it (B8).

        Raises:
            SlaError: `range`, `never`.
        """
        _check_range(t)
        if self._always or self._span_at(t) is not None:
            return t
        limit = t + HORIZON_S
        for start, _end in self._raw_spans(t, limit):
            return start
        raise SlaError("never")

    def next_close(self, t: int) -> int:
        """Give the first closed instant from `t` on (B8).

        Raises:
            SlaError: `range`, `never`.
        """
        _check_range(t)
        if self._always:
            raise SlaError("never")
        limit = t + HORIZON_S
        close = t
        for start, end in self._raw_spans(t, limit):
            if start > close:
                break
            close = end
        if close >= limit:
            raise SlaError("never")
        return close

    def spans(self, a: int, b: int) -> list[Span]:
        """Give the merged open spans inside [a, b).

        Raises:
            SlaError: `range`, `reversed`.
        """
        _check_range(a)
        _check_range(b)
        if b < a:
            raise SlaError("reversed")
        if self._always:
            return [(a, b)] if a < b else []
        merged: list[Span] = []
        for start, end in self._raw_spans(a, b):
            if merged and merged[-1][1] == start:
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((start, end))
        return merged

    def offset_at(self, t: int) -> int:
        """Give the UTC offset of the zone at `t`, in seconds."""
        return offsets.offset_at(clock.zone(self.zone), t)

    def _between(self, a: int, b: int) -> int:
        if self._always:
            return b - a
        first, last = a // BLOCK_S, b // BLOCK_S
        counted = self._block(last).open_before(b) - self._block(first).open_before(a)
        for number in range(first, last):
            counted += self._block(number).total
        return counted

    def _span_at(self, t: int) -> Span | None:
        block = self._block(t // BLOCK_S)
        index = bisect_right(block.starts, t) - 1
        if index < 0 or t >= block.ends[index]:
            return None
        return block.starts[index], block.ends[index]

    def _raw_spans(self, a: int, b: int) -> Iterator[Span]:
        """Give open spans clipped to [a, b); a span over the edge of two blocks comes in two parts."""
        for number in range(a // BLOCK_S, (b - 1) // BLOCK_S + 1):
            block = self._block(number)
            index = max(0, bisect_right(block.starts, a) - 1)
            for start, end in zip(block.starts[index:], block.ends[index:], strict=True):
                if start >= b:
                    return
                if end > a:
                    yield max(start, a), min(end, b)

    def _block(self, number: int) -> _Block:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._build(number)
        return block

    def _build(self, number: int) -> _Block:
        """Walk the civil dates of each stretch of constant offset, clip and join (section 7)."""
        starts: list[int] = []
        ends: list[int] = []
        for since, upto, offset in offsets.stretches(self.zone, number):
            for day in range((since + offset) // DAY_S, (upto - 1 + offset) // DAY_S + 1):
                midnight = day * DAY_S - offset
                for low, high in self._day_hours(day):
                    start, end = max(midnight + low, since), min(midnight + high, upto)
                    if start >= end:
                        continue
                    if ends and ends[-1] == start:
                        ends[-1] = end
                    else:
                        starts.append(start)
                        ends.append(end)
        before: list[int] = []
        after: list[int] = []
        total = 0
        for start, end in zip(starts, ends, strict=True):
            before.append(total)
            total += end - start
            after.append(total)
        return _Block(starts, ends, before, after, total)

    def _day_hours(self, day: int) -> Hours:
        """Give the hours of a civil date: override, else weekly and the tail of the day before (B4, B5)."""
        overrides = self.model.overrides
        own = overrides.get(day)
        if own is not None:
            return own
        weekday = (day + 3) % 7
        if self._tail[weekday - 1] and day - 1 not in overrides:
            return self._with_tail[weekday]
        return self._own[weekday]


def _check_range(t: int) -> None:
    if not 0 <= t <= LAST_INSTANT:
        raise SlaError("range")


def _own_hours(hours: Hours) -> Hours:
    """Give the part of a weekday's hours before midnight."""
    return tuple((start, DAY_S if end < start else end) for start, end in hours)


def _united(hours: Hours) -> Hours:
    """Join hours that overlap, so that nothing counts twice."""
    united: list[Span] = []
    for start, end in sorted(hours):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)
