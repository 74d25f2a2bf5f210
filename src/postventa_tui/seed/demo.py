"""A private copy of the sample on which the clock stands at the demo moment."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from postventa_tui.kit import paths
from postventa_tui.kit.clock import SystemClock
from postventa_tui.seed.story import DEMO_AT

if TYPE_CHECKING:
    from postventa_tui.kit.clock import Clock


def demo_copy(clock: Clock | None = None, *, real_time: bool = False) -> tuple[str, int]:
    """Give the path of a throw-away copy and the seconds to move the clock by; the copy goes when the program ends.

    Args:
        clock: Measures how far the demo moment is away; the machine's clock without one.
        real_time: Leave the clock alone: the sample's history then lies in the past.
    """
    folder = Path(tempfile.mkdtemp(prefix="postventa-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "sample.db"
    shutil.copyfile(paths.data("sample.db"), path)
    path.chmod(0o600)
    return str(path), 0 if real_time else DEMO_AT - (clock or SystemClock()).now()
