"""What the queue pane holds: the rows read, those that have left the view, news, presence. No widget."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import reading
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui.clocks import TimerFacts, leading
from postventa_tui.tui.panes.queue.rows import QueueLine
from postventa_tui.tui.ticketkeys import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.core.tickets.rows import QueueRequest, QueueRow
    from postventa_tui.desk import Desk
    from postventa_tui.tui.session import Session


class Loaded(NamedTuple):
    """A page as it was read."""

    rows: list[QueueRow]
    total: int
    after: tuple[int, int, int] | None
    timers: dict[int, TimerFacts | None]
    """The clock that gives each ticket its place."""
    kept: QueueRow | None = None
    """The row under the cursor, when it is not in this view any more."""
    elsewhere: str = ""
    """What waits in other views, said when this one is empty."""


def load(desk: Desk, request: QueueRequest, keep: int | None = None) -> Loaded:
    """Read a page of the queue, and the row `keep` as it stands now when it is not on it."""
    page = reading.queue(desk, request)
    timers = sla.timers(desk, [row.id for row in page.rows])
    chosen = {ticket_id: leading(found) for ticket_id, found in timers.items()}
    elsewhere = _elsewhere(desk) if not page.rows and request.after is None else ""
    kept = None
    if keep is not None and keep not in chosen:
        with contextlib.suppress(PostventaError):
            kept = reading.row(desk, keep)
            chosen[keep] = leading(sla.timers(desk, [keep])[keep])
    return Loaded(page.rows, page.total, page.after, chosen, kept, elsewhere)


def load_all(desk: Desk, request: QueueRequest, most: int = 20_000) -> Loaded:
    """Read page after page to the end, or to `most` rows."""
    whole = load(desk, request._replace(limit=1000))
    while whole.after is not None and len(whole.rows) < most:
        page = load(desk, request._replace(limit=1000, after=whole.after, counted=False))
        whole = Loaded(
            [*whole.rows, *page.rows], whole.total, page.after, {**whole.timers, **page.timers}, None, whole.elsewhere
        )
    return whole


def _elsewhere(desk: Desk) -> str:
    said = []
    waiting = reading.counts(desk, ("pending", "snoozed"))
    pending, snoozed = waiting["pending"], waiting["snoozed"]
    if pending:
        said.append(
            ngettext("{n} ticket waits for the customer", "{n} tickets wait for the customer", pending).format(
                n=pending
            )
        )
    if snoozed:
        said.append(ngettext("{n} snoozed", "{n} snoozed", snoozed).format(n=snoozed))
    return " · ".join(said)


class QueueState:
    """Rows by id, in order; ghosts are rows that left the view while the cursor stands on them."""

    def __init__(self) -> None:
        self.view = "start"
        self.query = ""
        self.ids: list[int] = []
        self.by_id: dict[int, QueueRow] = {}
        self.timers: dict[int, TimerFacts | None] = {}
        self.total = 0
        self.after: tuple[int, int, int] | None = None
        self.ghosts: set[int] = set()
        self.news = 0
        self._known: set[int] = set()
        self._presence: dict[int, str] = {}

    @property
    def more(self) -> bool:
        """Whether there are rows below those read."""
        return self.after is not None

    def forget(self) -> None:
        """Start over: another view or other words."""
        self.ghosts.clear()
        self._known.clear()
        self.news = 0

    def take(self, loaded: Loaded, keep: int | None) -> None:
        """Take rows read anew; the row `keep` stays as a ghost where it stood when it left the view."""
        before = self.ids
        ids = [row.id for row in loaded.rows]
        by_id = {row.id: row for row in loaded.rows}
        self.ghosts = set()
        if keep is not None and keep not in by_id and keep in self.by_id:
            place = before.index(keep) if keep in before else 0
            ids.insert(min(place, len(ids)), keep)
            by_id[keep] = loaded.kept or self.by_id[keep]
            self.ghosts.add(keep)
        if self._known:
            fresh = [one for one in ids if one not in self._known]
            self.news += len(fresh) if keep is not None and ids and ids[0] != keep else 0
        self._known |= set(ids)
        self.ids, self.by_id = ids, by_id
        self.timers = {**loaded.timers, **{one: loaded.timers.get(one, self.timers.get(one)) for one in self.ghosts}}
        self.total, self.after = loaded.total, loaded.after

    def append(self, loaded: Loaded) -> None:
        """Take the next page."""
        for row in loaded.rows:
            if row.id not in self.by_id:
                self.ids.append(row.id)
                self.by_id[row.id] = row
                self._known.add(row.id)
        self.timers.update(loaded.timers)
        self.after = loaded.after

    def drop_ghosts(self, cursor: object) -> bool:
        """Let rows go that left the view and have no cursor any more; says whether there were some."""
        gone = self.ghosts - {cursor}
        if not gone:
            return False
        self.ids = [one for one in self.ids if one not in gone]
        self.ghosts -= gone
        return True

    def seen_news(self) -> None:
        """Forget the count of new rows: the agent looks at the top."""
        self.news = 0

    def presence_of(self, ticket_id: int) -> str:
        """Give who else has a ticket open: `aitor lee`."""
        return self._presence.get(ticket_id, "")

    def take_presence(self, others: Mapping[int, str]) -> set[int]:
        """Take who has which ticket open; gives the tickets whose words differ."""
        changed = {one for one in {*others, *self._presence} if others.get(one, "") != self._presence.get(one, "")}
        self._presence = dict(others)
        return changed


def to_line(row: QueueRow, session: Session, presence: str, *, gone: bool) -> QueueLine:
    """Give what the list shows of a row; everything from outside is cleaned here."""
    return QueueLine(
        ref=session.ref(row.number),
        customer=clean(row.customer_name, lines=False),
        subject=clean(row.subject, lines=False),
        priority=row.priority,
        channel=row.channel,
        status=clean(session.status_label(row.status), lines=False),
        agent=clean(row.assignee or "", lines=False),
        presence=clean(presence, lines=False),
        gone=gone,
    )


def to_target(row: QueueRow) -> Target:
    """Give a row as an action needs it."""
    return Target(
        row.id,
        row.number,
        row.subject,
        row.status_type,
        row.priority,
        row.customer_name,
        row.assignee or "",
        row.version,
    )
