"""Named points at which a test may kill the process; in all other use each costs one look at a dictionary."""

from __future__ import annotations

import os

POINTS = (
    "deliver.read", "deliver.begun", "deliver.blob", "deliver.row", "deliver.accepted", "deliver.parsed",
    "deliver.customer", "deliver.ticket", "deliver.attachments", "deliver.filed",
    "fetch.begun", "fetch.read", "fetch.accepted", "fetch.settled", "fetch.marked",
    "send.taken", "send.prepared", "send.data", "send.answered", "send.recorded",
)  # fmt: skip
"""Every point, in the order of the work."""
_VARIABLE = "POSTVENTA_KILL_AT"


def point(name: str) -> None:
    """End this process at once, as a power cut would, when the environment names this point."""
    if os.environ.get(_VARIABLE) == name:
        os.kill(os.getpid(), 9)
