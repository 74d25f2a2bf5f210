"""Names that a query says, as ids: small tables, compared folded. Statements of the query compiler only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.words import fold, tokens

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row

MOST = 500
"""A text that fits more rows than this is too short to mean any."""


def agents(db: Db, login: str) -> list[int]:
    """Give the agents with a login."""
    return _equal(db.all("SELECT id, login FROM agents"), login)


def teams(db: Db, name: str) -> list[int]:
    """Give the teams of a name."""
    return _equal(db.all("SELECT id, name FROM teams"), name)


def tags(db: Db, name: str) -> list[int]:
    """Give the tags of a name."""
    return _equal(db.all("SELECT id, name FROM tags"), name)


def organisations(db: Db, text: str) -> list[int]:
    """Give the organisations whose names have words that begin with all words of `text`."""
    return _beginning(db.all("SELECT id, name FROM organisations"), text)


def products(db: Db, text: str) -> list[int]:
    """Give the products whose name, brand, model or stock number fits."""
    rows = db.all("SELECT id, sku, name, brand, model FROM products")
    wanted = fold(text)
    by_sku = [int(str(row[0])) for row in rows if fold(str(row[1])).startswith(wanted)]
    return list(dict.fromkeys([*by_sku, *_beginning(rows, text)]))[:MOST]


def categories(db: Db, text: str) -> list[int]:
    """Give the products of a category."""
    return _beginning(db.all("SELECT id, category FROM products WHERE category IS NOT NULL"), text)


def _equal(rows: list[Row], wanted: str) -> list[int]:
    return [int(str(row[0])) for row in rows if " ".join(fold(str(row[1])).split()) == wanted][:MOST]


def _beginning(rows: list[Row], text: str) -> list[int]:
    words = tokens(text)
    found = []
    for row in rows:
        known = tokens(" ".join(str(part) for part in row[1:] if part))
        if words and all(any(one.startswith(word) for one in known) for word in words):
            found.append(int(str(row[0])))
    return found[:MOST]
