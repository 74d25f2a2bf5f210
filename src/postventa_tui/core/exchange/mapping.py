"""From a checked line to column values of its table. Pure; references are turned into row ids by `ids`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from postventa_tui.core.assets.serials import unit_key
from postventa_tui.core.customers import names, points
from postventa_tui.core.exchange.claims import records, slug_of, tax_code, texts, whole
from postventa_tui.core.exchange.lines import Line, Row
from postventa_tui.kit.rows import NamedTuple

Value = int | float | str | bytes | None
Values = Mapping[str, Value]
Ids = Callable[[str, str], int]
NO_CLOCK = (1 << 60) + 2
"""`due_sort` of a ticket without a clock; imported tickets have none unless `--sla` makes them."""
WORK = ("new", "open", "pending", "on_hold")


class Frame(NamedTuple):
    """What a mapping needs besides the line."""

    ids: Ids
    now: int
    lang: str


def epoch(value: object) -> int | None:
    """Give the epoch second of a checked instant, None for null."""
    if not isinstance(value, str):
        return None
    return int(datetime.fromisoformat(value).timestamp())


def pack(value: object) -> str:
    """Give a value as the JSON text that is stored."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _text(row: Row, key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def _flag(row: Row, key: str, default: bool) -> int:
    return int(bool(row.get(key, default)))


def _ref(row: Row, key: str, kind: str, frame: Frame) -> int | None:
    value = row.get(key)
    return frame.ids(kind, value) if isinstance(value, str) else None


def _money(row: Row, key: str) -> tuple[int | None, str | None]:
    money = row.get(key)
    return (whole(money.get("cents")), str(money.get("currency"))) if isinstance(money, dict) else (None, None)


def agent(line: Line, _frame: Frame) -> Values:
    """Give the columns of an agent."""
    row = line.row
    return {
        "login": _text(row, "login"), "name": _text(row, "name"), "email": _text(row, "email"),
        "role": _text(row, "role") or "agent", "lang": _text(row, "language"), "active": _flag(row, "active", True),
    }  # fmt: skip


def team(line: Line, _frame: Frame) -> Values:
    """Give the columns of a team."""
    return {"name": _text(line.row, "name")}


def organisation(line: Line, _frame: Frame) -> Values:
    """Give the columns of an organisation."""
    row = line.row
    return {
        "name": _text(row, "name"), "tax_id": tax_code(row) or None, "domains": pack(texts(row, "domains")),
        "sla_policy": _text(row, "policy"), "notes": _text(row, "notes"),
    }  # fmt: skip


def customer(line: Line, frame: Frame) -> Values:
    """Give the columns of a customer."""
    row = line.row
    name = names.Name(_text(row, "given"), _text(row, "surname1"), _text(row, "surname2"))
    if "name" in row:
        name = names.split(str(row["name"]))
    display = _text(row, "display")
    place = row.get("address")
    where: Row = place if isinstance(place, dict) else {}
    created = epoch(row.get("created_at"))
    return {
        "given": name.given, "surname1": name.surname1, "surname2": name.surname2, "display": display,
        "sort_key": names.sort_key(name, display), "lang": _text(row, "language"), "formality": _text(row, "formality"),
        "tier": _text(row, "tier") or "none", "preferences": pack(row.get("preferences") or {}),
        "notes": _text(row, "notes"), "since_on": _text(row, "since"),
        **{key: _text(where, key) for key in ("street", "postcode", "city", "region", "country")},
        "created_at": frame.now if created is None else created,
    }  # fmt: skip


def contact_points(line: Line) -> list[Values]:
    """Give the columns of each contact point of a customer."""
    found: list[Values] = []
    for point in records(line.row, "points"):
        norm = points.normalise(str(point["kind"]), str(point["value"]))
        if norm is None:
            continue
        number = _text(point, "ext_number") or norm.ext
        found.append(
            {
                "kind": norm.kind, "raw": str(point["value"]), "norm": norm.norm, "ext": number,
                "is_primary": _flag(point, "primary", False), "valid": _flag(point, "valid", True),
                "do_not_use": _flag(point, "do_not_use", False), "reason": _text(point, "reason"),
            }
        )  # fmt: skip
    return found


def consent(row: Row) -> Values:
    """Give the columns of a consent but its customer."""
    return {key: _text(row, key) for key in ("purpose", "channel", "state", "proof")} | {"at": epoch(row["at"])}


