"""The verbs of import and export."""

from __future__ import annotations

import hashlib
import json
from array import array
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from postventa_tui import __version__
from postventa_tui.core.exchange import clocks, export, store
from postventa_tui.core.exchange.kinds import WRITE_ORDER
from postventa_tui.core.exchange.known import ShopKnown
from postventa_tui.core.exchange.plan import Plan, make_plan
from postventa_tui.core.exchange.report import Report
from postventa_tui.core.exchange.source import Source, open_source
from postventa_tui.core.exchange.ways import reserve
from postventa_tui.core.exchange.writer import Writer
from postventa_tui.core.tickets import calendar
from postventa_tui.db import fts, journal
from postventa_tui.db.dialect import DIALECT
from postventa_tui.desk import require
from postventa_tui.kit import host
from postventa_tui.kit.clock import monotonic
from postventa_tui.kit.errors import BadFile
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from postventa_tui.core.exchange.lines import Row
    from postventa_tui.desk import Desk

    Progress = Callable[[str, int, int], None]

BLOCK = 500
"""Most lines written in one unit."""
BLOCK_S = 0.3
"""Seconds after which a block ends: with its search words the lock is held well under a second."""
AT_ONCE = 500
"""An import up to this length goes in as one unit."""
BULK_LEAST = 1000
BULK_SHARE = 5
"""One fifth: when an import brings more than that of the contacts there are, the search index is made anew after it."""


class Wishes(NamedTuple):
    """How an import is to be done."""

    keep_going: bool = False
    overwrite: bool = False
    sla: bool = False
    encoding: str = ""


def import_file(desk: Desk, path: str, stdin: IO[bytes], wishes: Wishes, progress: Progress | None = None) -> Report:
    """Read a file of `postventa-import/1` into the shop; gives what became of its lines.

    The whole file is judged first: without `keep_going` one bad line means that nothing is written. Into a file
    in use it goes by blocks; after a kill the same call goes on where it stopped, since what is there is skipped.

    Args:
        progress: Told the stage (`check`, `write`), what is done and the whole.

    Raises:
        NotAllowed: `not_allowed`. NotFound: `no_file`. Usage: `unknown_encoding`. BadFile: `wrong_encoding`.
    """
    require(desk, "import", "admin")
    with open_source(path, stdin, wishes.encoding) as source:
        known = ShopKnown(desk.db, desk.shop.lang, lambda kind, row_id: export.mark_of(desk.db, kind, row_id))

        def _checked(done: int) -> None:
            if progress is not None:
                progress("check", done, source.size)

        plan = make_plan(source, known, overwrite=wishes.overwrite, progress=_checked)
        if plan.is_stopped or (plan.failed and not wishes.keep_going):
            return _report(plan, 0, 0)
        if desk.dry_run:
            return _report(plan, plan.count() - plan.changed, plan.changed)
        run = _Run(desk, source, plan, Writer(desk.db, known, source, now=desk.clock.now(), acting_id=_acting(desk)))
        run.go(path, wishes, progress)
        return _report(plan, run.writer.written, run.writer.updated)


def _acting(desk: Desk) -> int | None:
    return desk.agent.id if desk.agent else None


def _report(plan: Plan, written: int, updated: int) -> Report:
    return Report(plan.read, written, updated, plan.skipped, len(plan.failed), tuple(plan.problems))


