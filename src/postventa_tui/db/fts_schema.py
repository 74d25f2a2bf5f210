"""What the search indexes hold, and the views and triggers made from that list.

The index of a scope is external content over a view, so no text is stored twice. A trigger takes the
old text out of the index before a row changes and marks the document in `search_dirty`; `db.fts.flush`
puts the new text in before COMMIT. Parts of a view whose table or column a file does not have are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db.fts_search import COLUMNS
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postventa_tui.db.connection import Db

SCOPES = tuple(COLUMNS)
BODY_KINDS = "('message', 'note', 'call', 'visit')"

TABLES = (
    "CREATE TABLE IF NOT EXISTS search_dirty(scope TEXT NOT NULL, id INTEGER NOT NULL,"
    " PRIMARY KEY(scope, id)) STRICT, WITHOUT ROWID",
    # es, en: the two stems, so that a search for a known word loads no stemmer
    "CREATE TABLE IF NOT EXISTS search_term(scope TEXT NOT NULL, term TEXT NOT NULL, df INTEGER NOT NULL,"
    " es TEXT NOT NULL, en TEXT NOT NULL, PRIMARY KEY(scope, term)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS search_stem(scope TEXT NOT NULL, stem TEXT NOT NULL, term TEXT NOT NULL,"
    " PRIMARY KEY(scope, stem, term)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS search_del(scope TEXT NOT NULL, d TEXT NOT NULL, term TEXT NOT NULL,"
    " PRIMARY KEY(scope, d, term)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS search_key(key TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,"
    " target_id INTEGER NOT NULL, PRIMARY KEY(key, kind, target, target_id)) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS search_key_target ON search_key(target, target_id)",
    "CREATE TABLE IF NOT EXISTS search_pick(scope TEXT NOT NULL, target_id INTEGER NOT NULL,"
    " product_id INTEGER NOT NULL, stem TEXT NOT NULL, n REAL NOT NULL, last_at INTEGER NOT NULL,"
    " PRIMARY KEY(scope, target_id, product_id, stem)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS search_state(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)


class Part(NamedTuple):
    """A piece of SQL for one column of a view, and the `table.column` names it needs."""

    sql: str
    needs: tuple[str, ...]


def _points(owner: str) -> Part:
    return Part(
        f"(SELECT group_concat(p.raw, ' ') FROM contact_points p WHERE p.customer_id = {owner})",
        ("contact_points.raw", "contact_points.customer_id"),
    )


_NAME = ("display", "given", "surname1", "surname2")
"""What a person is called: as wanted on letters, and in parts."""


def _person(owner: str) -> Part:
    name = " || ' ' || ".join(f"coalesce(c.{column}, '')" for column in _NAME)
    return Part(
        f"(SELECT {name} FROM customers c WHERE c.id = {owner})",
        tuple(f"customers.{column}" for column in _NAME),
    )


def _product(ticket: str) -> tuple[Part, ...]:
    """Names of the product of a ticket, and of the product of its machine."""
    both = f"(SELECT {{}} FROM products x WHERE x.id = coalesce({ticket}.product_id, a.product_id))"
    return tuple(Part(both.format(f"x.{name}"), (f"products.{name}",)) for name in ("sku", "name", "brand", "model"))


VIEWS: Mapping[str, tuple[str, tuple[tuple[str, tuple[Part, ...]], ...]]] = {
    "ticket": (
        "tickets t LEFT JOIN assets a ON a.id = t.asset_id",
        (
            ("subject", (Part("t.subject", ("tickets.subject",)),)),
            (
                "people",
                (
                    _person("t.customer_id"),
                    Part(
                        "(SELECT o.name FROM organisations o WHERE o.id = t.organisation_id)",
                        ("organisations.name",),
                    ),
                    _points("t.customer_id"),
                ),
            ),
            (
                "tags",
                (
                    Part(
                        "(SELECT group_concat(g.name, ' ') FROM ticket_tags k JOIN tags g ON g.id = k.tag_id"
                        " WHERE k.ticket_id = t.id)",
                        ("ticket_tags.tag_id", "tags.name"),
                    ),
                    *_product("t"),
                    Part("a.serial", ("assets.serial",)),
                    Part("(SELECT d.number FROM orders d WHERE d.id = t.order_id)", ("orders.number",)),
                    Part("(SELECT d.invoice FROM orders d WHERE d.id = t.order_id)", ("orders.invoice",)),
                ),
            ),
            (
                "body",
                (
                    Part(
                        "(SELECT group_concat(b.body, char(10)) FROM (SELECT i.body FROM interactions i"
                        f" WHERE i.ticket_id = t.id AND i.kind IN {BODY_KINDS} ORDER BY i.id) b)",
                        ("interactions.body", "interactions.kind"),
                    ),
                ),
            ),
        ),
    ),
    "customer": (
        "customers t",
        (
            (
                "name",
                tuple(Part(f"t.{column}", (f"customers.{column}",)) for column in (*_NAME, "tax_id")),
            ),
            (
                "organisation",
                (
                    Part(
                        "(SELECT group_concat(o.name, ' ') FROM customer_organisations k JOIN organisations o"
                        " ON o.id = k.organisation_id WHERE k.customer_id = t.id)",
                        ("customer_organisations.customer_id", "organisations.name"),
                    ),
                ),
            ),
            (
                "address",
                (
                    _points("t.id"),
                    *(Part(f"t.{name}", (f"customers.{name}",)) for name in ("street", "postcode", "city", "region")),
                    Part("(SELECT h.name FROM households h WHERE h.id = t.household_id)", ("households.name",)),
                ),
            ),
            ("note", (Part("t.notes", ("customers.notes",)),)),
        ),
    ),
    "article": (
        "articles t LEFT JOIN article_versions v ON v.article_id = t.id AND v.version = t.published_version",
        (
            ("title", (Part("coalesce(v.title, t.title)", ("articles.title", "article_versions.title")),)),
            ("tags", (Part("t.tags", ("articles.tags",)),)),
            ("body", (Part("coalesce(v.body, t.body)", ("articles.body", "article_versions.body")),)),
        ),
    ),
    "canned": (
        "canned_replies t",
        (
            ("title", (Part("t.title", ("canned_replies.title",)),)),
            (
                "tags",
                (
                    Part("t.shortcut", ("canned_replies.shortcut",)),
                    Part("t.slug", ("canned_replies.slug",)),
                    Part("t.tags", ("canned_replies.tags",)),
                ),
            ),
            (
                "body",
                (
                    # {{placeholders}} are names of ours, not words of the reply: cut one after another.
                    Part(
                        "(WITH RECURSIVE cut(s) AS (SELECT t.body UNION ALL SELECT substr(s, 1, instr(s, '{{') - 1)"
                        " || ' ' || substr(s, instr(s, '{{') + instr(substr(s, instr(s, '{{')), '}}') + 1) FROM cut"
                        " WHERE instr(s, '{{') > 0 AND instr(substr(s, instr(s, '{{')), '}}') > 0)"
                        " SELECT s FROM cut ORDER BY length(s) LIMIT 1)",
                        ("canned_replies.body",),
                    ),
                ),
            ),
        ),
    ),
    "contact": (
        "interactions t",
        (
            ("subject", (Part("t.subject", ("interactions.subject",)),)),
            ("people", (_person("t.customer_id"),)),
            ("body", (Part("t.body", ("interactions.body",)),)),
        ),
    ),
}
"""Scope -> (tables, columns with their parts). A row alias `t` is the document."""

FILTERS = {"contact": f"t.ticket_id IS NULL AND t.kind IN {BODY_KINDS}"}
"""Condition on the documents of a scope; none means every row."""


def columns_of(db: Db) -> dict[str, set[str]]:
    """Give the columns of every table of the file, by table name."""
    found: dict[str, set[str]] = {}
    for table, column in db.all(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND m.name NOT LIKE 'search\\_%' ESCAPE '\\'"
    ):
        found.setdefault(str(table), set()).add(str(column))
    return found


def scopes_of(known: Mapping[str, set[str]]) -> list[str]:
    """Give the scopes whose documents the file can hold."""
    homes = {"ticket": ("tickets", "assets"), "customer": ("customers",), "article": ("articles", "article_versions"),
             "canned": ("canned_replies",), "contact": ("interactions",)}  # fmt: skip
    return [scope for scope in SCOPES if all(home in known for home in homes[scope])]


def view_sql(scope: str, known: Mapping[str, set[str]]) -> str:
    """Give the CREATE VIEW statement of `scope`."""
    source, columns = VIEWS[scope]
    made = []
    for name, parts in columns:
        present = [part.sql for part in parts if _has(part.needs, known)]
        text = " || ' ' || ".join(f"coalesce({sql}, '')" for sql in present) or "''"
        made.append(f"{text} AS {name}")
    where = f" WHERE {FILTERS[scope]}" if scope in FILTERS else ""
    return f"CREATE VIEW search_{scope}_v AS SELECT t.id AS id, {', '.join(made)} FROM {source}{where}"


def _has(needs: Iterable[str], known: Mapping[str, set[str]]) -> bool:
    return all(column in known.get(table, set()) for table, _, column in (need.partition(".") for need in needs))


def index_sql(scope: str) -> str:
    """Give the CREATE VIRTUAL TABLE statement of the index of `scope`."""
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS search_{scope} USING fts5({', '.join(COLUMNS[scope])},"
        f" content='search_{scope}_v', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )


def vocab_sql(scope: str) -> tuple[str, str]:
    """Give the statements of the two word lists of an index: by word, and word by word with its place."""
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS search_{scope}_words USING fts5vocab(search_{scope}, row)",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS search_{scope}_places USING fts5vocab(search_{scope}, instance)",
    )
