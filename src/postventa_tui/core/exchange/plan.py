"""The first reading of an import: every line judged, nothing written."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from postventa_tui.core.exchange.kinds import KINDS
from postventa_tui.core.exchange.lines import Line, LineError, Row, content_hash, links, read_line
from postventa_tui.core.exchange.report import MOST_ERRORS, Problem
from postventa_tui.core.exchange.source import RawLine, Source

Progress = Callable[[int], None]
PROGRESS_EVERY = 1000


class Known(Protocol):
    """What the judgement must know of the shop's file."""

    def has(self, kind: str, ext: str) -> bool:
        """Tell whether a row of that identity is there."""
        ...

    def state(self, kind: str, ext: str, content: str) -> str:
        """Give `new`, `same`, `changed` or `edited` for a line with that content mark."""
        ...

    def number_holder(self, number: int) -> str | None:
        """Give the identity of the ticket that holds `number`, if one does."""
        ...

    def taken_point(self, ext: str, row: Row) -> str | None:
        """Give the field of a contact point that cannot be read or is another customer's, with its code."""
        ...

    def own_keys(self, line: Line) -> str | None:
        """Give the field whose value another row holds already (a login, an SKU, a serial)."""
        ...

    def merged_into(self, kind: str, ext: str) -> str | None:
        """Give the identity that a stored row points at."""
        ...


class Plan:
    """Which lines go in, which do not, and where they stand in the file."""

    def __init__(self) -> None:
        self.meta: Row = {}
        self.read = 0
        self.skipped = 0
        self.problems: list[Problem] = []
        self.failed: set[int] = set()
        self.is_stopped = False
        self._numbers = {kind: array("q") for kind in KINDS}
        self._offsets = {kind: array("q") for kind in KINDS}

    def add(self, kind: str, raw: RawLine) -> None:
        """Keep the place of a line that is to be written."""
        self._numbers[kind].append(raw.number)
        self._offsets[kind].append(raw.offset)

    def fail(self, problem: Problem) -> None:
        """Note why a line is left out; the first reason of a line counts."""
        if problem.line in self.failed:
            return
        self.failed.add(problem.line)
        if len(self.problems) < MOST_ERRORS:
            self.problems.append(problem)

    def entries(self, kind: str) -> Iterator[tuple[int, int]]:
        """Give (line number, offset) of the good lines of a kind that have something to write."""
        for number, offset in zip(self._numbers[kind], self._offsets[kind], strict=True):
            if number not in self.failed:
                yield number, offset

    def count(self) -> int:
        """Give the number of lines to write."""
        return sum(1 for kind in KINDS for _entry in self.entries(kind))


