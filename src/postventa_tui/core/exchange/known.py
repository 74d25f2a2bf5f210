"""What the file knows already: identities, edits made here, values that are taken."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from postventa_tui.core.exchange import store
from postventa_tui.core.exchange.claims import ADOPTED, points_of
from postventa_tui.db import erase, shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.exchange.lines import Line
    from postventa_tui.db.connection import Db

_OWN = re.compile(r"pv:([a-z]+):([1-9][0-9]{0,17})")


class ShopKnown:
    """Answers of the shop's file to the judgement of lines."""

    def __init__(self, db: Db, lang: str, own_mark: Callable[[str, int], str | None]) -> None:
        self._db = db
        self.lang = lang
        self._own_mark = own_mark
        self._is_own = False
        self._is_fresh = False
        self._has_erased = store.has_erasures(db)

    def begin(self, source: str) -> None:
        """Learn where a file comes from: only in this shop's own files does `pv:ticket:7` name a row made here."""
        self._is_own = source == own_source(self._db)
        self._is_fresh = not store.has_externals(self._db)

    def row_of(self, kind: str, ext: str) -> int | None:
        """Give the row of an identity: one it was imported with, or `pv:<kind>:<id>` of a row made here."""
        if self._is_fresh and not self._is_own:
            return None
        found = store.find_external(self._db, kind, ext)
        if found is not None:
            return found[0] if store.has_row(self._db, store.TABLE_OF[kind], found[0]) else None
        own = _OWN.fullmatch(ext)
        if own is None or own[1] != kind or not self._is_own:
            return None
        row_id = int(own[2])
        is_here = store.has_row(self._db, store.TABLE_OF[kind], row_id)
        return row_id if is_here and store.find_ext(self._db, kind, row_id) is None else None

    def has(self, kind: str, ext: str) -> bool:
        """Tell whether a row of that identity is there."""
        return self.row_of(kind, ext) is not None

    def state(self, line: Line, content: Callable[[], str]) -> str:
        """Give `new`, `same`, `changed` or `edited` for a line; `content` makes its content mark when needed."""
        if self._is_fresh:
            return self._state_of_own(line, content)
        found = store.find_external(self._db, line.kind, line.ext)
        if found is None:
            return self._state_of_own(line, content)
        row_id, mark, seq = found
        if mark == content():
            return "same"
        if not store.has_row(self._db, store.TABLE_OF[line.kind], row_id):
            return "edited"
        return "edited" if store.is_edited(self._db, store.TABLE_OF[line.kind], row_id, seq) else "changed"

    def _state_of_own(self, line: Line, content: Callable[[], str]) -> str:
        row_id = self.row_of(line.kind, line.ext)
        if row_id is None:
            return "new" if self.adopts(line) is None else "changed"
        return "same" if self._own_mark(line.kind, row_id) == content() else "edited"

    def adopts(self, line: Line) -> int | None:
        """Give the row made here that a new line of this kind is about (an agent by login), or None."""
        space = ADOPTED.get(line.kind)
        if space is None:
            return None
        value = str(line.row[{"agent": "login", "team": "name", "product": "sku"}[line.kind]])
        holder = store.find_holder(self._db, space, value)
        if holder is None or store.find_ext(self._db, *holder) is not None:
            return None
        return holder[1]

    def is_taken(self, space: str, value: str, line: Line) -> bool:
        """Tell whether a stored row that is not this line's holds the value."""
        first, _newline, second = value.partition("\n")
        if space == "asset.serial":
            product_id = self.row_of("product", first)
            if product_id is None:
                return False
            holder = store.find_holder(self._db, space, product_id, second)
        else:
            holder = store.find_holder(self._db, space, int(first) if space == "ticket.number" else first, second)
        if holder is None or holder[1] == self.row_of(line.kind, line.ext):
            return False
        return not (ADOPTED.get(line.kind) == space and self.adopts(line) == holder[1])

    def erased_point(self, line: Line) -> str | None:
        """Give the field of a contact point whose person was erased here, or None: she does not come back by a file."""
        if line.kind != "customer" or not self._has_erased:
            return None
        for field, point in points_of(line.row):
            if erase.erased_at(self._db, point.kind, point.norm) is not None:
                return field
        return None

    def merged_into(self, kind: str, ext: str) -> str | None:
        """Give the identity that a stored row points at."""
        row_id = self.row_of(kind, ext)
        target = None if row_id is None else store.find_pointer(self._db, store.TABLE_OF[kind], row_id)
        return None if target is None else ext_of(self._db, kind, target)


def own_source(db: Db) -> str:
    """Give the name of this shop's file in the `source` of its exports; another file has another."""
    secret = str(shop.load(db).get("secret", ""))
    return "postventa-" + hashlib.blake2b(f"exchange {secret}".encode(), digest_size=6).hexdigest()


def ext_of(db: Db, kind: str, row_id: int) -> str:
    """Give the identity of a row: as imported, else `pv:<kind>:<id>`, with a mark when that one came from elsewhere."""
    found = store.find_ext(db, kind, row_id)
    return found if found is not None else own_ext(db, kind, row_id)


def own_ext(db: Db, kind: str, row_id: int) -> str:
    """Give the identity of a row made here that no imported row bears already."""
    ext, turn = f"pv:{kind}:{row_id}", 1
    while store.find_external(db, kind, ext) is not None:
        turn += 1
        ext = f"pv:{kind}:{row_id}.{turn}"
    return ext
