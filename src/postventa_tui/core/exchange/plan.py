"""The first reading of an import: every line judged, nothing written."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from postventa_tui.core.exchange.claims import claims, unreadable_point, whole
from postventa_tui.core.exchange.kinds import KINDS
from postventa_tui.core.exchange.lines import Line, LineError, Row, content_hash, links, read_line
from postventa_tui.core.exchange.mapping import epoch
from postventa_tui.core.exchange.report import MOST_ERRORS, Problem
from postventa_tui.core.exchange.source import RawLine, Source

Progress = Callable[[int], None]
PROGRESS_EVERY = 1000
NAMED = frozenset(link.kind for kind in KINDS.values() for link in kind.refs)
"""Kinds that other lines name: only of these the good ones are kept in mind, of a million contacts none."""


class Known(Protocol):
    """What the judgement must know of the shop's file."""

    lang: str

    def begin(self, source: str) -> None:
        """Learn the `source` of the file."""
        ...

    def has(self, kind: str, ext: str) -> bool:
        """Tell whether a row of that identity is there."""
        ...

    def state(self, line: Line, content: Callable[[], str]) -> str:
        """Give `new`, `same`, `changed` or `edited` for a line; `content` makes its content mark when needed."""
        ...

    def is_taken(self, space: str, value: str, line: Line) -> bool:
        """Tell whether a stored row that is not this line's holds the value."""
        ...

    def erased_point(self, line: Line) -> str | None:
        """Give the field of a contact point whose person was erased here, or None."""
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
        self.changed = 0
        self.top_number = 0
        self.problems: list[Problem] = []
        self.failed: set[int] = set()
        self.is_stopped = False
        self._numbers = {kind: array("q") for kind in KINDS}
        self._offsets = {kind: array("q") for kind in KINDS}
        self._created = array("q")

    def add(self, line: Line, raw: RawLine) -> None:
        """Keep the place of a line that is to be written."""
        self._numbers[line.kind].append(raw.number)
        self._offsets[line.kind].append(raw.offset)
        if line.kind == "ticket":
            self._created.append(epoch(line.row["created_at"]) or 0)
            self.top_number = max(self.top_number, whole(line.row.get("number")) or 0)

    def fail(self, problem: Problem) -> None:
        """Note why a line is left out; the first reason of a line counts."""
        if problem.line in self.failed:
            return
        self.failed.add(problem.line)
        if len(self.problems) < MOST_ERRORS:
            self.problems.append(problem)

    def entries(self, kind: str) -> Iterator[tuple[int, int]]:
        """Give (line number, offset) of the good lines of a kind that have something to write.

        Tickets come by time of creation, then line: in this order those without a number are given theirs.
        """
        numbers, offsets = self._numbers[kind], self._offsets[kind]
        order = range(len(numbers))
        for index in sorted(order, key=self._created.__getitem__) if kind == "ticket" else order:
            if numbers[index] not in self.failed:
                yield numbers[index], offsets[index]

    def count(self) -> int:
        """Give the number of lines to write."""
        return sum(1 for kind in KINDS for _entry in self.entries(kind))


class _Judge:
    """The state of one reading."""

    def __init__(self, known: Known, plan: Plan, *, overwrite: bool) -> None:
        self.known = known
        self.plan = plan
        self.overwrite = overwrite
        self.good: dict[str, set[str]] = {kind: set() for kind in NAMED}
        self.seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.claimed: dict[tuple[str, str], str] = {}
        self.pointers: dict[tuple[str, str], tuple[int, str]] = {}
        self.waiting: list[tuple[Problem, str, str]] = []

    def take(self, raw: RawLine, beside: Callable[[str], object]) -> None:
        """Judge one line."""
        line = self._read(raw)
        if line is None:
            return
        fault = self._own_fault(line, beside)
        if fault is not None:
            self._fail(raw, line, *fault)
            return
        state = self.known.state(line, lambda: content_hash(line.row))
        if line.kind in NAMED:
            self.good[line.kind].add(line.ext)
        if state == "same":
            self.plan.skipped += 1
        elif state == "edited" and not self.overwrite:
            self._fail(raw, line, "edited_here", None)
        else:
            self._link(raw, line)
            self.plan.add(line, raw)
            self.plan.changed += state != "new"

    def _fail(self, raw: RawLine, line: Line, code: str, field: str | None) -> None:
        self.plan.fail(Problem(raw.number, line.kind, line.ext or None, code, field))

    def _read(self, raw: RawLine) -> Line | None:
        try:
            if raw.text is None:
                raise LineError("bad_json", None)
            line = read_line(raw.text)
        except LineError as error:
            self.plan.fail(Problem(raw.number, error.kind, error.ext, error.code, error.field))
            return None
        if line.kind == "meta":
            self._fail(raw, line, "bad_value", "kind")
            return None
        if line.ext in self.seen[line.kind]:
            self._fail(raw, line, "duplicate_ext", "ext")
            return None
        self.seen[line.kind].add(line.ext)
        return line

    def _own_fault(self, line: Line, beside: Callable[[str], object]) -> tuple[str, str] | None:
        field = unreadable_point(line)
        if field is not None:
            return "bad_value", field
        erased = self.known.erased_point(line)
        if erased is not None:
            return "erased", erased
        if line.kind == "attachment" and "base64" not in line.row and beside(str(line.row["sha256"])) is None:
            return "missing_ref", "sha256"
        for claim in claims(line, self.known.lang):
            holder = self.claimed.setdefault((claim.space, claim.value), line.ext)
            if holder != line.ext or self.known.is_taken(claim.space, claim.value, line):
                return claim.code, claim.field
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
        if kind in NAMED:
            self.good[kind].discard(ext)
        if not self.known.has(kind, ext):
            lost.setdefault(kind, set()).add(ext)

    def _is_in_circle(self, kind: str, ext: str) -> bool:
        at = ext
        passed: set[str] = set()
        while at not in passed:
            passed.add(at)
            held = self.pointers.get((kind, at))
            target = held[1] if held is not None else self.known.merged_into(kind, at)
            if target is None or target == ext:
                return target == ext
            at = target
        return False

    def _fall(self, lines: Iterable[RawLine], lost: Mapping[str, set[str]]) -> dict[str, set[str]]:
        further: dict[str, set[str]] = {}
        for raw in lines:
            if raw.number in self.plan.failed or raw.text is None:
                continue
            line = read_line(raw.text)
            if line.kind == "meta" or (line.kind in NAMED and line.ext not in self.good[line.kind]):
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
            known.begin(str(plan.meta["source"]))
            continue
        judge.take(raw, source.beside)
        if progress is not None and plan.read % PROGRESS_EVERY == 0:
            progress(raw.offset)
    if plan.read == 0:
        plan.is_stopped = True
        plan.fail(Problem(1, None, None, "missing_key", "format"))
    if not plan.is_stopped:
        judge.settle(source.lines)
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