def product(line: Line, _frame: Frame) -> Values:
    """Give the columns of a product."""
    row = line.row
    cents, currency = _money(row, "price")
    kept = ("sku", "name", "brand", "model", "category", "goods", "made_until", "end_of_support")
    return {key: _text(row, key) for key in kept} | {
        "weight_g": whole(row.get("weight_g")), "maintenance_months": whole(row.get("maintenance_months")),
        "consumables": pack(texts(row, "consumables")), "price_cents": cents, "currency": currency,
    }  # fmt: skip


def order(line: Line, frame: Frame) -> Values:
    """Give the columns of an order."""
    row = line.row
    cents, currency = _money(row, "total")
    kept = ("number", "invoice", "sale_channel", "contract_on", "invoice_on", "delivery_note_on", "delivered_on")
    return {key: _text(row, key) for key in kept} | {
        "customer_id": _ref(row, "customer", "customer", frame),
        "organisation_id": _ref(row, "organisation", "organisation", frame),
        "total_cents": cents, "currency": currency,
    }  # fmt: skip


def order_line(row: Row, frame: Frame) -> Values:
    """Give the columns of a line of an order."""
    cents, currency = _money(row, "price")
    return {
        "product_id": _ref(row, "product", "product", frame), "quantity": whole(row["quantity"]),
        "price_cents": cents, "currency": currency,
    }  # fmt: skip


def asset(line: Line, frame: Frame) -> Values:
    """Give the columns of an asset but its lot and order line."""
    row = line.row
    return {
        "product_id": _ref(row, "product", "product", frame), "customer_id": _ref(row, "customer", "customer", frame),
        "order_id": _ref(row, "order", "order", frame), "serial": _text(row, "serial"),
        "unit_key": unit_key(str(row.get("serial", ""))) or None, "delivered_on": _text(row, "delivered_on"),
        "agreed_months": whole(row.get("agreed_months")), "supply_until": _text(row, "supply_until"),
        "sold_by_us": _flag(row, "sold_by_us", True), "notes": _text(row, "notes"),
    }  # fmt: skip


def warranty(row: Row) -> Values:
    """Give the columns of a commercial guarantee but its asset."""
    return {
        "by": _text(row, "by"), "months": whole(row["months"]), "starts_on": _text(row, "starts_on"),
        "covers": pack(texts(row, "covers")),
    }  # fmt: skip


def ticket(line: Line, frame: Frame) -> Values:
    """Give the columns of a ticket but its number, status and pointers."""
    row = line.row
    return {
        "subject": _text(row, "subject"), "customer_id": _ref(row, "customer", "customer", frame),
        "organisation_id": _ref(row, "organisation", "organisation", frame),
        "assignee_id": _ref(row, "assignee", "agent", frame), "team_id": _ref(row, "team", "team", frame),
        "asset_id": _ref(row, "asset", "asset", frame), "product_id": _ref(row, "product", "product", frame),
        "order_id": _ref(row, "order", "order", frame), "priority": _text(row, "priority") or "normal",
        "channel": _text(row, "channel") or "email", "cause": _text(row, "cause"), "lang": _text(row, "language"),
        "created_at": epoch(row["created_at"]), "first_reply_at": epoch(row.get("first_reply_at")),
        "solved_at": epoch(row.get("solved_at")), "closed_at": epoch(row.get("closed_at")),
        "snoozed_until": epoch(row.get("snoozed_until")), "reopen_count": whole(row.get("reopen_count")) or 0,
        "custom": pack(row.get("custom") or {}),
    }  # fmt: skip


def interaction(line: Line, frame: Frame, ticket_customer: int | None) -> Values:
    """Give the columns of an interaction.

    Args:
        ticket_customer: The customer of its ticket, when the line names none.
    """
    row = line.row
    kind = str(row["kind_of"])
    inner = kind in ("note", "event")
    author = row.get("author")
    who: Row = author if isinstance(author, dict) else {"kind": "import"}
    by_agent = who.get("kind") == "agent"
    default = "internal" if inner else "out" if by_agent and kind == "message" else "in"
    direction = _text(row, "direction") or default
    call = row.get("call")
    spoken: Row = call if isinstance(call, dict) else {}
    at = epoch(row["at"])
    recorded = epoch(row.get("recorded_at"))
    customer_id = _ref(row, "customer", "customer", frame)
    if customer_id is None and not by_agent:
        customer_id = _ref(who, "ext", "customer", frame)
    return {
        "customer_id": ticket_customer if customer_id is None else customer_id,
        "ticket_id": _ref(row, "ticket", "ticket", frame), "channel": None if inner else _text(row, "channel"),
        "kind": kind, "direction": direction, "visibility": "internal" if inner else "public",
        "author_kind": str(who["kind"]), "author_name": _text(who, "name"),
        "agent_id": _ref(who, "ext", "agent", frame) if by_agent else None, "at": at,
        "recorded_at": at if recorded is None else recorded, "duration_s": whole(spoken.get("duration_s")),
        "outcome": _text(spoken, "outcome"), "visit_kind": _text(row, "visit_kind"), "subject": _text(row, "subject"),
        "body": _text(row, "body") or "", "message_ref": _text(row, "message_id"),
        "in_reply_to": _text(row, "in_reply_to"), "redacted": _flag(row, "redacted", False),
        "state": _text(row, "state") or ("sent" if direction == "out" and kind == "message" else None),
    }  # fmt: skip


