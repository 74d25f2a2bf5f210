"""The triggers that keep the search indexes true, made from two lists of changes.

A touch takes the old text of a document out before a row changes; a mark only notes work for the flush.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db.fts_schema import BODY_KINDS, scopes_of
from postventa_tui.db.fts_search import COLUMNS
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Touch(NamedTuple):
    """A change that alters documents: in `table`, when `event` happens to `columns`, those of `ids`.

    `ids` is a SELECT of one column `id` for the documents of `scope`, with ROW standing for OLD or NEW.
    """

    table: str
    event: str  # I, U, D in any mix
    columns: tuple[str, ...]
    scope: str
    ids: str


_OF_CUSTOMER = "SELECT x.id FROM tickets x WHERE x.customer_id = ROW."

_NAME = ("display", "given", "surname1", "surname2")

TOUCHES: tuple[Touch, ...] = (
    Touch("tickets", "UD", ("subject", "customer_id", "organisation_id", "asset_id", "product_id", "order_id"),
          "ticket", "SELECT ROW.id AS id"),
    Touch("interactions", "IUD", ("body", "ticket_id", "kind"), "ticket",
          f"SELECT ROW.ticket_id AS id WHERE ROW.ticket_id IS NOT NULL AND ROW.kind IN {BODY_KINDS}"),
    Touch("interactions", "UD", ("body", "ticket_id", "kind", "subject", "customer_id"), "contact",
          "SELECT ROW.id AS id"),
    Touch("ticket_tags", "IUD", ("tag_id", "ticket_id"), "ticket", "SELECT ROW.ticket_id AS id"),
    Touch("tags", "U", ("name",), "ticket",
          "SELECT k.ticket_id AS id FROM ticket_tags k WHERE k.tag_id = ROW.id"),
    Touch("customers", "UD", _NAME, "ticket", _OF_CUSTOMER + "id"),
    Touch("customers", "UD", _NAME, "contact",
          "SELECT x.id FROM interactions x WHERE x.customer_id = ROW.id AND x.ticket_id IS NULL"),
    Touch("customers", "UD",
          (*_NAME, "tax_id", "notes", "street", "postcode", "city", "region", "household_id"), "customer",
          "SELECT ROW.id AS id"),
    Touch("contact_points", "IUD", ("raw", "customer_id"), "ticket", _OF_CUSTOMER + "customer_id"),
    Touch("contact_points", "IUD", ("raw", "customer_id"), "customer", "SELECT ROW.customer_id AS id"),
    Touch("organisations", "U", ("name",), "ticket", "SELECT x.id FROM tickets x WHERE x.organisation_id = ROW.id"),
    Touch("organisations", "U", ("name",), "customer",
          "SELECT k.customer_id AS id FROM customer_organisations k WHERE k.organisation_id = ROW.id"),
    Touch("customer_organisations", "IUD", ("customer_id", "organisation_id"), "customer",
          "SELECT ROW.customer_id AS id"),
    Touch("households", "U", ("name",), "customer", "SELECT x.id FROM customers x WHERE x.household_id = ROW.id"),
    Touch("products", "U", ("sku", "name", "brand", "model"), "ticket",
          "SELECT x.id FROM tickets x LEFT JOIN assets y ON y.id = x.asset_id"
          " WHERE coalesce(x.product_id, y.product_id) = ROW.id"),
    Touch("assets", "U", ("serial", "product_id"), "ticket", "SELECT x.id FROM tickets x WHERE x.asset_id = ROW.id"),
    Touch("orders", "U", ("number", "invoice"), "ticket",
          "SELECT x.id FROM tickets x WHERE x.order_id = ROW.id"),
    Touch("articles", "UD", ("title", "tags", "body", "published_version"), "article", "SELECT ROW.id AS id"),
    Touch("article_versions", "UD", ("title", "body"), "article", "SELECT ROW.article_id AS id"),
    Touch("canned_replies", "UD", ("title", "shortcut", "slug", "tags", "body"), "canned", "SELECT ROW.id AS id"),
)  # fmt: skip


class Mark(NamedTuple):
    """Work for the flush without an old text: after `event` in `table`, note `scope` for row `id`."""

    table: str
    event: str
    columns: tuple[str, ...]
    scope: str
    id: str
    when: str = ""


MARKS: tuple[Mark, ...] = (
    Mark("tickets", "I", (), "ticket", "id"),
    Mark("tickets", "I", (), "+ticket", "id"),
    Mark("tickets", "IUD", ("number",), "key_ticket", "id"),
    Mark("interactions", "IU", ("body",), "+text", "id", f"ROW.kind IN {BODY_KINDS}"),
    Mark("interactions", "I", (), "contact", "id", "ROW.ticket_id IS NULL"),
    Mark("customers", "I", (), "customer", "id"),
    Mark("customers", "I", (), "+customer", "id"),
    Mark("contact_points", "IUD", ("norm", "kind", "customer_id"), "key_customer", "customer_id"),
    Mark("assets", "IUD", ("serial",), "key_asset", "id"),
    Mark("orders", "IUD", ("number", "invoice"), "key_order", "id"),
    Mark("articles", "I", (), "article", "id"),
    Mark("articles", "I", (), "+article", "id"),
    Mark("canned_replies", "I", (), "canned", "id"),
    Mark("canned_replies", "I", (), "+canned", "id"),
)


def triggers(known: Mapping[str, set[str]]) -> list[str]:
    """Give the CREATE TRIGGER statements for the tables the file has."""
    scopes = scopes_of(known)
    made: list[str] = []
    for number, touch in enumerate(TOUCHES):
        if touch.table in known and touch.scope in scopes and _tables_of(touch.ids) <= set(known):
            made += _touch_triggers(number, touch, known[touch.table])
    for number, mark in enumerate(MARKS):
        if mark.table in known and (mark.scope.lstrip("+") in {*scopes, "text"} or mark.scope.startswith("key_")):
            made += _mark_triggers(number, mark, known[mark.table])
    return made


def _tables_of(sql: str) -> set[str]:
    words = sql.split()
    return {words[at + 1] for at, word in enumerate(words) if word in ("FROM", "JOIN")}


_EVENTS = {"I": ("INSERT", ("NEW",)), "U": ("UPDATE", ("OLD", "NEW")), "D": ("DELETE", ("OLD",))}


def _changed(columns: Iterable[str], present: set[str]) -> tuple[str, str]:
    """Give ` OF a, b` and the WHEN condition that one of the columns the table has really changes."""
    real = [column for column in columns if column in present]
    return ", ".join(real), " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in real)


def _touch_triggers(number: int, touch: Touch, present: set[str]) -> list[str]:
    made = []
    for event in touch.event:
        word, rows = _EVENTS[event]
        of, changed = _changed(touch.columns, present)
        if event == "U" and not of:
            continue
        ids = [touch.ids.replace("ROW.", f"{row}.") for row in rows]
        if touch.ids == "SELECT ROW.id AS id":
            ids = ids[:1]  # the id of a row never changes
        body = " ".join(_touch_body(touch.scope, one) for one in ids)
        head = f"CREATE TRIGGER search_touch_{number}_{event} BEFORE {word}"
        if event == "U":
            head += f" OF {of}"
        when = f" WHEN {changed}" if event == "U" else ""
        made.append(f"{head} ON {touch.table} FOR EACH ROW{when} BEGIN {body} END")
    return made


def _touch_body(scope: str, ids: str) -> str:
    columns = ", ".join(COLUMNS[scope])
    clean = f"NOT EXISTS (SELECT 1 FROM search_dirty d WHERE d.scope = '{scope}' AND d.id = {{}}.id)"
    return (
        f"INSERT INTO search_{scope}(search_{scope}, rowid, {columns}) SELECT 'delete', v.id,"
        f" {', '.join(f'v.{name}' for name in COLUMNS[scope])} FROM search_{scope}_v v"
        f" WHERE v.id IN ({ids}) AND {clean.format('v')};"
        # No INSERT OR IGNORE: the conflict rule of the outer statement would replace it.
        f" INSERT INTO search_dirty(scope, id) SELECT '{scope}', w.id FROM ({ids}) w"
        f" WHERE w.id IS NOT NULL AND {clean.format('w')};"
    )


def _mark_triggers(number: int, mark: Mark, present: set[str]) -> list[str]:
    made = []
    for event in mark.event:
        word, rows = _EVENTS[event]
        of, changed = _changed(mark.columns, present)
        if event == "U" and not of:
            continue
        body = " ".join(
            f"INSERT INTO search_dirty(scope, id) SELECT '{mark.scope}', {row}.{mark.id} WHERE NOT EXISTS"
            f" (SELECT 1 FROM search_dirty d WHERE d.scope = '{mark.scope}' AND d.id = {row}.{mark.id});"
            for row in rows
        )
        conditions = [f"({changed})"] if event == "U" else []
        if mark.when:
            conditions.append(mark.when.replace("ROW.", f"{rows[-1]}."))
        head = f"CREATE TRIGGER search_mark_{number}_{event} AFTER {word}"
        if event == "U":
            head += f" OF {of}"
        when = f" WHEN {' AND '.join(conditions)}" if conditions else ""
        made.append(f"{head} ON {mark.table} FOR EACH ROW{when} BEGIN {body} END")
    return made
