"""One ticket as JSON (`postventa-ticket/1`) and as plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.cli import shapes
from postventa_tui.kit import moments, text
from postventa_tui.kit.i18n import _, language, pgettext
from postventa_tui.tui import words

if TYPE_CHECKING:
    from postventa_tui.cli.shapes import Shape
    from postventa_tui.core.replies.rows import Draft
    from postventa_tui.core.sla.ledger import LedgerRow
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk


def short(desk: Desk, ticket_id: int) -> Shape:
    """Give a ticket as the queue lists it, with format and version: the answer of a writing verb."""
    from postventa_tui.core.sla import service as sla
    from postventa_tui.core.tickets import reading

    row = reading.row(desk, ticket_id)
    views = sla.views(desk, [ticket_id], desk.clock.now())
    shape = shapes.ticket_row(row, desk.shop.number_prefix, views.get(ticket_id, []))
    return {"format": "postventa-ticket/1", **shape, "version": row.version}


def whole(desk: Desk, ticket: Ticket, at: int) -> Shape:
    """Give everything about a ticket at `at`."""
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.exchange import identity
    from postventa_tui.core.returns import service as returns
    from postventa_tui.core.sla import service as sla
    from postventa_tui.core.tickets import people, reading

    thread = reading.thread(desk, ticket.id)
    person = customers.survivor(desk, ticket.customer_id)
    facts = shapes.TicketFacts(
        ticket=ticket,
        row=reading.row(desk, ticket.id),
        views=sla.views(desk, [ticket.id], at).get(ticket.id, []),
        ledgers=_ledgers(desk, ticket.id, at),
        lines=thread.contacts,
        merged=thread.merged,
        files=reading.attachments(desk, ticket.id),
        links=reading.links(desk, ticket.id),
        followers=[login for _id, login in people.followers(desk, ticket.id)],
        customer=person,
        points=customers.points_of(desk, person.id),
        drafts=_drafts(desk, ticket.id),
        rmas=[
            shapes.rma(
                one.ref, one.state, one.slip, [(line.asked, line.outcome) for line in returns.lines_of(desk, one)]
            )
            for one in returns.of_ticket(desk, ticket.id)
        ],
        ext=identity.imported_as(desk, "ticket", ticket.id),
        at=at,
    )
    return shapes.ticket(facts, desk.shop.number_prefix)


def _ledgers(desk: Desk, ticket_id: int, at: int) -> dict[str, list[LedgerRow]]:
    """Give the ledger of each clock by its name (design: SLA, section 8)."""
    from postventa_tui.core.sla import service as sla
    from postventa_tui.core.sla.ledger import ledger

    found = sla.clocks(desk, [ticket_id], at if at < desk.clock.now() else None).get(ticket_id)
    if found is None:
        return {}
    moment = max(at, found.state.last_at)
    return {kind: ledger(found.state, kind, moment) for kind in ("first_response", "next_response", "resolution")}


def _drafts(desk: Desk, ticket_id: int) -> list[Draft]:
    from postventa_tui.core.replies import drafts

    if desk.agent is None:
        return []
    found = (drafts.get(desk, ticket_id, kind) for kind in ("reply", "note"))
    return [draft for draft in found if draft is not None]


def label(timer: str) -> str:
    """Give the name of a clock for people."""
    names = {"first_response": _("First reply"), "next_response": _("Next reply"), "resolution": _("Solution")}
    return names[timer]


def text_lines(desk: Desk, ticket: Ticket, shape: Shape, *, full: bool) -> list[str]:
    """Give a ticket as plain lines, label first: for people, pipes and screen readers."""
    zone = desk.shop.zone
    customer = shape["customer"]
    assert isinstance(customer, dict)
    lines = [
        f"{shape['number']}  {ticket.subject}",
        f"{_('Status')}: {words.status(ticket.status)}   {_('Priority')}: {words.priority(ticket.priority)}"
        f"   {_('Channel')}: {words.channel(ticket.channel)}",
        f"{_('Agent')}: {shape['assignee'] or '-'}   {_('Team')}: {shape['team'] or '-'}",
        f"{_('Customer')}: {customer['name']} ({customer['ref']})",
    ]
    if shape["merged_into"]:
        lines.append(_("Merged into {ref}").format(ref=shape["merged_into"]))
    if shape["snoozed_until"]:
        until = moments.show(moments.parse_instant(str(shape["snoozed_until"])), zone)
        lines.append(_("Snoozed until {time}").format(time=until))
    if shape["product"] or shape["asset_serial"]:
        lines.append(f"{_('Machine')}: {shape['product'] or ''} {shape['asset_serial'] or ''}".rstrip())
    if shape["tags"]:
        lines.append(f"{_('Tags')}: {', '.join(shape['tags'])}")  # type: ignore[arg-type]
    lines += [_timer_line(view, zone) for view in shape["sla"] if view["state"] != "none"]  # type: ignore[attr-defined]
    lines.append("")
    for item in shape["interactions"]:  # type: ignore[attr-defined]
        lines += _contact_lines(item, zone, full=full)
    return lines


def _timer_line(view: Shape, zone: str) -> str:
    due = view["due_at"]
    when = f", {_('due')} {moments.show(moments.parse_instant(str(due)), zone)}" if due else ""
    return f"{_('SLA')} {label(str(view['timer']))}: {pgettext('clock', str(view['state']))}{when}"


def _contact_lines(item: Shape, zone: str, *, full: bool) -> list[str]:
    author, call = item["author"], item["call"]
    assert isinstance(author, dict)
    at = moments.show(moments.parse_instant(str(item["at"])), zone)
    mark = {"in": "<", "out": ">", "internal": "*"}[str(item["direction"])]
    way = words.channel(str(item["channel"] or "")) or words.kind(str(item["kind"]))
    head = f"{mark} {at}  {way}  {author['name'] or author['kind']}"
    if item["direction"] == "internal":
        head += f"  ({_('internal note')})"
    if isinstance(call, dict):
        told = [words.outcome(call["outcome"]), f"{call['duration_s']} s" if call["duration_s"] else ""]
        head += "".join(f"  {one}" for one in told if one)
    if item.get("wa_template"):
        head += f"  ({_('template')} {item['wa_template']})"
    body = text.clean(str(item["body"]), lines=True).splitlines()
    if not full and len(body) > 30:
        body = [*body[:30], _("… {n} more lines; --full shows all").format(n=len(body) - 30)]
    files = [
        f"  [{_('attachment')}] {file['name']} · {text.format_size(int(file['bytes']), language())}"
        for file in item["attachments"]  # type: ignore[attr-defined]
    ]
    return [head, *("  " + line for line in body), *files, ""]


def text_of(desk: Desk, ticket: Ticket, shape: Shape, *, full: bool) -> str:
    """Give a ticket as plain text."""
    return "\n".join(text_lines(desk, ticket, shape, full=full))
