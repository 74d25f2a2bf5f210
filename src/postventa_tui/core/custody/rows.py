"""Plain rows of custody: what a proof found, what a copy is."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class Check(NamedTuple):
    """The answer of one proof."""

    name: str
    ok: bool
    found: int
    """How many things are wrong (or, of a bad one, where known)."""
    ms: int
    where: tuple[str, ...] = ()
    """The first few places, ids and table names only."""


class CheckReport(NamedTuple):
    """The answers of all proofs on one file."""

    checks: tuple[Check, ...]
    schema: int

    @property
    def ok(self) -> bool:
        """Whether every proof was passed."""
        return all(check.ok for check in self.checks)


class Backup(NamedTuple):
    """A copy with its passed check, as its manifest tells."""

    path: str
    made_at: int
    schema: int
    journal_seq: int
    sha256: str
    counts: dict[str, int]


class Restored(NamedTuple):
    """What a restore did."""

    path: str
    kept_as: str | None
    """The file that was there before, with its log; None when there was none."""
    tickets: int
    last_change_at: int | None
    behind_s: int | None
    """How much earlier the last change is than the old file's; None when that did not open."""
    only_in_old: tuple[int, ...]
    """Ticket numbers the old file had and the new one has not."""
    erased_again: int


class Drill(NamedTuple):
    """The rehearsal of a restore."""

    backup: str
    ok: bool
    tables: int
    differing: tuple[str, ...]


class Finding(NamedTuple):
    """A line of the doctor: what is so, and what to do."""

    code: str
    level: str
    """ok, warning or error."""
    params: dict[str, object]
