"""Drafts of this run in a file of the state folder, for when the shop's own file is gone or full."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postventa_tui.kit import moments, paths
from postventa_tui.kit.text import clean

if TYPE_CHECKING:
    from postventa_tui.tui.session import Session

MOST_FILES = 100
"""Files of one second; nobody fills so many."""


def write(session: Session) -> str:
    """Write every draft typed in this run to a new file that only its owner reads; gives its path.

    Gives "" when nothing was typed, or when there is no room there either.
    """
    drafts = [one for one in session.typed.values() if one.body.strip()]
    if not drafts:
        return ""
    text = "\n\n".join(f"{one.ref} · {one.kind}\n\n{clean(one.body, lines=True)}" for one in drafts) + "\n"
    folder = os.path.join(paths.state_dir(), "drafts")
    stamp = "".join(char for char in moments.show(session.now(), session.zone) if char.isdigit())
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return _write_new(os.path.join(folder, f"{stamp}-{os.getpid()}"), text)
    except OSError:
        return ""


def _write_new(stem: str, text: str) -> str:
    for number in range(MOST_FILES):
        path = f"{stem}-{number}.txt"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as target:
            target.write(text)
        return path
    return ""
