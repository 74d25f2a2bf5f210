"""Verbs and answers about people: create, change, find, merge, contact points."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from postventa_tui.core.customers import names, points, store
from postventa_tui.desk import verb
from postventa_tui.kit import ids
from postventa_tui.kit.errors import Conflict, NotFound, Refused, Usage
from postventa_tui.kit.text import fold, sort_key, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.core.customers.rows import Customer, Point
    from postventa_tui.db.connection import SqlValue
    from postventa_tui.desk import Desk

FIELDS = (
    "given", "surname1", "surname2", "display", "lang", "formality", "tier", "tax_id", "street", "postcode",
    "city", "region", "country", "notes", "since_on",
)  # fmt: skip
_CHOICES = {"formality": ("tu", "usted"), "tier": ("none", "bronze", "silver", "gold")}
POINT_KINDS = ("email", "phone", "handle")


@verb("customer.new")
def create(
    desk: Desk,
    fields: Mapping[str, str | None],
    contact: Mapping[str, str] | None = None,
    *,
    household_id: int | None = None,
    uid: str | None = None,
    created_at: int | None = None,
) -> int:
    """Write a new customer and its contact points; gives the id.

    Args:
        fields: Any of `FIELDS`.
        contact: Contact points as kind -> text; the first of a kind is its primary one.

    Raises:
        Refused: `bad_value` for a text that is no contact point.
    """
    values = _checked(fields)
    values["sort_key"] = _key(values)
    values["uid"] = uid or ids.uid()
    values["household_id"] = household_id
    values.setdefault("tier", "none")
    at = desk.clock.now()
    if created_at is not None:
        values["created_at"] = created_at
    values.setdefault("preferences", "{}")
    customer_id = store.insert_customer(desk.db, values, at)
    for kind, text in (contact or {}).items():
        add_point(desk, customer_id, kind, text, primary=True)
    return customer_id


def _checked(fields: Mapping[str, str | None]) -> dict[str, SqlValue]:
    values: dict[str, SqlValue] = {}
    for name, text in fields.items():
        if name not in FIELDS:
            raise Usage("unknown_field", field=name, known=", ".join(FIELDS))
        value = typed(text).strip() if text else None
        if value and value not in _CHOICES.get(name, (value,)):
            raise Usage("bad_value", field=name, value=value, reason=", ".join(_CHOICES[name]))
        values[name] = value or None
    if values.get("tier", "none") is None:
        values["tier"] = "none"
    return values


def _key(values: Mapping[str, SqlValue]) -> str:
    given, surname1, surname2, display = (
        str(values[part]) if values.get(part) else None for part in ("given", "surname1", "surname2", "display")
    )
    return names.sort_key(names.Name(given, surname1, surname2), display)


@verb("customer.set")
def change(desk: Desk, customer_id: int, fields: Mapping[str, str | None], version: int | None = None) -> None:
    """Write some fields of a customer.

    Raises:
        Conflict: `stale` when the customer was written since `version` was read.
    """
    before = get(desk, customer_id)
    values = _checked(fields)
    if version is not None and version != before.version:
        changed = ", ".join(values)
        raise Conflict("stale", fields=changed, version=before.version, read=version)
    whole: dict[str, SqlValue] = {**before._asdict(), **values}
    store.save_customer(desk.db, customer_id, {**values, "sort_key": _key(whole)}, desk.clock.now())


@verb("customer.preferences")
def prefer(desk: Desk, customer_id: int, preferences: Mapping[str, str | None]) -> None:
    """Write preferences of service (channel, hours, accessibility); None takes one out."""
    now: dict[str, str] = json.loads(get(desk, customer_id).preferences)
    for name, value in preferences.items():
        if value:
            now[name] = typed(value)
        else:
            now.pop(name, None)
    text = json.dumps(now, ensure_ascii=False, sort_keys=True)
    store.save_customer(desk.db, customer_id, {"preferences": text}, desk.clock.now())


@verb("customer.point")
def add_point(
    desk: Desk, customer_id: int, kind: str, text: str, *, primary: bool = False, do_not_use: str | None = None
) -> int | None:
    """Write a contact point; gives its id, or the id of the same one this customer already has.

    Raises:
        Usage: `bad_value` when `text` is no point of this kind.
    """
    point = points.normalise(kind, text)
    if point is None:
        raise Usage("bad_value", field=kind, value=text, reason="")
    mine = store.list_points(desk.db, customer_id)
    for known in mine:
        if (known.kind, known.norm) == (point.kind, point.norm):
            return known.id
    first = primary and not any(known.kind == kind and known.is_primary for known in mine)
    values: dict[str, SqlValue] = {
        "kind": kind, "raw": text.strip(), "norm": point.norm, "ext": point.ext, "is_primary": int(first),
        "do_not_use": int(do_not_use is not None), "reason": do_not_use,
    }  # fmt: skip
    return store.insert_point(desk.db, customer_id, values, desk.clock.now())


@verb("customer.point_set")
def change_point(
    desk: Desk,
    point_id: int,
    *,
    valid: bool | None = None,
    bounced_at: int | None = None,
    do_not_use: str | None = None,
    primary: bool = False,
    live: bool = True,
) -> None:
    """Write the state of a contact point: bounced, not to be used (with a reason), primary, gone."""
    point = get_point(desk, point_id)
    at = desk.clock.now()
    if primary:
        for other in store.list_points(desk.db, point.customer_id):
            if other.kind == point.kind and other.is_primary and other.id != point_id:
                store.save_point(desk.db, other._replace(is_primary=0), True, at)
    after = point._replace(
        valid=point.valid if valid is None else int(valid),
        bounced_at=point.bounced_at if bounced_at is None else bounced_at,
        do_not_use=point.do_not_use if do_not_use is None else int(do_not_use != ""),
        reason=point.reason if do_not_use is None else do_not_use or None,
        is_primary=1 if primary else point.is_primary,
    )
    store.save_point(desk.db, after, live, at)


def get(desk: Desk, customer_id: int) -> Customer:
    """Give a customer row as it is written, merged or not.

    Raises:
        NotFound: `customer_unknown`.
    """
    found = store.find_customer(desk.db, customer_id)
    if found is None:
        raise NotFound("customer_unknown", ref=f"C-{customer_id}")
    return found


def get_point(desk: Desk, point_id: int) -> Point:
    """Give a contact point.

    Raises:
        NotFound: `point_unknown`.
    """
    found = store.find_point(desk.db, point_id)
    if found is None:
        raise NotFound("point_unknown", id=point_id)
    return found


def survivor(desk: Desk, customer_id: int) -> Customer:
    """Give the customer that stands for this one after people-merges."""
    found = get(desk, customer_id)
    seen = {found.id}
    while found.merged_into_id is not None and found.merged_into_id not in seen:
        found = get(desk, found.merged_into_id)
        seen.add(found.id)
    return found


def family(desk: Desk, customer_id: int) -> list[int]:
    """Give the ids read as one person: the customer and everybody merged into it."""
    return store.list_family(desk.db, customer_id)


def points_of(desk: Desk, customer_id: int) -> list[Point]:
    """Give the live contact points of a person, those of merged rows too."""
    return [point for one in family(desk, customer_id) for point in store.list_points(desk.db, one)]


def match_point(desk: Desk, kind: str, text: str) -> int | None:
    """Give the customer a message from this contact point belongs to, or None.

    By exact contact point (of several people the one written last); for phones also by the last nine digits
    within Spain, if exactly one person fits.
    """
    matches = match_all(desk, kind, text)
    return matches[0] if matches else None


def match_all(desk: Desk, kind: str, text: str) -> list[int]:
    """Give all people of a contact point, the one written last first; several may share a telephone."""
    point = points.normalise(kind, text)
    if point is not None:
        exact = store.list_by_norm(desk.db, point.kind, point.norm)
        if exact:
            return list(dict.fromkeys(survivor(desk, one).id for one in exact))
    if kind != "phone":
        return []
    digits = "".join(c for c in text if c in "0123456789")[-9:]
    tail = {survivor(desk, one).id for one in store.list_by_tail(desk.db, digits)} if len(digits) == 9 else set()
    return list(tail) if len(tail) == 1 else []


def find(desk: Desk, text: str, limit: int = 20) -> list[Customer]:
    """Give the people that `text` may mean: reference, contact point, or beginning of the name."""
    word = text.strip()
    if word[:2].upper() == "C-" and word[2:].isascii() and word[2:].isdigit() and len(word) < 18:
        found = store.find_customer(desk.db, int(word[2:]))
        return [found] if found else []
    point = points.guess(word)
    if point is not None:
        ids = match_all(desk, point.kind, word)
        if ids or point.kind != "handle":
            return store.list_customers(desk.db, ids)
    return _by_name(desk, word, limit)


def _by_name(desk: Desk, text: str, limit: int) -> list[Customer]:
    """Give people in whose name every word begins a word, those whose name begins so first."""
    found: dict[int, Customer] = {}
    for key in dict.fromkeys((names.sort_key(names.split(text)), sort_key(text))):
        if key:
            for customer in store.list_by_name(desk.db, key, limit):
                found.setdefault(customer.id, customer)
    words = re.findall(r"[^\W_]+", fold(text))
    if words:
        for customer in store.list_customers(desk.db, store.list_by_words(desk.db, words, limit)):
            found.setdefault(customer.id, customer)
    return list(found.values())[:limit]


def one(desk: Desk, text: str) -> Customer:
    """Give the one person that `text` names.

    Raises:
        NotFound: `customer_unknown`.
        Refused: `ambiguous_customer` when several people fit; names them.
    """
    found = find(desk, text)
    if not found:
        raise NotFound("customer_unknown", ref=text)
    if len(found) > 1:
        exact = [c for c in found if sort_key(c.name) == sort_key(text)]
        if len(exact) != 1:
            shown = "; ".join(f"{c.ref} {c.name}" for c in found[:5])
            raise Refused("ambiguous_customer", ref=text, people=shown)
        found = exact
    return survivor(desk, found[0].id)


@verb("customer.merge")
def merge(desk: Desk, losing_id: int, into_id: int) -> None:
    """Point one customer at another; every row stays where it is.

    Raises:
        Refused: `same_customer`, `is_merged`, `bad_survivor`, `cycle`, `legal_hold`.
    """
    losing, into = get(desk, losing_id), get(desk, into_id)
    if losing.id == into.id:
        raise Refused("same_customer")
    if losing.merged_into_id is not None:
        raise Refused("is_merged", ref=losing.ref)
    if losing.id == survivor(desk, into.id).id:
        raise Refused("cycle")
    if into.merged_into_id is not None or into.erased_at or losing.erased_at:
        raise Refused("bad_survivor", ref=into.ref)
    if bool(losing.legal_hold) != bool(into.legal_hold):
        raise Refused("legal_hold", ref=losing.ref if losing.legal_hold else into.ref)
    store.save_customer(desk.db, losing_id, {"merged_into_id": into_id}, desk.clock.now())


@verb("customer.unmerge")
def unmerge(desk: Desk, customer_id: int) -> None:
    """Clear the pointer of a people-merge.

    Raises:
        Refused: `not_merged`.
    """
    if get(desk, customer_id).merged_into_id is None:
        raise Refused("not_merged", ref=f"C-{customer_id}")
    store.save_customer(desk.db, customer_id, {"merged_into_id": None}, desk.clock.now())


@verb("customer.hold", role="admin")
def hold(desk: Desk, customer_id: int, on: bool) -> None:
    """Put a legal hold on a customer, or take it off."""
    get(desk, customer_id)
    store.save_customer(desk.db, customer_id, {"legal_hold": int(on)}, desk.clock.now())


def duplicates(desk: Desk) -> list[tuple[int, int, str]]:
    """Give pairs of people who may be one, with the reason; nothing merges by itself."""
    return store.list_same_key(desk.db)
