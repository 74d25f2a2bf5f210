"""One ticket as JSON (`postventa-ticket/1`) and as plain lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.cli import shapes
from postventa_tui.kit import moments, text
from postventa_tui.kit.i18n import _, language, pgettext

if TYPE_CHECKING:
    from postventa_tui.cli.shapes import Shape
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
    from postventa_tui.core.sla import service as sla
    from postventa_tui.core.tickets import people, reading

    prefix = desk.shop.number_prefix
    row = reading.row(desk, ticket.id)
    views = sla.views(desk, [ticket.id], at).get(ticket.id, [])
    thread = reading.thread(desk, ticket.id)
    files = reading.attachments(desk, ticket.id)
    links = reading.links(desk, ticket.id)
    shape = shapes.ticket_row(row, prefix, views)
    lines = [(line, n) for line, n in shapes.current(thread.contacts) if line.row.at <= at]
    ledgers = _ledgers(desk, ticket.id, at)
    shape.update(
        format="postventa-ticket/1",
        public_ref=ticket.public_ref,
        ext=_ext(desk, ticket.id),
        version=ticket.version,
        customer=_customer(desk, ticket.customer_id),
        follows=_linked(links, "follows", prefix),
        merged=[f"{prefix}{number}" for number in thread.merged],
        split_from=_linked(links, "split", prefix),
        cause=ticket.cause,
        custom=json.loads(ticket.custom or "{}"),
        language=ticket.lang,
        first_reply_at=moments.iso(ticket.first_reply_at),
        solved_at=moments.iso(ticket.solved_at),
        closed_at=moments.iso(ticket.closed_at),
        reopen_count=ticket.reopen_count,
        sla=[shapes.timer(view, ledgers.get(view.timer, [])) for view in views],
        interactions=[shapes.interaction(line, prefix, files.get(line.row.id, ()), n) for line, n in lines],
        rma=_rmas(desk, ticket.id),
        links=[{"kind": link.kind, "ticket": f"{prefix}{link.number}", "direction": link.direction} for link in links],
        followers=[login for _id, login in people.followers(desk, ticket.id)],
        drafts=_drafts(desk, ticket.id),
    )
    return {"format": shape.pop("format"), **shape}


def _ledgers(desk: Desk, ticket_id: int, at: int) -> dict[str, list[Shape]]:
    """Give the ledger of each clock by its name (design: SLA, section 8)."""
    from postventa_tui.core.sla import service as sla
    from postventa_tui.core.sla.ledger import ledger

    found = sla.clocks(desk, [ticket_id], at if at < desk.clock.now() else None).get(ticket_id)
    if found is None:
        return {}
    rows = {kind: ledger(found.state, kind, at) for kind in ("first_response", "next_response", "resolution")}
    return {
        kind: [{"from": row.start, "to": row.end, "kind": row.kind, "reason": ", ".join(row.reasons)} for row in lines]
        for kind, lines in rows.items()
    }


def _ext(desk: Desk, ticket_id: int) -> str | None:
    from postventa_tui.core.exchange import known

    return known.ext_of(desk.db, "ticket", ticket_id)


def _customer(desk: Desk, customer_id: int) -> Shape:
    from postventa_tui.core.customers import service as customers

    person = customers.survivor(desk, customer_id)
    points = customers.points_of(desk, person.id)
    return {
        "ref": person.ref, "name": person.name, "formality": person.formality, "language": person.lang, "tier": person.tier,
        "points": [{"kind": p.kind, "value": p.norm, "primary": bool(p.is_primary)} for p in points],
    }  # fmt: skip


def _linked(links: list, kind: str, prefix: str) -> str | None:  # type: ignore[type-arg]
    return next((f"{prefix}{link.number}" for link in links if link.kind == kind and link.direction == "to"), None)


def _rmas(desk: Desk, ticket_id: int) -> list[Shape]:
    from postventa_tui.core.returns import service as returns

    return [
        {
            "number": rma.ref, "state": rma.state, "slip": rma.slip,
            "lines": [{"asked": line.asked, "outcome": line.outcome} for line in returns.lines_of(desk, rma)],
        }
        for rma in returns.of_ticket(desk, ticket_id)
    ]  # fmt: skip


def _drafts(desk: Desk, ticket_id: int) -> list[Shape]:
    from postventa_tui.core.replies import drafts

    if desk.agent is None:
        return []
    return [
        {"kind": draft.kind, "body": draft.body, "saved_at": moments.iso(draft.saved_at), "based_on": draft.based_on_id}
        for draft in drafts.of_ticket(desk, ticket_id)
    ]


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
        f"{_('Status')}: {ticket.status}   {_('Priority')}: {ticket.priority}   {_('Channel')}: {ticket.channel}",
        f"{_('Agent')}: {shape['assignee'] or '-'}   {_('Team')}: {shape['team'] or '-'}",
        f"{_('Customer')}: {customer['name']} ({customer['ref']})",
    ]
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
    head = f"{mark} {at}  {item['channel'] or item['kind']}  {author['name'] or author['kind']}"
    if item["direction"] == "internal":
        head += f"  ({_('internal note')})"
    if isinstance(call, dict) and call["duration_s"]:
        head += f"  {call['duration_s']} s"
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
