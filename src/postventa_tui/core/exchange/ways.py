"""How the row of each kind is written, with the rows that belong to it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from postventa_tui.core.exchange import mapping, store
from postventa_tui.core.exchange.claims import records, texts, whole
from postventa_tui.core.exchange.lines import Line, Row, content_hash
from postventa_tui.core.tickets import numbers
from postventa_tui.db import shop
from postventa_tui.kit import ids
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.exchange.mapping import Value, Values
    from postventa_tui.core.exchange.writer import Writer
    from postventa_tui.db.connection import Db

TICKET_COUNTER = "ticket_number"
RMA_COUNTER = "rma_number"
FIRST_NUMBER = 1001


class File(NamedTuple):
    """An attachment whose bytes are kept and whose interaction is still to come."""

    name: str
    mime: str | None
    size: int
    sha256: str
    digest: str


def reserve(db: Db, number: int) -> None:
    """Make sure that a ticket number is not given again; the shop's own begin at 1001 even then."""
    shop.reserve_number(db, TICKET_COUNTER, max(number, FIRST_NUMBER - 1))


def _agent(w: Writer, line: Line, row_id: int | None) -> int:
    values = dict(mapping.agent(line, w.frame))
    if row_id is not None and row_id == w.acting_id:
        # Who imports must not lock herself out by what stands in a file.
        del values["role"], values["active"]
    return w.save("agents", values, row_id)


def _team(w: Writer, line: Line, row_id: int | None) -> int:
    team_id = w.save("teams", mapping.team(line, w.frame), row_id)
    if row_id is not None and "members" in line.row:
        store.delete_children(w.db, "team_members", "team_id", team_id)
    for ext in dict.fromkeys(texts(line.row, "members")):
        agent_id = w.id_of("agent", ext)
        w.save("team_members", {"team_id": team_id, "agent_id": agent_id}, None)
        store.set_member_team(w.db, agent_id, team_id)
    return team_id


def _customer(w: Writer, line: Line, row_id: int | None) -> int:
    values = dict(mapping.customer(line, w.frame))
    house = line.row.get("household")
    values["household_id"] = _named(w, "households", house) if isinstance(house, str) and house else None
    is_new = row_id is None
    if is_new:
        values["uid"] = ids.uid()
    row_id = w.save("customers", values, row_id)
    _points(w, line, row_id, is_new=is_new)
    if not is_new:
        store.delete_children(w.db, "customer_organisations", "customer_id", row_id)
    for item in {str(item["ext"]): item for item in records(line.row, "organisations")}.values():
        link = {"customer_id": row_id, "organisation_id": w.id_of("organisation", str(item["ext"]))}
        w.save("customer_organisations", {**link, "role": _str(item.get("role"))}, None)
    if is_new:
        for item in records(line.row, "consents"):
            w.save("consents", {**mapping.consent(item), "customer_id": row_id}, None)
    if isinstance(line.row.get("merged_into"), str):
        w.pointers.append(("customer", row_id, str(line.row["merged_into"])))
    return row_id


def _points(w: Writer, line: Line, customer_id: int, *, is_new: bool) -> None:
    held = {} if is_new else store.list_points(w.db, customer_id)
    for values in mapping.contact_points(line):
        point_id = held.pop((str(values["kind"]), str(values["norm"])), None)
        w.save("contact_points", {**values, "customer_id": customer_id}, point_id)
    for point_id in held.values():
        store.update(w.db, "contact_points", point_id, {"live": 0, "updated_at": w.now})


def _named(w: Writer, table: str, name: str) -> int:
    found = store.find_named(w.db, table, name)
    return w.save(table, {"name": name}, None) if found is None else found


def _order(w: Writer, line: Line, row_id: int | None) -> int:
    row_id = w.save("orders", mapping.order(line, w.frame), row_id)
    held = store.list_order_lines(w.db, row_id)
    for index, item in enumerate(records(line.row, "lines")):
        values = {**mapping.order_line(item, w.frame), "order_id": row_id}
        line_id = w.save("order_lines", values, held[index] if index < len(held) else None)
        for ext in texts(item, "assets"):
            # The machines may stand further down; they are tied to their line when all rows are in.
            w.links.append((line_id, "asset", ext))
    return row_id


