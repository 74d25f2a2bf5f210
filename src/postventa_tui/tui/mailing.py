"""The outbox leaves while the console is open: a thread of its own, since no key may wait for a mail server."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from postventa_tui.kit.errors import PostventaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.desk import Desk

EVERY_S = 5.0
AFTER_A_FAULT_S = 60.0
_LOG = logging.getLogger("postventa.console")


class Mailing:
    """Sends what is due. Two consoles at once are safe: the row of a message goes to one of them only.

    Args:
        told: Called from the thread with an error that is new, so that it is said once and not every few seconds.
    """

    def __init__(self, desk: Desk, told: Callable[[PostventaError], object]) -> None:
        self._desk = desk
        self._told = told
        self._stop = threading.Event()
        self._last_fault = ""
        self._thread = threading.Thread(target=self._work, name="mailing", daemon=True)

    def start(self) -> None:
        """Begin, when the shop has a server for outgoing mail and this seat may write."""
        if not self._desk.read_only and self._desk.shop.get("smtp"):
            self._thread.start()

    def close(self) -> None:
        """End after the message at hand."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(2)

    def _work(self) -> None:
        wait_s = EVERY_S
        while not self._stop.wait(wait_s):
            wait_s = EVERY_S if self.send_once() else AFTER_A_FAULT_S

    def send_once(self) -> bool:
        """Send what is due now; says whether that went without a fault of the shop's own side."""
        # Imported here: who has no server for outgoing mail does not pay for it.
        from postventa_tui.core.channels import sending

        try:
            sending.send_due(self._desk)
        except PostventaError as error:
            if error.code != self._last_fault:
                self._last_fault = error.code
                self._told(error)
            return False
        except OSError as error:
            _LOG.error("mailing %s", type(error).__name__)
            return False
        self._last_fault = ""
        return True