class _Run:
    """One import that writes."""

    def __init__(self, desk: Desk, source: Source, plan: Plan, writer: Writer) -> None:
        self.desk = desk
        self.source = source
        self.plan = plan
        self.writer = writer
        self.number = 0
        self.unit: int | None = None
        """The newest unit of this import."""

    def go(self, path: str, wishes: Wishes, progress: Progress | None) -> None:
        """Write every good line: at once into an empty file, by blocks into one in use."""
        total = self.plan.count()
        if total == 0:
            return
        contacts = store.count_contacts(self.desk.db)
        is_bulk = total > BULK_LEAST and total * BULK_SHARE > contacts
        whole = is_bulk or total <= AT_ONCE
        work = array("q", (offset for kind in WRITE_ORDER for _number, offset in self.plan.entries(kind)))
        done = 0
        while done < total:
            with self.desk.transaction("import", origin="import"):
                self.unit = self.desk.unit
                if done == 0:
                    self._begin(path, wishes)
                if is_bulk:
                    fts.drop_triggers(self.desk.db)
                done = self._block(work, done, progress, whole=whole)
                if done == total:
                    self._end(wishes, total)
                if is_bulk:
                    fts.reindex(self.desk.db)
                    fts.create_triggers(self.desk.db)
                    store.analyze(self.desk.db)

    def _begin(self, path: str, wishes: Wishes) -> None:
        digest = hashlib.sha256(json.dumps(self.plan.meta, sort_keys=True).encode()).hexdigest()
        options = json.dumps(wishes._asdict(), sort_keys=True)
        # Tickets opened by agents between two blocks must not take a number that stands further down.
        reserve(self.desk.db, self.plan.top_number)
        self.number = store.start_import(self.desk.db, path, digest, self.desk.clock.now(), options)
        store.save_import(self.desk.db, self.number, 0, self.unit, None)  # the first of its units

    def _block(self, work: array[int], start: int, progress: Progress | None, *, whole: bool) -> int:
        """Write lines until the block is full, or has held the lock long enough; gives how many are done in all."""
        begin = monotonic()
        done = start
        for done, offset in enumerate(work[start:], start + 1):
            self.writer.write(offset)
            is_full = (done - start) % BLOCK == 0
            if is_full and whole:
                self.writer.end_block()
                self._next_unit()
            if is_full and progress is not None:
                progress("write", done, len(work))
            if not whole and (is_full or monotonic() - begin > BLOCK_S):
                break
        self.writer.end_block()
        store.save_import(self.desk.db, self.number, done, self.unit, None)
        return done

    def _next_unit(self) -> None:
        """Open a further unit in the same transaction: a unit of a million rows would be read as one by every history."""
        desk = self.desk
        at = desk.clock.now()
        unit = journal.begin_unit(
            desk.db, at=at, agent_id=_acting(desk), host=host.name(), origin="import", writer=desk.writer, verb="import",
            command=desk.command, undoes=None,
        )  # fmt: skip
        DIALECT.open_unit(desk.db, unit, at)
        self.unit = unit

    def _end(self, wishes: Wishes, total: int) -> None:
        self.writer.tie()
        if wishes.sla:
            calendar.refresh_due(self.desk, clocks.work_out(self.desk, self.writer.touched))
        self.writer.end_block()
        store.save_import(self.desk.db, self.number, total, self.unit, self.desk.clock.now())


def export_file(desk: Desk, path: str, stdout: IO[bytes], scope: export.Scope, progress: Progress | None = None) -> int:
    """Write the shop, or the part of it that `scope` names, to `path` (`-` is standard output); gives the rows.

    The file appears whole or not at all; attachments stand beside it in `FILE.files/`.

    Raises:
        NotAllowed: `not_allowed`: everything is for admins, one person for leads. BadFile: `bad_file`.
    """
    if scope.customers:
        require(desk, "export.person", "lead")
    else:
        require(desk, "export", "admin")
    folder = None if path == "-" else Path(path + ".files")
    exporter = export.Exporter(desk.db, scope, folder)
    first = export.meta_line(desk.db, desk.shop.zone, desk.clock.now(), __version__)
    count = 0
    with _target(path, stdout) as out:
        out.write(first.encode("utf-8") + b"\n")
        for count, line in enumerate(exporter.lines(), 1):
            out.write(line.encode("utf-8") + b"\n")
            if progress is not None and count % BLOCK == 0:
                progress("export", count, 0)
    return count


def rows_of(desk: Desk, customer_ids: Sequence[int]) -> Iterator[Row]:
    """Give the rows of these people in postventa-import/1, for the folder a person gets.

    Raises:
        NotAllowed: `not_allowed`: leads and admins.
    """
    require(desk, "export.person", "lead")
    exporter = export.Exporter(desk.db, export.Scope(None, tuple(customer_ids)))
    return (json.loads(line) for line in exporter.lines())


@contextmanager
def _target(path: str, stdout: IO[bytes]) -> Iterator[IO[bytes]]:
    if path == "-":
        yield stdout
        stdout.flush()
        return
    part = Path(path + ".part")
    try:
        with part.open("wb") as out:
            part.chmod(0o600)
            yield out
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadFile("bad_file", file=path, line=None, reason=error.strerror or "") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
