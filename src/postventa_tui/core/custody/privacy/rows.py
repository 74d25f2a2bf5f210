"""Plain rows of privacy."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class Person(NamedTuple):
    """All rows that are about one person, by table; merged customers are one person."""

    customers: tuple[int, ...]
    ref: str
    """Her lasting reference (uid), known to every copy of the file."""
    tickets: tuple[int, ...]
    interactions: tuple[int, ...]
    points: tuple[tuple[int, str, str], ...]
    """(id, kind, normal form)."""


class Erased(NamedTuple):
    """What an erase did."""

    customer_id: int
    interactions: int
    tickets: int
    mentions: tuple[int, ...]
    """Interactions of other people that hold her name or a contact point: for a person to look at."""
    words_elsewhere: int
    """Words of hers that others use too, so the search index keeps them."""
    log_folded: bool
    """Whether the log was emptied; a reader may hold it, then `doctor` does it later."""


class Due(NamedTuple):
    """Rows of one kind whose time to be kept is over."""

    kind: str
    before: int
    """Older than this instant."""
    rows: int