def _asset(w: Writer, line: Line, row_id: int | None) -> int:
    values = dict(mapping.asset(line, w.frame))
    code = line.row.get("lot")
    product_id = _number(values["product_id"])
    values["lot_id"] = _lot(w, product_id, code) if isinstance(code, str) and code else None
    is_new = row_id is None
    row_id = w.save("assets", values, row_id)
    if not is_new:
        store.delete_children(w.db, "warranties", "asset_id", row_id)
    for item in records(line.row, "commercial"):
        w.save("warranties", {**mapping.warranty(item), "asset_id": row_id}, None)
    return row_id


def _lot(w: Writer, product_id: int, code: str) -> int:
    found = store.find_lot(w.db, product_id, code)
    return w.save("lots", {"product_id": product_id, "code": code}, None) if found is None else found


def _ticket(w: Writer, line: Line, row_id: int | None) -> int:
    row = line.row
    values = dict(mapping.ticket(line, w.frame))
    values["status"], kind = _status(w, row)
    values.update(status_type=kind, is_open=int(kind in mapping.WORK))
    if kind in ("solved", "closed") and values["solved_at"] is None and row_id is None:
        values["solved_at"] = values["closed_at"]
    number = whole(row.get("number"))
    is_new = row_id is None
    if is_new:
        if number is None:
            number = shop.next_number(w.db, TICKET_COUNTER, FIRST_NUMBER)
        values.update(
            uid=ids.uid(), public_ref=numbers.public_ref(ids.choose), due_sort=mapping.NO_CLOCK,
            merged_from_type="open" if kind == "merged" else None,
        )  # fmt: skip
    if number is not None:
        reserve(w.db, number)
        values["number"] = number
    row_id = w.save("tickets", values, row_id)
    w.customer_of[row_id] = _number(values["customer_id"])
    _around(w, row, row_id, is_new=is_new)
    if is_new:
        w.touched.append(row_id)
    return row_id


def _status(w: Writer, row: Row) -> tuple[str, str]:
    """Give key and type: the shop's status of that name, else the first of the type."""
    key, kind = row.get("status"), row.get("status_type")
    if row.get("merged_into") is not None:
        kind = "merged"
    if isinstance(key, str) and w.statuses.get(key, kind) == (kind or w.statuses.get(key)) and key in w.statuses:
        return key, w.statuses[key]
    wanted = kind if isinstance(kind, str) else "open"
    if isinstance(key, str) and key.strip() and key not in w.statuses:
        # A status of the other shop comes along under its type: it may have any name, but no new meaning.
        label: dict[str, Value] = {"key": key, "type": wanted, "label_es": key, "label_en": key}
        w.save("statuses", {**label, "position": 10 * (len(w.statuses) + 1)}, None)
        w.statuses[key] = wanted
        return key, wanted
    return next(name for name, kind_of in w.statuses.items() if kind_of == wanted), wanted


def _around(w: Writer, row: Row, ticket_id: int, *, is_new: bool) -> None:
    if not is_new:
        store.delete_children(w.db, "ticket_tags", "ticket_id", ticket_id)
        store.delete_children(w.db, "followers", "ticket_id", ticket_id)
    for name in dict.fromkeys(tag.lower() for tag in texts(row, "tags") if tag.strip()):
        w.save("ticket_tags", {"ticket_id": ticket_id, "tag_id": _named(w, "tags", name)}, None)
    for ext in dict.fromkeys(texts(row, "followers")):
        w.save("followers", {"ticket_id": ticket_id, "agent_id": w.id_of("agent", ext), "at": w.now}, None)
    if isinstance(row.get("merged_into"), str):
        w.pointers.append(("ticket", ticket_id, str(row["merged_into"])))
    for key, kind in (("follows", "follows"), ("split_from", "split")):
        if isinstance(row.get(key), str):
            w.links.append((ticket_id, kind, str(row[key])))


