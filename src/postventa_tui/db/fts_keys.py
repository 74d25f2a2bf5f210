"""Numbers, serials, phones and addresses: what a person reads out and must find first.

All keys are folded and without separators; `~` and the reverse finds the end of a serial or phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit import words
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.db.connection import Db, Row

_TWO_DIGITS = frozenset(
    [
        "20",
        "27",
        "30",
        "31",
        "32",
        "33",
        "34",
        "36",
        "39",
        "40",
        "41",
        "43",
        "44",
        "45",
        "46",
        "47",
        "48",
        "49",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "60",
        "61",
        "62",
        "63",
        "64",
        "65",
        "66",
        "81",
        "82",
        "84",
        "86",
        "90",
        "91",
        "92",
        "93",
        "94",
        "95",
        "98",
    ]
)
"""Country calling codes of two digits; 1 and 7 have one, all others three. Source: ITU-T E.164."""

SHORTEST_END = 6


class Hit(NamedTuple):
    """A key that fits: how well (0 exact, 1 beginning, 2 end), which kind, and whose it is."""

    rank: int
    kind: str
    target: str
    target_id: int


def plain(text: str) -> str:
    """Give the letters and digits of `text`, folded: `FAC-2026/12` gives `fac202612`."""
    return "".join(words.tokens(text))


def digits(text: str) -> str:
    """Give the ASCII digits of `text`."""
    return "".join(char for char in words.fold(text) if "0" <= char <= "9")


def national(phone: str) -> str:
    """Give the digits of an international number (no `+`) without its country code."""
    if phone[:1] in ("1", "7"):
        return phone[1:]
    return phone[2:] if phone[:2] in _TWO_DIGITS else phone[3:]


def ended(key: str) -> Iterator[str]:
    """Give a key and, when it is long enough, its reverse with `~`."""
    if key:
        yield key
    if len(key) >= SHORTEST_END:
        yield "~" + key[::-1]


def keys_of_point(kind: str, norm: str) -> Iterator[tuple[str, str]]:
    """Give (key, kind) for a contact point."""
    if kind == "email":
        address = words.fold(norm).strip()
        local, at, domain = address.rpartition("@")
        for key in (address, at + domain, local):
            if key:
                yield key, "email"
    elif kind == "phone":
        full = digits(norm)
        for key in dict.fromkeys([*ended(full), national(full)]):
            if key:
                yield key, "phone"


def refresh(db: Db, scope: str, target_id: int) -> None:
    """Make the keys of one ticket, machine, order or customer anew; `scope` is `key_ticket` and so on."""
    target = scope.removeprefix("key_")
    db.run("DELETE FROM search_key WHERE target = :target AND target_id = :id", target=target, id=target_id)
    made = sorted(set(_KEYS[target](db, target_id)))
    db.run_many(
        "INSERT INTO search_key(key, kind, target, target_id) VALUES(:key, :kind, :target, :id)",
        [{"key": key, "kind": kind, "target": target, "id": target_id} for key, kind in made],
    )


def _ticket_keys(db: Db, target_id: int) -> Iterator[tuple[str, str]]:
    number = db.value("SELECT number FROM tickets WHERE id = :id", id=target_id)
    if number is not None and digits(str(number)):
        yield digits(str(number)), "number"


def _asset_keys(db: Db, target_id: int) -> Iterator[tuple[str, str]]:
    serial = db.value("SELECT serial FROM assets WHERE id = :id", id=target_id)
    yield from ((key, "serial") for key in ended(plain(str(serial or ""))))


def _order_keys(db: Db, target_id: int) -> Iterator[tuple[str, str]]:
    number, invoice = db.one("SELECT number, invoice FROM orders WHERE id = :id", id=target_id) or (
        None,
        None,
    )
    yield from ((key, "order") for key in ended(plain(str(number or ""))))
    yield from ((key, "invoice") for key in ended(plain(str(invoice or ""))))


def _customer_keys(db: Db, target_id: int) -> Iterator[tuple[str, str]]:
    for kind, norm in db.all("SELECT kind, norm FROM contact_points WHERE customer_id = :id", id=target_id):
        yield from keys_of_point(str(kind), str(norm or ""))


_KEYS = {"ticket": _ticket_keys, "asset": _asset_keys, "order": _order_keys, "customer": _customer_keys}


def refresh_all(db: Db) -> None:
    """Make every key anew."""
    db.run("DELETE FROM search_key")
    sources = {
        "ticket": "SELECT id FROM tickets",
        "asset": "SELECT id FROM assets",
        "order": "SELECT id FROM orders",
        "customer": "SELECT DISTINCT customer_id FROM contact_points WHERE customer_id IS NOT NULL",
    }
    for target, sql in sources.items():
        for (target_id,) in db.all(sql):
            refresh(db, f"key_{target}", int(str(target_id)))


def find(db: Db, key: str, kinds: frozenset[str], limit: int = 20) -> list[Hit]:
    """Give whom a key belongs to: exact first, then those that begin with it, then those that end with it."""
    hits = [_hit(row, key) for row in _range(db, key, limit)] if key else []
    if len(key) >= 3 and len(hits) < limit:
        hits += [_hit(row, "~") for row in _range(db, "~" + key[::-1], limit)]
    seen: dict[tuple[str, int], Hit] = {}
    for hit in sorted(hit for hit in hits if hit.kind in kinds):
        seen.setdefault((hit.target, hit.target_id), hit)
    return list(seen.values())[:limit]


def _hit(row: Row, key: str) -> Hit:
    found = str(row[0])
    rank = 2 if found.startswith("~") else 0 if found == key else 1
    return Hit(rank, str(row[1]), str(row[2]), int(str(row[3])))


def _range(db: Db, key: str, limit: int) -> list[Row]:
    return db.all(
        "SELECT key, kind, target, target_id FROM search_key WHERE key >= :low AND key < :high"
        " ORDER BY key, target_id DESC LIMIT :limit",
        low=key,
        high=key + "\U0010ffff",
        limit=limit,
    )
