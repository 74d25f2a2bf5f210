"""What a line claims for itself alone: a login, a number, an address. Two rows may not claim the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from postventa_tui.core.assets.serials import unit_key
from postventa_tui.core.customers import points
from postventa_tui.core.exchange.lines import Line, Row
from postventa_tui.kit.rows import NamedTuple


class Claim(NamedTuple):
    """One claim: where it counts, what is claimed, and the code and field when it is somebody else's."""

    space: str
    value: str
    code: str
    field: str


ADOPTED = {"agent": "agent.login", "team": "team.name", "product": "product.sku"}
"""Kinds whose row made here becomes the imported one when it claims the same: the shop knows it by that name."""


def claims(line: Line, lang: str) -> Iterator[Claim]:
    """Give the claims of a line.

    Args:
        lang: The shop's language, for texts without one.
    """
    row = line.row
    match line.kind:
        case "agent":
            yield Claim("agent.login", str(row["login"]), "bad_value", "login")
        case "team":
            yield Claim("team.name", str(row["name"]), "bad_value", "name")
        case "product":
            yield Claim("product.sku", str(row["sku"]), "bad_value", "sku")
        case "organisation" if tax_code(row):
            yield Claim("organisation.tax_id", tax_code(row), "bad_value", "tax_id")
        case "order" if isinstance(row.get("number"), str):
            yield Claim("order.number", str(row["number"]), "bad_value", "number")
        case "asset" if unit_key(str(row.get("serial", ""))):
            value = f"{row['product']}\n{unit_key(str(row['serial']))}"
            yield Claim("asset.serial", value, "bad_value", "serial")
        case "ticket" if isinstance(row.get("number"), (int, float)):
            yield Claim("ticket.number", str(whole(row["number"])), "number_taken", "number")
        case "article":
            yield Claim("article.slug", f"{slug_of(line)}\n{row.get('language') or lang}", "bad_value", "group")
        case "canned":
            language = row.get("language") or lang
            yield Claim("canned.slug", f"{slug_of(line)}\n{language}", "bad_value", "group")
            if row.get("shortcut"):
                yield Claim("canned.shortcut", f"{row['shortcut']}\n{language}", "bad_value", "shortcut")
        case "customer":
            yield from _point_claims(row)


def _point_claims(row: Row) -> Iterator[Claim]:
    # A telephone may belong to several people of one house; an address or a handle is one person's.
    for field, found in points_of(row):
        if found.kind != "phone":
            yield Claim(f"point.{found.kind}", found.norm, "contact_taken", field)


def unreadable_point(line: Line) -> str | None:
    """Give the field of the first contact point that is none (`points[1].value`), or None."""
    if line.kind != "customer":
        return None
    seen: set[tuple[str, str]] = set()
    for index, point in enumerate(records(line.row, "points")):
        found = points.normalise(str(point["kind"]), str(point["value"]))
        if found is None or (found.kind, found.norm) in seen:
            return f"points[{index}].value"
        seen.add((found.kind, found.norm))
    return None


def points_of(row: Row) -> Iterator[tuple[str, points.Point]]:
    """Give field and normal form of each contact point that can be read."""
    for index, point in enumerate(records(row, "points")):
        found = points.normalise(str(point["kind"]), str(point["value"]))
        if found is not None:
            yield f"points[{index}].value", found


def records(row: Row, key: str) -> list[Row]:
    """Give the objects of a list in a checked row; none without the key."""
    found = row.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def texts(row: Row, key: str) -> list[str]:
    """Give the strings of a list in a checked row; none without the key."""
    found = row.get(key)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def whole(value: object) -> int | None:
    """Give a checked number as an integer (`12.0` is 12), None for null."""
    return int(value) if isinstance(value, (int, float)) else None


def slug_of(line: Line) -> str:
    """Give the slug that joins the languages of a text: its `group`, else its identity."""
    group = line.row.get("group")
    return group if isinstance(group, str) and group else line.ext


def tax_code(row: Row) -> str:
    """Give a tax id in normal form: upper case without blanks, dots and dashes; "" without one."""
    return "".join(sign for sign in str(row.get("tax_id", "")).upper() if sign.isalnum())
