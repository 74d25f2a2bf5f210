"""Restricted mode: one key, one agent, one console. Who she is and what she sees come from the forced command alone.

Source: design, ssh sections 2 and 3.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from postventa_tui.kit.errors import Usage

if TYPE_CHECKING:
    from collections.abc import MutableMapping

KEPT = frozenset({"TERM", "COLORTERM", "LANG", "TZ", "HOME", "PATH", "SSH_CONNECTION", "SSH_TTY", "USER"})
"""Variables the console keeps, beside LC_*; the rest goes before anything reads it."""


def clean_environment(environment: MutableMapping[str, str]) -> None:
    """Take out every variable that could change who acts, which file is opened or what is loaded.

    What the client asked for is never looked at; only its length goes to the log.
    """
    asked = environment.get("SSH_ORIGINAL_COMMAND")
    for name in list(environment):
        if name not in KEPT and not name.startswith("LC_"):
            del environment[name]
    if asked is not None:
        logging.getLogger("postventa.console").info("a client sent a command of %d characters", len(asked))


def require_identity(agent: str, db: str) -> None:
    """Refuse a restricted console that does not say who and where: nothing else may answer it.

    Raises:
        Usage: `restricted_needs`.
    """
    if not agent or not db:
        raise Usage("restricted_needs", option="--agent" if not agent else "--db")


def enter(agent: str, db: str) -> None:
    """Begin restricted mode.

    Raises:
        Usage: `restricted_needs`.
    """
    clean_environment(os.environ)
    require_identity(agent, db)