def article(line: Line, frame: Frame) -> Values:
    """Give the columns of an article."""
    row = line.row
    version = max(1, whole(row.get("version")) or 1)
    state = _text(row, "state") or "draft"
    updated = epoch(row.get("updated_at"))
    return {
        "slug": slug_of(line), "lang": _text(row, "language") or frame.lang, "title": _text(row, "title"),
        "body": _text(row, "body"), "state": state, "visibility": _text(row, "visibility") or "internal",
        "tags": pack(texts(row, "tags")), "owner_id": _ref(row, "author", "agent", frame), "version": version,
        "published_version": version if state == "published" else None,
        "updated_at": frame.now if updated is None else updated,
    }  # fmt: skip


def canned(line: Line, frame: Frame) -> Values:
    """Give the columns of a canned reply."""
    row = line.row
    return {
        "slug": slug_of(line), "title": _text(row, "name"), "shortcut": _text(row, "shortcut") or None,
        "lang": _text(row, "language") or frame.lang, "body": _text(row, "body"),
        "scope": _text(row, "scope") or "shop", "owner_id": _ref(row, "owner", "agent", frame),
        "channels": pack(texts(row, "channels")), "tags": pack(texts(row, "tags")), "active": _flag(row, "active", True),
    }  # fmt: skip


def rma(line: Line, frame: Frame) -> Values:
    """Give the columns of an RMA but its number."""
    row = line.row
    created = epoch(row.get("created_at"))
    return {
        "ticket_id": _ref(row, "ticket", "ticket", frame), "state": _text(row, "state") or "requested",
        "slip": _text(row, "slip"), "closed_at": epoch(row.get("closed_at")),
        "created_at": frame.now if created is None else created,
    }  # fmt: skip


def rma_line(row: Row, frame: Frame) -> Values:
    """Give the columns of a line of an RMA."""
    cents, currency = _money(row, "amount")
    return {
        "asset_id": _ref(row, "asset", "asset", frame), "product_id": _ref(row, "product", "product", frame),
        "asked": _text(row, "asked"), "outcome": _text(row, "outcome"), "fault_code": _text(row, "fault_code"),
        "cause": _text(row, "cause"), "cause_proved": _flag(row, "cause_proved", False), "amount_cents": cents,
        "currency": currency, "parts": pack(row.get("parts") or []),
    }  # fmt: skip


def repair(line: Line, frame: Frame) -> Values:
    """Give the columns of a repair."""
    row = line.row
    return {
        "asset_id": _ref(row, "asset", "asset", frame), "ticket_id": _ref(row, "ticket", "ticket", frame),
        "handed_over_on": _text(row, "handed_over"), "returned_on": _text(row, "returned"),
        "fault_code": _text(row, "fault_code"), "kind": _text(row, "repair_kind") or "repair",
        "under": _text(row, "under"),
    }  # fmt: skip


def survey(line: Line, frame: Frame) -> Values:
    """Give the columns of a survey."""
    row = line.row
    return {
        "customer_id": _ref(row, "customer", "customer", frame), "ticket_id": _ref(row, "ticket", "ticket", frame),
        "kind": _text(row, "survey_kind"), "score": whole(row.get("score")), "comment": _text(row, "comment"),
        "sent_at": epoch(row["sent_at"]), "answered_at": epoch(row.get("answered_at")),
        "agent_id": _ref(row, "agent", "agent", frame), "product_id": _ref(row, "product", "product", frame),
        "channel": _text(row, "channel"),
    }  # fmt: skip
