"""The stage of the sample: one file, one clock, a seat for each agent."""

from __future__ import annotations

import random

from postventa_tui.desk import Desk, create_shop, open_desk
from postventa_tui.kit import ids
from postventa_tui.kit.clock import FixedClock
from postventa_tui.seed import hours

SETUP_AT = hours.instant("2025-05-12 09:45")
"""The day on which the shop began with this program."""
ADMIN = ("carmen", "Carmen Otero Villar")


class Stage:
    """What every part of the building needs: who acts, when, and the rows made so far by their keys."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.clock = FixedClock(SETUP_AT)
        ids.repeat(random.Random("ids"))
        create_shop(path, lang="es", clock=self.clock, admin_login=ADMIN[0], admin_name=ADMIN[1])
        self._desks: dict[str, Desk] = {}
        self.customers: dict[str, int] = {}
        self.products: dict[str, int] = {}
        self.assets: dict[tuple[str, str, str], int] = {}
        self.tickets: dict[str, int] = {}
        self.firms: dict[str, int] = {}
        self.recall_id = 0

    def desk(self, login: str, at: int | None = None) -> Desk:
        """Give the seat of an agent, with the clock moved to `at`; the clock never goes back."""
        if at is not None:
            self.clock.set(max(at, self.clock.now()))
        found = self._desks.get(login)
        if found is None:
            found = open_desk(self.path, agent=login, clock=self.clock, origin="seed")
            # The id of a seat is random; in the sample it must be the same at each building.
            found.writer = f"sample-{login}"
            # A half-built sample is thrown away: no step of it need survive a power cut.
            found.db.run("PRAGMA synchronous=OFF")
            self._desks[login] = found
        return found

    def forget(self, login: str) -> None:
        """Close the seat of an agent whose own row has changed."""
        found = self._desks.pop(login, None)
        if found is not None:
            found.close()

    def asset_of(self, who: str, sku: str, serial: str = "") -> int | None:
        """Give the machine of a person: the one with that serial, else her first of that model."""
        if serial:
            return self.assets.get((who, sku, serial))
        return next((row_id for key, row_id in self.assets.items() if key[:2] == (who, sku)), None)

    def close(self) -> None:
        """Close every seat and give ids back to chance."""
        for desk in self._desks.values():
            desk.close()
        self._desks.clear()
        ids.repeat(None)
