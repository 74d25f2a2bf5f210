"""Two threads that read: no read of more than a few milliseconds stands on the thread that draws."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Reader:
    """Runs reads aside; of several with one name only the newest is told.

    Args:
        post: Calls a function later on the thread that draws; safe from any thread.
    """

    def __init__(self, post: Callable[[Callable[[], None]], object]) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(2, "reader")
        self._newest: dict[str, int] = {}
        self._running = 0
        self._closed = False

    @property
    def idle(self) -> bool:
        """Whether every read has been told."""
        return self._running == 0

    def put(
        self,
        name: str,
        run: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Run `run` aside; its result goes to `then` unless a newer read of the same name was asked for."""
        if self._closed:
            # A timer of a pane may still fire while the console closes: nobody waits for its answer.
            return
        token = self._newest[name] = self._newest.get(name, 0) + 1
        self._running += 1

        def work() -> None:
            if self._newest[name] != token:
                self._post(self._done)
                return
            try:
                result = run()
            except Exception as error:  # house: one item of a batch; its owner is told
                caught = error
                self._post(lambda: self._tell(name, token, lambda: failed(caught)))
                return
            self._post(lambda: self._tell(name, token, lambda: then(result)))

        self._pool.submit(work)

    def _done(self) -> None:
        self._running -= 1

    def _tell(self, name: str, token: int, tell: Callable[[], None]) -> None:
        self._running -= 1
        if self._newest[name] == token:
            tell()

    def close(self) -> None:
        """Take no more reads; one under way ends by itself."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
