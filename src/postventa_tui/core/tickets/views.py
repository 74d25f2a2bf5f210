"""Saved views: queries with a name, parsed again each time; and the condition of a view with a query.

Source: design, domain section 1.6; search section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import query as compiler
from postventa_tui.core.tickets import store_queue, store_views
from postventa_tui.core.tickets.query_fields import Seat
from postventa_tui.core.tickets.store_queue import Condition
from postventa_tui.desk import verb
from postventa_tui.kit import query as language
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused, Usage
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean

if TYPE_CHECKING:
    from postventa_tui.core.tickets.query import Compiled
    from postventa_tui.core.tickets.rows import QueueRequest
    from postventa_tui.core.tickets.store_queue import Frame
    from postventa_tui.core.tickets.store_views import SavedView
    from postventa_tui.desk import Desk

LONGEST_NAME = 60
ORDERS = {
    "created": store_queue.BY_CREATED,
    "updated": store_queue.BY_UPDATED,
    "due": store_queue.BY_DUE,
    "priority": store_queue.BY_PRIORITY,
}


class ShownView(NamedTuple):
    """A view in a menu: how many tickets it shows now, or the sentence why it shows none."""

    name: str
    query: str
    is_shared: bool
    is_built_in: bool
    tickets: int | None
    """How many it shows; None with an error."""
    error: str = ""


def condition(desk: Desk, request: QueueRequest, frame: Frame) -> Condition:
    """Give what a view narrowed by a query shows. A query that names a status may show closed work too.

    Raises:
        NotFound: `view_unknown`, with the names there are.
        Usage: What the query language refuses.
    """
    seat = Seat(frame.me, frame.now, desk.shop.zone)
    typed = compiler.compile_text(request.query, seat, desk.db, letter="q")
    base = store_queue.VIEWS.get(request.view)
    if base is None:
        saved = _find(desk, request.view)
        stored = compiler.compile_text(saved.query, seat, desk.db, letter="v")
        base = _of_query(stored)
        if stored.shows_status and not request.query:
            return base
    if not request.query:
        return base
    where, lifted = typed.where, base.where
    if typed.shows_status:
        lifted = lifted.removeprefix(store_queue.IS_OPEN).removeprefix(" AND ")
    elif store_queue.IS_OPEN not in base.where:
        where = where.removeprefix(compiler.QUEUE_HIDES).removeprefix(" AND ")
    if typed.shows_snoozed:
        lifted = " AND ".join(part for part in lifted.split(" AND ") if part != store_queue.NOT_SNOOZED)
    both = " AND ".join(f"({part})" if " OR " in part else part for part in (lifted, where) if part)
    order = ORDERS.get(typed.sort or "", base.order)
    return Condition(both or compiler.EVERY, order, {**base.params, **typed.params})


def _of_query(compiled: Compiled) -> Condition:
    where = compiled.where
    if not compiled.shows_snoozed:
        where = f"{where} AND {store_queue.NOT_SNOOZED}"
    return Condition(where, ORDERS.get(compiled.sort or "", store_queue.BY_DUE), compiled.params)


def _mine(desk: Desk) -> int:
    return desk.agent.id if desk.agent else 0


def _find(desk: Desk, name: str) -> SavedView:
    """Give a view by name: one's own before a shared one."""
    views = store_views.list_for(desk.db, _mine(desk))
    wanted = name.casefold()
    found = sorted((view for view in views if view.name.casefold() == wanted), key=lambda view: view.owner_id is None)
    if not found:
        known = ", ".join([*store_queue.VIEWS, *(view.name for view in views)])
        raise NotFound("view_unknown", name=name, known=known)
    return found[0]


def list_saved(desk: Desk) -> list[SavedView]:
    """Give one's own views and the shared ones, in their order."""
    return store_views.list_for(desk.db, _mine(desk))


def list_shown(desk: Desk) -> list[ShownView]:
    """Give every view with how many tickets it shows now; one that no longer parses has its error."""
    from postventa_tui.core.tickets import reading
    from postventa_tui.core.tickets.rows import QueueRequest

    looking = reading.frame(desk)
    shown = [
        ShownView(name, "", True, True, store_queue.count(desk.db, built_in, looking))
        for name, built_in in store_queue.VIEWS.items()
    ]
    for view in list_saved(desk):
        try:
            wanted = condition(desk, QueueRequest(view=view.name), looking)
            count, error = store_queue.count(desk.db, wanted, looking), ""
        except Usage as refused:
            count, error = None, str(refused.params.get("message", refused.code))
        shown.append(ShownView(view.name, view.query, view.owner_id is None, False, count, error))
    return shown


@verb("view.save")
def save(desk: Desk, name: str, query: str, *, is_shared: bool = False) -> SavedView:
    """Keep a query under a name, one's own or (a lead's) for all; gives the view.

    Raises:
        Refused: `view_reserved` (a built-in name), `view_name` (empty or too long).
        NotAllowed: `not_allowed`: shared views are a lead's.
        Usage: What the query language refuses.
    """
    name = clean(name, lines=False).strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused("view_name", most=LONGEST_NAME)
    if name.casefold() in store_queue.VIEWS:
        raise Refused("view_reserved", name=name)
    _need_lead(desk, "view.share", is_shared)
    compiler.refuse_errors(language.parse(query))
    owner = None if is_shared else _mine(desk)
    at = desk.clock.now()
    same = [view for view in list_saved(desk) if view.name.casefold() == name.casefold() and view.owner_id == owner]
    if same:
        store_views.save(desk.db, same[0].id, query, at)
    else:
        store_views.insert(desk.db, name, query, owner_id=owner, at=at)
    return next(view for view in list_saved(desk) if view.name.casefold() == name.casefold() and view.owner_id == owner)


@verb("view.delete")
def delete(desk: Desk, name: str) -> SavedView:
    """Delete a view, one's own before a shared one (a lead's); gives it.

    Raises:
        NotFound: `view_unknown`.
        NotAllowed: `not_allowed`.
    """
    view = _find(desk, name)
    _need_lead(desk, "view.share", view.owner_id is None)
    store_views.delete(desk.db, view.id)
    return view


def _need_lead(desk: Desk, verb_name: str, is_needed: bool) -> None:
    if is_needed and not desk.may("lead"):
        raise NotAllowed("not_allowed", verb=verb_name, role=desk.agent.role if desk.agent else "", needed="lead")
