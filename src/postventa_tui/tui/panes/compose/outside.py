"""The draft in the agent's own editor; the console steps aside meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App


def edit_outside(app: App[int], text: str) -> str | None:
    """Give the text as `$VISUAL` or `$EDITOR` left it, None when no editor could be started."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    handle, path = tempfile.mkstemp(prefix="postventa-", suffix=".txt")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with app.suspend():
            done = subprocess.run([*shlex.split(command), path], check=False)
        if done.returncode != 0:
            return None
        with open(path, encoding="utf-8") as file:
            return file.read().removesuffix("\n")
    except (OSError, UnicodeDecodeError, SuspendNotSupported):
        return None
    finally:
        os.unlink(path)