class _Judge:
    """The state of one reading."""

    def __init__(self, known: Known, plan: Plan, *, overwrite: bool) -> None:
        self.known = known
        self.plan = plan
        self.overwrite = overwrite
        self.good: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.numbers: dict[int, str] = {}
        self.points: dict[tuple[str, str], str] = {}
        self.pointers: dict[tuple[str, str], tuple[int, str]] = {}
        self.waiting: list[tuple[Problem, str, str]] = []

    def take(self, raw: RawLine) -> None:
        """Judge one line."""
        line = self._read(raw)
        if line is None:
            return
        problem = self._own_fault(raw, line)
        if problem is not None:
            self.plan.fail(problem)
            return
        mark = content_hash(line.row)
        state = self.known.state(line.kind, line.ext, mark)
        self.good[line.kind].add(line.ext)
        if state == "same":
            self.plan.skipped += 1
            return
        if state == "edited" and not self.overwrite:
            self.plan.fail(Problem(raw.number, line.kind, line.ext, "edited_here", None))
            return
        self._link(raw, line)
        self.plan.add(line.kind, raw)

    def _read(self, raw: RawLine) -> Line | None:
        try:
            if raw.text is None:
                raise LineError("bad_json", None)
            line = read_line(raw.text)
        except LineError as error:
            self.plan.fail(Problem(raw.number, error.kind, error.ext, error.code, error.field))
            return None
        if line.kind == "meta":
            self.plan.fail(Problem(raw.number, "meta", None, "bad_value", "kind"))
            return None
        if line.ext in self.seen[line.kind]:
            self.plan.fail(Problem(raw.number, line.kind, line.ext, "duplicate_ext", "ext"))
            return None
        self.seen[line.kind].add(line.ext)
        return line

    def _own_fault(self, raw: RawLine, line: Line) -> Problem | None:
        if line.kind == "ticket":
            number = line.row.get("number")
            if isinstance(number, (int, float)):
                holder = self.numbers.setdefault(int(number), line.ext)
                if line.ext not in (holder, self.known.number_holder(int(number)) or line.ext) or holder != line.ext:
                    return Problem(raw.number, line.kind, line.ext, "number_taken", "number")
                if (self.known.number_holder(int(number)) or line.ext) != line.ext:
                    return Problem(raw.number, line.kind, line.ext, "number_taken", "number")
        if line.kind == "customer":
            field = self.known.taken_point(line.ext, line.row)
            if field is not None:
                code, _space, place = field.partition(" ")
                return Problem(raw.number, line.kind, line.ext, code, place)
        field = self.known.own_keys(line)
        if field is not None:
            return Problem(raw.number, line.kind, line.ext, "bad_value", field)
        return None

    def _link(self, raw: RawLine, line: Line) -> None:
        for link in links(line.kind, line.row):
            if link.ext not in self.good[link.kind] and not self.known.has(link.kind, link.ext):
                problem = Problem(raw.number, line.kind, line.ext, "missing_ref", link.field)
                self.waiting.append((problem, link.kind, link.ext))
        pointer = line.row.get("merged_into")
        if isinstance(pointer, str):
            self.pointers[line.kind, line.ext] = (raw.number, pointer)

    def settle(self, again: Callable[[], Iterable[RawLine]]) -> None:
        """Judge what needed the whole file: references forward, circles, and what falls with them."""
        lost: dict[str, set[str]] = {}
        for problem, kind, ext in self.waiting:
            if ext not in self.good[kind] and problem.line not in self.plan.failed:
                self._lose(problem, lost)
        for (kind, ext), (number, _target) in self.pointers.items():
            if self._is_in_circle(kind, ext):
                self._lose(Problem(number, kind, ext, "cycle", "merged_into"), lost)
        while lost:
            lost = self._fall(again(), lost)

    def _lose(self, problem: Problem, lost: dict[str, set[str]]) -> None:
        self.plan.fail(problem)
        kind, ext = str(problem.kind), str(problem.ext)
        self.good[kind].discard(ext)
        if not self.known.has(kind, ext):
            lost.setdefault(kind, set()).add(ext)

    def _is_in_circle(self, kind: str, ext: str) -> bool:
        at, steps = ext, 0
        passed: set[str] = set()
        while at not in passed:
            passed.add(at)
            held = self.pointers.get((kind, at))
            target = held[1] if held is not None else self.known.merged_into(kind, at)
            if target is None:
                return False
            if target == ext:
                return True
            at, steps = target, steps + 1
        return False

    def _fall(self, lines: Iterable[RawLine], lost: Mapping[str, set[str]]) -> dict[str, set[str]]:
        further: dict[str, set[str]] = {}
        for raw in lines:
            if raw.number in self.plan.failed or raw.text is None:
                continue
            line = read_line(raw.text)
            if line.kind == "meta" or line.ext not in self.good[line.kind]:
                continue
            for link in links(line.kind, line.row):
                if link.ext in lost.get(link.kind, ()):
                    problem = Problem(raw.number, line.kind, line.ext, "missing_ref", link.field)
                    self._lose(problem, further)
                    break
        return further


def make_plan(source: Source, known: Known, *, overwrite: bool = False, progress: Progress | None = None) -> Plan:
    """Give the plan of an import after one reading (more only when something fails that others refer to)."""
    plan = Plan()
    judge = _Judge(known, plan, overwrite=overwrite)
    for raw in source.lines():
        plan.read += 1
        if plan.read == 1:
            _take_meta(plan, raw)
            if plan.is_stopped:
                break
            continue
        judge.take(raw)
        if progress is not None and plan.read % PROGRESS_EVERY == 0:
            progress(raw.offset)
    if not plan.is_stopped:
        judge.settle(source.lines)
    if plan.read == 0:
        plan.fail(Problem(1, None, None, "missing_key", "format"))
        plan.is_stopped = True
    plan.problems.sort(key=lambda problem: problem.line)
    return plan


def _take_meta(plan: Plan, raw: RawLine) -> None:
    try:
        if raw.text is None:
            raise LineError("bad_json", None)
        line = read_line(raw.text)
    except LineError as error:
        plan.is_stopped = True
        plan.fail(Problem(raw.number, error.kind, error.ext, error.code, error.field))
        return
    if line.kind != "meta":
        plan.is_stopped = True
        plan.fail(Problem(raw.number, line.kind, line.ext, "missing_key", "format"))
        return
    plan.meta = line.row
