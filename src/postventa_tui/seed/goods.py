"""Who bought what and when: orders and machines that fit what the stories say. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.seed import hours
from postventa_tui.seed.people import people
from postventa_tui.seed.story import Story
from postventa_tui.seed.words import Picker, table

FIRST_SALE = date(2022, 2, 1)
RECALL_LOT = "V3-2410"
RECALL_UNITS = 31
RECALL_OWNED = 29


class Purchase(NamedTuple):
    """One unit sold; `who` is empty for a unit whose buyer nobody wrote down."""

    who: str
    sku: str
    serial: str
    lot: str
    contract_on: str
    delivered_on: str
    sale_channel: str = "shop"
    agreed_months: int | None = None
    firm: bool = False
    invoice_on: str | None = None


class Stay(NamedTuple):
    """A stay in the workshop that the stories tell of as past."""

    who: str
    sku: str
    handed_over_on: str
    returned_on: str
    fault_code: str


FACTS: dict[tuple[str, str], dict[str, Any]] = {
    ("nuria", "CF-A1"): {"on": "2026-03-12", "lot": "24A"},
    ("anabelen", "LV-B8"): {"on": "2024-03-15"},
    ("maruja", "PL-I3"): {"on": "2021-05-10"},
    ("graham", "TM-80"): {"on": "2026-06-10"},
    ("pilar", "FR-C320"): {"on": "2023-10-18"},
    ("rosalia", "HR-S60"): {"on": "2025-01-20"},
    ("brandon", "PT-R14"): {"on": "2026-04-11", "agreed": 24},
    ("dani", "AC-12"): {"on": "2026-05-20"},
    ("uxia", "CF-A2"): {"on": "2026-05-14"},
    ("ramon", "MW-G25"): {"on": "2026-11-06"},
    ("begona", "LV-B8"): {"on": "2026-10-30", "contract": "2026-10-26", "channel": "distance"},
    ("mercedes", "SC-T7"): {"on": "2026-09-11"},
    ("tono", "CF-A2"): {"on": "2025-06-03", "firm": True},
    ("ines", "MV-R11"): {"on": "2025-12-12", "agreed": 12},
    ("marisol", "SC-T7"): {"on": "2025-03-28", "firm": True},
    ("elvira", "LJ-M14"): {"on": "2026-02-11"},
    ("wei", "FR-C400"): {"on": "2026-03-18", "firm": True},
    ("teresa", "LV-B9"): {"on": "2025-09-16"},
    ("aurora", "LV-B8"): {"on": "2022-11-09", "contract": "2022-11-03", "invoice": "2022-11-03", "lot": "2209"},
    ("sergio", "TV-O55"): {"on": "2026-11-10", "contract": "2026-11-06", "channel": "distance"},
    ("noelia", "LV-B9"): {"on": "2025-05-14"},
    ("mateo", "AS-V3"): {"on": "2025-10-24"},
    ("yolanda", "AP-REC"): {"on": "2025-11-02", "channel": "distance"},
    ("xoan", "LJ-M14"): {"on": "2025-04-09", "firm": True},
    ("alfonso", "AC-12"): {"on": "2025-11-20"},
    ("chema", "LV-B9"): {"on": "2026-06-12"},
    ("joao", "SC-T7"): {"on": "2024-11-15"},
    ("celia", "AS-V3"): {"on": "2025-02-14"},
    ("rosalia", "PA-01"): {"on": "2026-02-27", "contract": "2026-02-24", "channel": "distance"},
    ("elvira", "FR-C320"): {"on": "2026-06-22"},
    ("paula", "AS-V3"): {"on": "2025-06-20"},
    ("uxia", "AS-V3"): {"on": "2025-12-20", "lot": "V3-2502"},
    ("antia", "AS-V3"): {"on": "2025-09-30", "lot": "V3-2405"},
    ("martin", "AS-V3"): {"on": "2025-11-28"},
    ("kike", "TV-O55"): {"on": "2026-11-16"},
    ("felipe", "HR-S60"): {"on": "2024-12-04"},
    ("gloria", "LJ-M14"): {"on": "2026-10-29"},
}
"""What the conversations say about a purchase; everything else is drawn by lot."""

STAYS = (
    Stay("pilar", "FR-C320", "2026-09-21", "2026-09-25", "fan"),
    Stay("aurora", "LV-B8", "2024-04-08", "2024-04-20", "bearings"),
    Stay("noelia", "LV-B9", "2025-10-06", "2025-10-09", "door-seal"),
    Stay("noelia", "LV-B9", "2026-02-17", "2026-02-20", "drain-pump"),
    Stay("noelia", "LV-B9", "2026-07-01", "2026-07-03", "door-seal"),
)
SHARED = {("sabela", "PL-I3"): "maruja"}
"""Machines of somebody else in the house."""
NO_MACHINE = frozenset(("AP-REC",))


def purchases(stories: Iterable[Story]) -> list[Purchase]:
    """Give every unit sold, in order of delivery."""
    return sorted(_Seller(list(stories)).all(), key=lambda one: (one.delivered_on, one.serial, one.who))


class _Seller:
    def __init__(self, stories: list[Story]) -> None:
        self.picker = Picker("goods")
        self.products = {row["sku"]: row for row in table("products.toml")["products"]}
        self.firms = {key for key, person in people().items() if person.organisation}
        self.first: dict[tuple[str, str, str], int] = {}
        for story in sorted(stories, key=lambda one: (one.opened_at, one.key)):
            if not story.product or story.who.startswith("spam") or (story.who, story.product) in SHARED:
                continue
            self.first.setdefault((story.who, story.product, story.serial), story.opened_at)
        named = {(who, sku) for who, sku, serial in self.first if serial}
        self.first = {key: at for key, at in self.first.items() if key[2] or (key[0], key[1]) not in named}
        self.used: set[str] = {serial for _who, _sku, serial in self.first if serial}

    def all(self) -> list[Purchase]:
        found = [self._one(who, sku, serial, at) for (who, sku, serial), at in sorted(self.first.items())]
        return found + list(self._recalled(found))

    def _one(self, who: str, sku: str, serial: str, first_at: int) -> Purchase:
        fact = FACTS.get((who, sku), {})
        product = self.products[sku]
        lots = [str(code) for code in product.get("lots", [])]
        if sku == "AS-V3":
            lots = [serial[:7]] if serial else [fact.get("lot") or lots[2 * self.picker.below(2)]]
            if who in ("jordi", "oscar") and not serial:
                lots = [RECALL_LOT]
        delivered = date.fromisoformat(fact["on"]) if "on" in fact else self._delivered(sku, lots, first_at)
        lot = str(fact.get("lot") or self._lot(lots, delivered))
        distance = self.picker.chance(0.22)
        contract = delivered - timedelta(days=self.picker.between(2, 6) if distance else 0)
        firm = bool(fact.get("firm")) and who in self.firms
        return Purchase(
            who, sku, serial or self._serial(sku, lot), lot, fact.get("contract") or contract.isoformat(),
            delivered.isoformat(), fact.get("channel") or ("distance" if distance else "shop"),
            fact.get("agreed") or product.get("agreed_months"), firm, fact.get("invoice"),
        )  # fmt: skip

    def _delivered(self, sku: str, lots: list[str], first_at: int) -> date:
        last = hours.day_of(first_at) - timedelta(days=self.picker.between(4, 40))
        day = max(FIRST_SALE, last - timedelta(days=self.picker.between(0, 900)))
        made = [month for month in map(_month, lots) if month is not None]
        if made and day < made[0]:
            day = min(max(made[0] + timedelta(days=30), day), last)
        while day.weekday() == 6 or day.isoformat() in hours.HOLIDAYS:
            day -= timedelta(days=1)
        return day

    def _lot(self, lots: list[str], delivered: date) -> str:
        if not lots:
            return ""
        fitting = [lot for lot in lots if (_month(lot) or date.min) <= delivered]
        return fitting[-1] if fitting else lots[0]

    def _serial(self, sku: str, lot: str) -> str:
        if sku in NO_MACHINE:
            return ""
        while True:
            if lot == RECALL_LOT:
                number = self.picker.between(310, 985)
            else:
                number = self.picker.between(20, 1990)
            serial = f"{lot}-{number:05}" if sku == "AS-V3" else f"{sku.replace('-', '')}-{lot}-{number:05}"
            if serial not in self.used:
                self.used.add(serial)
                return serial

    def _recalled(self, found: list[Purchase]) -> list[Purchase]:
        """Give the further units of the recalled lot: 31 in all, two of them without a known owner."""
        has = {one.who for one in found if one.sku == "AS-V3"}
        count = sum(1 for one in found if one.lot == RECALL_LOT)
        free = [key for key in people() if key not in has and key != "clara"]
        more: list[Purchase] = []
        while count + len(more) < RECALL_UNITS:
            owner = free.pop(self.picker.below(len(free))) if count + len(more) < RECALL_OWNED else ""
            day = date(2024, 11, 12) + timedelta(days=self.picker.between(0, 330))
            if day.weekday() == 6 or day.isoformat() in hours.HOLIDAYS:
                day += timedelta(days=1)
            serial = self._serial("AS-V3", RECALL_LOT)
            more.append(Purchase(owner, "AS-V3", serial, RECALL_LOT, day.isoformat(), day.isoformat()))
        return more


def _month(lot: str) -> date | None:
    """Give the month of a lot written `2402`, None for other codes."""
    digits = lot[-4:]
    if len(digits) == 4 and digits.isdigit() and 1 <= int(digits[2:]) <= 12:
        return date(2000 + int(digits[:2]), int(digits[2:]), 1)
    return None
