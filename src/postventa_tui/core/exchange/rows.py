"""From the columns of a row to its line of `postventa-import/1`. Pure; names of rows come from `ext`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from postventa_tui.core.exchange.lines import Row

Ext = Callable[[str, int], str]
Columns = Sequence[object]
Children = Mapping[str, Sequence[Columns]]


def iso(at: object) -> str | None:
    """Give an instant as it is exported: UTC with Z; None for null."""
    if not isinstance(at, int):
        return None
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _loaded(text: object) -> object:
    return json.loads(text) if isinstance(text, str) else None


def _money(cents: object, currency: object) -> object:
    return None if cents is None else {"cents": cents, "currency": currency or "EUR"}


def _kept(row: Row) -> Row:
    """Give the row without what says nothing: null, empty lists and objects."""
    return {key: value for key, value in row.items() if value is not None and value != [] and value != {}}


def _named(ext: Ext, kind: str, row_id: object) -> str | None:
    return ext(kind, row_id) if isinstance(row_id, int) else None


def _only(children: Children, name: str) -> object:
    found = children.get(name)
    return found[0][0] if found else None


def agent(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an agent."""
    login, name, email, role, active, lang = row
    return _kept({"login": login, "name": name, "email": email, "role": role, "active": bool(active), "language": lang})


