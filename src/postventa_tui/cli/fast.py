"""The quick path: plain `postventa`, the console and three read verbs, without typer.

What it does not understand it leaves to `cli.root` before any output; a test runs each case both ways and compares
the bytes. It alone may read stores, so that it need not load the services. Source: design, performance section 4.1.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.cli.queue_text import Calendars
    from postventa_tui.core.sla.ledger import LedgerRow
    from postventa_tui.core.sla.rows import TicketClock, TimerView
    from postventa_tui.core.tickets.rows import FileRow
    from postventa_tui.core.tickets.store_queue import Condition, Frame
    from postventa_tui.db.connection import Db
    from postventa_tui.settings import Settings, ShopSettings

_VALUES = ("--db", "--agent", "--lang", "--view", "--limit")
_FLAGS = ("--json",)
_VIEWS = ("start", "mine", "unassigned", "waiting", "due", "pending", "snoozed", "open")
_TIMERS = ("first_response", "next_response", "resolution")


class _NotMine(Exception):
    """Something this path does not know: the whole command line takes over."""


class _Call(NamedTuple):
    """A command line that was understood."""

    words: list[str]
    given: dict[str, str]
    json: bool


class _Seat(NamedTuple):
    """The open file and who looks."""

    db: Db
    shop: ShopSettings
    settings: Settings
    me: int
    now: int


def main(argv: list[str]) -> int | None:
    """Run what this path knows; None means "not mine", with nothing printed."""
    if "_POSTVENTA_COMPLETE" in os.environ:
        return None
    verb = _verb(argv)
    if verb in ("", "console", "demo") and not {"--help", "--version"} & set(argv):
        return _console(argv)
    if verb not in ("queue", "ticket", "search"):
        return None
    from postventa_tui.cli import output, streams
    from postventa_tui.kit.errors import PostventaError

    try:
        return _read(_parse(argv), argv)
    except output.OutputLost as error:
        streams.lose_output()
        return output.fail(error)
    except (_NotMine, PostventaError):
        return None
    except BrokenPipeError:
        streams.lose_output()
        return 0


def _verb(argv: list[str]) -> str:
    """Give the first word that is no global option and no option's value; "" without one."""
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word in ("--db", "--agent", "--lang", "--at", "--confirm"):
            skip = True
        elif not word.startswith("-"):
            return word
    return ""


def _console(argv: list[str]) -> int | None:
    from postventa_tui.cli import console

    code: int | None = console.main(argv)
    sys.stdout.flush()
    return code


def _parse(argv: list[str]) -> _Call:
    words: list[str] = []
    given: dict[str, str] = {}
    flags: set[str] = set()
    rest = iter(argv)
    for word in rest:
        if word in _VALUES:
            value = next(rest, None)
            if value is None or value.startswith("-") or word in given:
                raise _NotMine
            given[word] = value
        elif word in _FLAGS:
            flags.add(word)
        elif word.startswith("-"):
            raise _NotMine
        else:
            words.append(word)
    return _Call(words, given, "--json" in flags)


def _read(call: _Call, argv: list[str]) -> int:
    """Answer one of the three verbs; everything is read before anything is printed."""
    if call.words[0] == "queue":
        return _with_seat(call, argv, _queue)
    if call.words[:2] == ["ticket", "show"] and len(call.words) == 3 and call.json and not _listed(call):
        return _with_seat(call, argv, _ticket)
    if call.words[0] == "search" and len(call.words) > 1 and call.json and "--view" not in call.given:
        return _with_seat(call, argv, _search)
    raise _NotMine


def _listed(call: _Call) -> bool:
    return "--view" in call.given or "--limit" in call.given


def _with_seat(call: _Call, argv: list[str], answer: object) -> int:
    from postventa_tui import settings as personal
    from postventa_tui.cli import context, output
    from postventa_tui.db import connection

    context.reset(argv)
    context.OPTIONS.json = call.json
    for name in ("db", "agent", "lang"):
        setattr(context.OPTIONS, name, call.given.get(f"--{name}", ""))
    if context.OPTIONS.lang not in ("", "es", "en"):
        raise _NotMine
    settings = personal.load()
    db = connection.connect(context.db_path(settings), mode="ro")
    try:
        seat, lang = _seat(db, settings)
        context.guess_language(lang, seat.shop.lang)
        answer(call, seat)  # type: ignore[operator]
    finally:
        db.close()
    output.flush()
    return 0


def _seat(db: Db, settings: Settings) -> tuple[_Seat, str | None]:
    """Give the seat and the agent's language; an old schema, or rows not yet indexed, are not for this path."""
    from postventa_tui.cli import context
    from postventa_tui.db import connection, shop
    from postventa_tui.settings import ShopSettings

    if connection.schema_steps(db) != connection.SCHEMA_STEPS:
        raise _NotMine
    if shop.has_foreign_writes(db):
        raise _NotMine
    login = context.agent_login(settings)
    row = shop.find_agent(db, login or context.system_login())
    if row is None and login:
        raise _NotMine
    me, lang = (0, None) if row is None else (int(str(row[0])), row[5])
    found = _Seat(db, ShopSettings(shop.load(db)), settings, me, context.CLOCK.now())
    return found, None if lang is None else str(lang)


