"""The one thread that writes: verbs run in the order of the keys, and no key waits for the disk."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Job(NamedTuple):
    """One verb to run, and who is told."""

    run: Callable[[], object]
    then: Callable[[object], None] | None
    failed: Callable[[BaseException], None]


class Writer:
    """Runs jobs one after another on a thread of its own.

    Args:
        post: Calls a function later on the thread that draws; must be safe from any thread.
    """

    def __init__(self, post: Callable[[Callable[[], None]], object], monotonic: Callable[[], float]) -> None:
        self._post = post
        self._monotonic = monotonic
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._began: float | None = None
        self._pending = 0
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> int:
        """Number of jobs that wait or run."""
        return self._pending

    @property
    def waiting_s(self) -> float:
        """Seconds since the present job began, 0 when none runs."""
        began = self._began
        return 0.0 if began is None else self._monotonic() - began

    def put(
        self,
        run: Callable[[], object],
        *,
        then: Callable[[object], None] | None = None,
        failed: Callable[[BaseException], None],
    ) -> None:
        """Run `run` after the jobs put before; its result goes to `then`, its error to `failed`."""
        self._pending += 1
        self._jobs.put(Job(run, then, failed))

    def close(self, timeout_s: float = 12.0) -> bool:
        """Let the jobs put so far end; says whether they did within the time."""
        self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._began = self._monotonic()
            self._one(job)
            self._began = None
            self._pending -= 1

    def _one(self, job: Job) -> None:
        # A job that dies must not take the thread, and with it every later key, along.
        try:
            result = job.run()
        except Exception as error:  # house: one item of a batch; its owner is told
            caught = error
            self._post(lambda: job.failed(caught))
            return
        if job.then is not None:
            then = job.then
            self._post(lambda: then(result))