def team(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a team."""
    members = sorted(str(_named(ext, "agent", one[0])) for one in children["members"])
    return _kept({"name": row[0], "members": members})


def organisation(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an organisation."""
    name, tax_id, domains, policy, notes = row
    return _kept({"name": name, "tax_id": tax_id, "domains": _loaded(domains), "policy": policy, "notes": notes})


def customer(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a customer."""
    given, surname1, surname2, display, formality, lang, street, postcode, city, region, country = row[:11]
    _house, tier, since_on, preferences, notes, merged_into_id, created_at = row[11:]
    address = {"street": street, "postcode": postcode, "city": city, "region": region, "country": country}
    organisations = [
        _kept({"ext": _named(ext, "organisation", one), "role": role}) for one, role in children["organisations"]
    ]
    return _kept(
        {
            "given": given, "surname1": surname1, "surname2": surname2, "display": display, "formality": formality,
            "language": lang, "points": [_point(one) for one in children["points"]], "address": _kept(dict(address)),
            "organisations": sorted(organisations, key=lambda one: str(one["ext"])),
            "household": _only(children, "household"), "tier": tier, "since": since_on,
            "preferences": _loaded(preferences), "notes": notes,
            "merged_into": _named(ext, "customer", merged_into_id), "created_at": iso(created_at),
        }
    )  # fmt: skip


def _point(row: Columns) -> Row:
    kind, raw, number, is_primary, valid, do_not_use, reason = row
    return _kept(
        {
            "kind": kind, "value": raw, "primary": True if is_primary else None, "valid": None if valid else False,
            "do_not_use": True if do_not_use else None, "reason": reason, "ext_number": number,
        }
    )  # fmt: skip


def product(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a product."""
    (
        sku,
        name,
        brand,
        model,
        category,
        goods,
        made_until,
        end_of_support,
        weight_g,
        consumables,
        months,
        cents,
        money,
    ) = row
    return _kept(
        {
            "sku": sku, "name": name, "brand": brand, "model": model, "category": category, "goods": goods,
            "made_until": made_until, "end_of_support": end_of_support, "weight_g": weight_g,
            "consumables": _loaded(consumables), "maintenance_months": months, "price": _money(cents, money),
        }
    )  # fmt: skip


def asset(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an asset."""
    product_id, serial, _lot, customer_id, order_id, delivered_on, agreed, sold_by_us, supply_until, notes = row
    commercial = [
        _kept({"by": by, "months": months, "starts_on": starts_on, "covers": _loaded(covers)})
        for by, months, starts_on, covers in children["warranties"]
    ]
    return _kept(
        {
            "product": _named(ext, "product", product_id), "serial": serial, "lot": _only(children, "lots"),
            "customer": _named(ext, "customer", customer_id), "order": _named(ext, "order", order_id),
            "delivered_on": delivered_on, "agreed_months": agreed, "sold_by_us": bool(sold_by_us),
            "supply_until": supply_until, "commercial": commercial, "notes": notes,
        }
    )  # fmt: skip


def order(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an order."""
    customer_id, organisation_id, number, sale_channel, contract_on, invoice_on, invoice = row[:7]
    delivery_note_on, delivered_on, total, currency = row[7:]
    assets: dict[object, list[str]] = {}
    for line_id, asset_id in children["line_assets"]:
        assets.setdefault(line_id, []).append(str(_named(ext, "asset", asset_id)))
    lines = [
        _kept({"product": _named(ext, "product", product_id), "quantity": quantity, "price": _money(cents, money),
               "assets": sorted(assets.get(line_id, []))})
        for line_id, product_id, quantity, cents, money in children["lines"]
    ]  # fmt: skip
    return _kept(
        {
            "customer": _named(ext, "customer", customer_id),
            "organisation": _named(ext, "organisation", organisation_id), "number": number,
            "sale_channel": sale_channel, "contract_on": contract_on, "invoice_on": invoice_on, "invoice": invoice,
            "delivery_note_on": delivery_note_on, "delivered_on": delivered_on, "lines": lines,
            "total": _money(total, currency),
        }
    )  # fmt: skip


def ticket(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a ticket."""
    number, subject, customer_id, organisation_id, status, status_type, priority, channel, assignee_id, team_id = row[
        :10
    ]
    asset_id, product_id, order_id, cause, lang, created_at, first_reply_at, solved_at, closed_at = row[10:19]
    snoozed_until, reopen_count, merged_into_id, custom = row[19:]
    linked = {str(kind): _named(ext, "ticket", other) for kind, other in reversed(children["ticket_links"])}
    return _kept(
        {
            "number": number, "subject": subject, "customer": _named(ext, "customer", customer_id),
            "organisation": _named(ext, "organisation", organisation_id), "status": status, "status_type": status_type,
            "priority": priority, "channel": channel, "assignee": _named(ext, "agent", assignee_id),
            "team": _named(ext, "team", team_id), "tags": [one[0] for one in children["tags"]],
            "asset": _named(ext, "asset", asset_id), "product": _named(ext, "product", product_id),
            "order": _named(ext, "order", order_id), "cause": cause, "language": lang, "created_at": iso(created_at),
            "first_reply_at": iso(first_reply_at), "solved_at": iso(solved_at), "closed_at": iso(closed_at),
            "snoozed_until": iso(snoozed_until), "reopen_count": reopen_count or None,
            "merged_into": _named(ext, "ticket", merged_into_id), "follows": linked.get("follows"),
            "split_from": linked.get("split"), "custom": _loaded(custom),
            "followers": sorted(str(_named(ext, "agent", one[0])) for one in children["followers"]),
        }
    )  # fmt: skip


def interaction(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an interaction."""
    ticket_id, customer_id, kind, direction, channel, visibility, author_kind, agent_id, author_name, at = row[:10]
    recorded_at, state, subject, body, message_ref, in_reply_to, duration_s, outcome, visit_kind, redacted = row[10:]
    by = _named(ext, "agent", agent_id) if author_kind == "agent" else None
    return _kept(
        {
            "ticket": _named(ext, "ticket", ticket_id), "customer": _named(ext, "customer", customer_id),
            "kind_of": kind, "direction": direction, "channel": channel, "visibility": visibility,
            "author": _kept({"kind": author_kind, "ext": by, "name": author_name}), "at": iso(at),
            "recorded_at": iso(recorded_at), "state": state, "subject": subject, "body": body or None,
            "message_id": message_ref, "in_reply_to": in_reply_to,
            "call": _kept({"duration_s": duration_s, "outcome": outcome}), "visit_kind": visit_kind,
            "attachments": [_named(ext, "attachment", one[0]) for one in children["attachments"]],
            "redacted": True if redacted else None,
        }
    )  # fmt: skip


def article(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an article."""
    slug, title, body, lang, state, visibility, tags, version, updated_at, owner_id = row
    return _kept(
        {
            "group": slug, "title": title, "body": body, "language": lang, "state": state, "visibility": visibility,
            "tags": _loaded(tags), "products": sorted(str(_named(ext, "product", one[0])) for one in children["article_products"]),
            "version": version, "updated_at": iso(updated_at), "author": _named(ext, "agent", owner_id),
        }
    )  # fmt: skip


def canned(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a canned reply."""
    title, slug, shortcut, lang, body, scope, channels, tags, active, owner_id = row
    return _kept(
        {
            "name": title, "group": slug, "shortcut": shortcut, "language": lang, "body": body, "scope": scope,
            "channels": _loaded(channels), "tags": _loaded(tags), "active": bool(active),
            "owner": _named(ext, "agent", owner_id), "uses": _only(children, "uses"),
        }
    )  # fmt: skip


def rma(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an RMA."""
    ticket_id, state, slip, created_at, closed_at = row
    return _kept(
        {
            "ticket": _named(ext, "ticket", ticket_id), "state": state,
            "lines": [_rma_line(one, ext) for one in children["rma_lines"]], "slip": slip,
            "created_at": iso(created_at), "closed_at": iso(closed_at),
        }
    )  # fmt: skip


def _rma_line(row: Columns, ext: Ext) -> Row:
    asset_id, product_id, asked, outcome, cents, currency, fault_code, cause, cause_proved, parts = row
    found = _loaded(parts)
    return _kept(
        {
            "asset": _named(ext, "asset", asset_id), "product": _named(ext, "product", product_id), "asked": asked,
            "outcome": outcome, "amount": _money(cents, currency), "fault_code": fault_code, "cause": cause,
            "cause_proved": True if cause_proved else None,
            "parts": [_part(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else [],
        }
    )  # fmt: skip


def _part(part: Row) -> Row:
    """Give a part with the keys of the format alone; the workshop may note more."""
    cents = part.get("price_cents")
    price = part.get("price") if isinstance(part.get("price"), dict) else _money(cents, part.get("currency"))
    state = part.get("state")
    return _kept({"name": part.get("name"), "state": state if state in ("new", "reused") else None, "price": price})


def repair(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a repair."""
    asset_id, ticket_id, handed_over_on, returned_on, fault_code, kind, under = row
    return _kept(
        {
            "asset": _named(ext, "asset", asset_id), "ticket": _named(ext, "ticket", ticket_id),
            "handed_over": handed_over_on, "returned": returned_on, "fault_code": fault_code, "repair_kind": kind,
            "under": under,
        }
    )  # fmt: skip


def survey(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a survey."""
    customer_id, ticket_id, kind, sent_at, answered_at, score, comment, agent_id, product_id, channel = row
    return _kept(
        {
            "customer": _named(ext, "customer", customer_id), "ticket": _named(ext, "ticket", ticket_id),
            "survey_kind": kind, "sent_at": iso(sent_at), "answered_at": iso(answered_at), "score": score,
            "comment": comment, "agent": _named(ext, "agent", agent_id), "product": _named(ext, "product", product_id),
            "channel": channel,
        }
    )  # fmt: skip


def consent(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of a consent."""
    customer_id, purpose, channel, state, at, proof = row
    return _kept(
        {
            "customer": _named(ext, "customer", customer_id), "purpose": purpose, "channel": channel, "state": state,
            "at": iso(at), "proof": proof,
        }
    )  # fmt: skip


def attachment(row: Columns, children: Children, ext: Ext) -> Row:
    """Give the line of an attachment without its bytes."""
    name, mime, size, sha256 = row
    return _kept({"name": name, "type": mime, "bytes": size, "sha256": sha256})


LINES: dict[str, tuple[Callable[[Columns, Children, Ext], Row], tuple[str, ...]]] = {
    "agent": (agent, ()),
    "team": (team, ("members",)),
    "organisation": (organisation, ()),
    "customer": (customer, ("points", "organisations", "household")),
    "product": (product, ()),
    "asset": (asset, ("warranties", "lots")),
    "order": (order, ("lines", "line_assets")),
    "ticket": (ticket, ("tags", "followers", "ticket_links")),
    "interaction": (interaction, ("attachments",)),
    "article": (article, ("article_products",)),
    "canned": (canned, ("uses",)),
    "rma": (rma, ("rma_lines",)),
    "repair": (repair, ()),
    "survey": (survey, ()),
    "consent": (consent, ()),
    "attachment": (attachment, ()),
}
"""Kind -> what makes its line, and the rows of other tables it needs."""