def _limit(call: _Call, default: int, most: int) -> int:
    text = call.given.get("--limit", str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise _NotMine
    return int(text)


def _queue(call: _Call, seat: _Seat) -> None:
    from postventa_tui.cli import output, shapes
    from postventa_tui.core.sla import store_quick
    from postventa_tui.core.tickets import store_queue

    words = " ".join(call.words[1:])
    view = call.given.get("--view") or ("open" if words or not seat.me else "start")
    if view not in _VIEWS or words:
        raise _NotMine
    limit = _limit(call, 50, 100_000)
    condition: Condition = store_queue.VIEWS[view]
    frame: Frame = store_queue.Frame(seat.me, seat.now)
    page = store_queue.page(seat.db, condition, frame, limit, None, True)
    views = store_quick.quick_views(seat.db, [row.id for row in page.rows], seat.now)
    prefix = seat.shop.number_prefix
    if call.json:
        shape = shapes.queue(page.rows, at=seat.now, view=view, total=page.total, prefix=prefix, views=views)
        output.write_json(shape)
        return
    from postventa_tui.cli import queue_text

    calendars = _calendars(seat.db, [row.id for row in page.rows])
    output.write(queue_text.table(page, views, calendars, at=seat.now, prefix=prefix, ascii_only=seat.settings.ascii))


def _clocks(db: Db, ticket_ids: list[int]) -> dict[int, TicketClock]:
    from postventa_tui.core.sla import replay, store

    history = store.load_history(db)
    return {key: replay.replay(key, rows, history) for key, rows in store.list_events(db, ticket_ids).items()}


def _views(clock: TicketClock, now: int) -> Sequence[TimerView]:
    from postventa_tui.core.sla import timers

    return timers.last_views(clock, max(now, clock.last_at))


def _calendars(db: Db, ticket_ids: list[int]) -> Calendars:
    from postventa_tui.core.sla import store_quick

    work = {row.name: row.work for row in store_quick.list_calendars(db)}
    return {
        ticket_id: {row.kind: work[row.calendar] for row in rows if row.calendar in work}
        for ticket_id, rows in store_quick.list_timers(db, ticket_ids).items()
    }


def _ticket(call: _Call, seat: _Seat) -> None:
    from postventa_tui.cli import output, shapes
    from postventa_tui.core.customers import store as people
    from postventa_tui.core.customers import store_interactions
    from postventa_tui.core.exchange import store as exchange
    from postventa_tui.core.replies import store as replies
    from postventa_tui.core.tickets import numbers, store, store_queue, store_sending, store_side

    db, prefix = seat.db, seat.shop.number_prefix
    number = numbers.parse(call.words[2], prefix)
    ticket = store.find_by_number(db, number) if number is not None else None
    row = store_queue.find_row(db, ticket.id, store_queue.Frame(seat.me, seat.now)) if ticket else None
    person = people.find_customer(db, ticket.customer_id) if ticket else None
    if ticket is None or row is None or person is None or person.merged_into_id is not None:
        raise _NotMine
    family = store.list_family(db, ticket.id)
    ids = [ticket.id, *(one for one, _number in family)]
    lines = [line for one in ids for line in store_interactions.list_of_ticket(db, one)]
    lines.sort(key=lambda line: (line.row.at, line.row.id))
    files: dict[int, list[FileRow]] = {}
    for file in store_sending.list_attachments(db, ids):
        files.setdefault(file.interaction_id, []).append(file)
    clock = _clocks(db, [ticket.id]).get(ticket.id)
    drafts = [replies.find_draft(db, ticket.id, seat.me, kind) for kind in ("reply", "note")] if seat.me else []
    facts = shapes.TicketFacts(
        ticket=ticket,
        row=row,
        views=_views(clock, seat.now) if clock else [],
        ledgers=_ledgers(clock, seat.now),
        lines=lines,
        merged=[one for _id, one in family],
        files=files,
        links=store_side.list_links(db, ticket.id),
        followers=[login for _id, login in store_side.list_followers(db, ticket.id)],
        customer=person,
        points=[point for one in people.list_family(db, person.id) for point in people.list_points(db, one)],
        drafts=[draft for draft in drafts if draft is not None],
        rmas=_rmas(db, ticket.id),
        ext=exchange.find_ext(db, "ticket", ticket.id),
        at=seat.now,
    )
    output.write_json(shapes.ticket(facts, prefix))


def _ledgers(clock: TicketClock | None, now: int) -> Mapping[str, Sequence[LedgerRow]]:
    if clock is None:
        return {}
    from postventa_tui.core.sla.ledger import ledger

    moment = max(now, clock.last_at)
    return {kind: ledger(clock, kind, moment) for kind in _TIMERS}


def _rmas(db: Db, ticket_id: int) -> list[dict[str, object]]:
    from postventa_tui.cli import shapes
    from postventa_tui.core.returns import store

    return [
        shapes.rma(one.ref, one.state, one.slip, [(line.asked, line.outcome) for line in store.list_lines(db, one.id)])
        for one in store.list_of_ticket(db, ticket_id)
    ]


def _search(call: _Call, seat: _Seat) -> None:
    from postventa_tui.cli import output
    from postventa_tui.core.tickets import search
    from postventa_tui.core.tickets.query_fields import Seat
    from postventa_tui.kit import i18n

    own = seat.shop.get("synonyms", [])
    synonyms = "\n".join(str(line) for line in own) if isinstance(own, list | tuple) else ""
    request = search.Request(
        " ".join(call.words[1:]), (), _limit(call, 20, 200), i18n.language(), number_prefix=seat.shop.number_prefix,
        synonyms=synonyms,
    )  # fmt: skip
    answer = search.search(seat.db, request, Seat(seat.me, seat.now, seat.shop.zone))
    output.write_json(search.as_json(answer))
