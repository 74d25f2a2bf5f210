"""A progress bar on stderr for long work; silent unless somebody watches a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from postventa_tui.cli.context import OPTIONS
from postventa_tui.kit.i18n import _

Report = Callable[[str, int, int], None]


@contextmanager
def bar() -> Iterator[Report | None]:
    """Give what long work reports to: (stage, done, whole; 0 for not known), or None when nobody watches."""
    if OPTIONS.quiet or OPTIONS.json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    stages = {"check": _("Checking"), "write": _("Writing"), "export": _("Reading")}
    tasks: dict[str, TaskID] = {}
    with Progress(console=Console(stderr=True), transient=True) as shown:

        def report(stage: str, done: int, whole: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stages.get(stage, stage), total=whole or None)
            shown.update(tasks[stage], completed=done)

        yield report
