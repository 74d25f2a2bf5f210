"""What a canned reply may say about a ticket: customer, ticket, agent, shop, machine, order, return, guarantee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import service as customers
from postventa_tui.core.replies import store
from postventa_tui.core.replies.placeholders import Context
from postventa_tui.core.tickets import reading
from postventa_tui.kit import clock, moments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.core.customers.rows import Customer
    from postventa_tui.core.replies.values import Json
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk


def of_ticket(desk: Desk, ticket_id: int, answers: Mapping[str, str] | None = None) -> Context:
    """Give the values of every root for a ticket, with the language and the address of the reply."""
    ticket = reading.by_id(desk, ticket_id)
    person = customers.survivor(desk, ticket.customer_id)
    values: dict[str, Json] = {
        "customer": _customer(desk, person),
        "ticket": _ticket(desk, ticket),
        "agent": _agent(desk),
        "shop": {name: desk.shop.text(f"shop.{name}") for name in ("name", "phone", "email", "address")},
        **_machine(desk, ticket),
        "order": _order(desk, ticket),
        "rma": _rma(desk, ticket),
        "sla": {"due": _day(desk, ticket.due_at)},
    }
    lang = reply_language(desk, ticket, person)
    return Context(values, lang, person.formality, local_now(desk), dict(answers or {}))


def reply_language(desk: Desk, ticket: Ticket, person: Customer) -> str:
    """Give the language to answer in: the ticket's, else the customer's, else the shop's."""
    return ticket.lang or person.lang or desk.shop.lang


def local_now(desk: Desk) -> str:
    """Give now as local time of the shop with its offset, ISO 8601."""
    from datetime import datetime

    return datetime.fromtimestamp(desk.clock.now(), clock.zone(desk.shop.zone)).isoformat()


def _day(desk: Desk, at: int | None) -> Json:
    return None if at is None else {"date": moments.local_date(at, desk.shop.zone)}


def _customer(desk: Desk, person: Customer) -> dict[str, Json]:
    points = customers.points_of(desk, person.id)
    first = {kind: next((p.norm for p in points if p.kind == kind), None) for kind in ("email", "phone")}
    return {
        "given": person.given, "surname1": person.surname1, "surname2": person.surname2, "name": person.name,
        "ref": person.ref, "city": person.city, "street": person.street, "postcode": person.postcode,
        "tier": person.tier, "email": first["email"], "phone": first["phone"],
    }  # fmt: skip


def _ticket(desk: Desk, ticket: Ticket) -> dict[str, Json]:
    product = store.find_product(desk.db, ticket.product_id) if ticket.product_id else None
    return {
        "number": reading.show_number(desk, ticket.number), "subject": ticket.subject, "status": ticket.status,
        "public_ref": ticket.public_ref, "priority": ticket.priority, "cause": ticket.cause,
        "opened": _day(desk, ticket.created_at), "solved": _day(desk, ticket.solved_at),
        "product": str(product[0]) if product else None,
    }  # fmt: skip


def _agent(desk: Desk) -> dict[str, Json]:
    if desk.agent is None:
        return {}
    row = agents.agent_by_id(desk, desk.agent.id)
    return {"name": row.name, "login": row.login, "team": row.team, "email": row.email}


def _machine(desk: Desk, ticket: Ticket) -> dict[str, Json]:
    """Give the machine of a ticket, its product and what covers it."""
    product_id = ticket.product_id
    machine: dict[str, Json] = {}
    warranty: dict[str, Json] = {}
    if ticket.asset_id is not None:
        from postventa_tui.core.assets import cover
        from postventa_tui.core.assets import service as assets

        asset = assets.get(desk, ticket.asset_id)
        product_id = product_id or asset.product_id
        answer = cover.verdict_for_asset(desk, ticket.asset_id)
        delivered: Json = {"date": asset.delivered_on} if asset.delivered_on else None
        machine = {"serial": asset.serial, "product": asset.product, "delivered": delivered}
        ends: Json = {"date": answer.ends_on.isoformat()} if answer.ends_on else None
        warranty = {"verdict": answer.verdict, "covered": answer.verdict == "covered", "ends": ends}
    row = store.find_product(desk.db, product_id) if product_id else None
    product: dict[str, Json] = {}
    if row is not None:
        product = {
            name: None if value is None else str(value)
            for name, value in zip(("name", "sku", "brand", "model"), row, strict=True)
        }
    return {"asset": machine, "product": product, "warranty": warranty}


def _amount(cents: object, currency: object) -> Json:
    return {"cents": cents, "currency": str(currency or "EUR")} if isinstance(cents, int) else None


def _date(value: object) -> Json:
    return {"date": str(value)} if value else None


def _order(desk: Desk, ticket: Ticket) -> dict[str, Json]:
    row = store.find_order(desk.db, ticket.order_id) if ticket.order_id else None
    if row is None:
        return {}
    number, contract_on, delivered_on, cents, currency = row
    return {
        "number": None if number is None else str(number), "date": _date(contract_on),
        "delivered": _date(delivered_on), "total": _amount(cents, currency),
    }  # fmt: skip


def _rma(desk: Desk, ticket: Ticket) -> dict[str, Json]:
    row = store.find_rma(desk.db, ticket.id)
    if row is None:
        return {}
    number, state, due_on, received_on, cents, currency = row
    return {
        "number": f"RMA-{int(str(number))}", "state": str(state), "due": _date(due_on), "received": received_on is not None,
        "received_on": _date(received_on), "amount": _amount(cents, currency),
    }  # fmt: skip