def _interaction(w: Writer, line: Line, row_id: int | None) -> int:
    ticket = line.row.get("ticket")
    owner = None
    if isinstance(ticket, str):
        ticket_id = w.id_of("ticket", ticket)
        if ticket_id not in w.customer_of:
            w.customer_of[ticket_id] = store.ticket_customer(w.db, ticket_id)
        owner = w.customer_of[ticket_id]
        w.waiting.add(ticket_id)
    values = dict(mapping.interaction(line, w.frame, owner))
    is_new = row_id is None
    if is_new:
        values["uid"] = ids.uid()
    row_id = w.save("interactions", values, row_id)
    if is_new:
        for ext in texts(line.row, "attachments"):
            _attach(w, ext, row_id)
    return row_id


def blob(w: Writer, line: Line) -> None:
    """Keep the bytes of an attachment; its row is written with the interaction that names it."""
    row = line.row
    sha256 = str(row["sha256"])
    inline = row.get("base64")
    path = None if isinstance(inline, str) else w.source.beside(sha256)
    data = base64.b64decode(inline) if isinstance(inline, str) else path.read_bytes() if path else b""
    store.save_blob(w.db, sha256, data, w.now)
    w.files[line.ext] = File(str(row["name"]), _str(row.get("type")), len(data), sha256, content_hash(row))
    w.written += 1


def _attach(w: Writer, ext: str, interaction_id: int) -> None:
    file = w.files.get(ext)
    if file is None:
        return
    values: Values = {
        "interaction_id": interaction_id, "name": file.name, "mime": file.mime, "size": file.size,
        "blob_sha256": file.sha256,
    }  # fmt: skip
    w.note("attachment", ext, w.save("attachments", values, None), file.digest)


def _article(w: Writer, line: Line, row_id: int | None) -> int:
    values = mapping.article(line, w.frame)
    is_new = row_id is None
    row_id = w.save("articles", values, row_id)
    if not is_new:
        store.delete_children(w.db, "article_products", "article_id", row_id)
    for ext in dict.fromkeys(texts(line.row, "products")):
        w.save("article_products", {"article_id": row_id, "product_id": w.id_of("product", ext)}, None)
    if is_new:
        kept: dict[str, Value] = {"article_id": row_id, "agent_id": values["owner_id"], "note": None}
        for key in ("version", "title", "body"):
            kept[key] = values[key]
        w.save("article_versions", kept, None)
    return row_id


def _canned(w: Writer, line: Line, row_id: int | None) -> int:
    row_id = w.save("canned_replies", mapping.canned(line, w.frame), row_id)
    more = (whole(line.row.get("uses")) or 0) - store.count_uses(w.db, row_id)
    store.insert_uses(w.db, row_id, min(max(more, 0), 100_000), w.now)
    return row_id


def _rma(w: Writer, line: Line, row_id: int | None) -> int:
    values = dict(mapping.rma(line, w.frame))
    is_new = row_id is None
    if is_new:
        values["number"] = shop.next_number(w.db, RMA_COUNTER, 1)
    row_id = w.save("rmas", values, row_id)
    if not is_new:
        store.delete_children(w.db, "rma_lines", "rma_id", row_id)
    for item in records(line.row, "lines"):
        w.save("rma_lines", {**mapping.rma_line(item, w.frame), "rma_id": row_id}, None)
    return row_id


def _consent(w: Writer, line: Line, row_id: int | None) -> int:
    values = {**mapping.consent(line.row), "customer_id": w.id_of("customer", str(line.row["customer"]))}
    return w.save("consents", values, row_id)


def _plain(columns: Callable[[Line, mapping.Frame], Values]) -> Callable[[Writer, Line, int | None], int]:
    def _way(w: Writer, line: Line, row_id: int | None) -> int:
        return w.save(store.TABLE_OF[line.kind], columns(line, w.frame), row_id)

    return _way


def _str(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


WAYS: dict[str, Callable[[Writer, Line, int | None], int]] = {
    "agent": _agent,
    "team": _team,
    "organisation": _plain(mapping.organisation),
    "customer": _customer,
    "product": _plain(mapping.product),
    "order": _order,
    "asset": _asset,
    "ticket": _ticket,
    "interaction": _interaction,
    "article": _article,
    "canned": _canned,
    "rma": _rma,
    "repair": _plain(mapping.repair),
    "survey": _plain(mapping.survey),
    "consent": _consent,
}
"""Kind of line -> what writes it; attachments are kept until the interaction that names them."""
