"""The lifeline of a customer, read aside: contacts on all channels, things, what came after. No widget."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.customers import service as customers
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui import words
from postventa_tui.tui.panes.history import afterwards, said, things
from postventa_tui.tui.panes.history.rows import Chips, LifeItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.core.customers.rows import Contact, Customer
    from postventa_tui.desk import Desk

FOLD_AFTER_S = 730 * 86_400
_KIND_OF_CHIP = {
    "contacts": ("contact", "survey"),
    "orders": ("order",),
    "machines": ("machine", "guarantee", "service", "repair"),
    "rma": ("rma", "repair"),
}
_OF_MACHINES = ("machine", "guarantee", "service", "repair", "rma")

_RANK = {"order": 0, "machine": 1, "guarantee": 2}
"""What follows what when several lines share a moment: a sale, its machine, what answers for it."""


class Loaded(NamedTuple):
    """A lifeline as it was read, newest first, and what stands above it."""

    customer_id: int
    name: str
    items: tuple[LifeItem, ...]
    points: tuple[str, ...]
    wishes: tuple[str, ...]
    channels: tuple[str, ...]
    machines: tuple[str, ...]
    tickets: dict[tuple[str, int], int]
    """Ticket of a line, for opening it."""
    contacts: dict[tuple[str, int], Contact]
    """Contacts as they were read; `whole` makes the words of a line of them when it comes into sight."""
    prefix: str

    @property
    def shares_home(self) -> bool:
        """Whether others of the home have lines here."""
        return any(item.who for item in self.items)


def load(desk: Desk, prefix: str, customer_id: int) -> Loaded:
    """Read everything that ever happened with a customer."""
    person = customers.survivor(desk, customer_id)
    family = customers.family(desk, person.id)
    own = frozenset(family)
    lines = said.all_of(desk, person.id)
    after = afterwards.of(desk, person.id, said.home_of(lines, own), _steps(lines), prefix)
    # A step of a return that has its own line is told there.
    lines = [one for one in lines if said.step_of(one) not in after.refs]
    owned = things.of(desk, family)
    items = [said.light(one, prefix, own) for one in lines] + owned.items + after.items
    items.sort(key=lambda item: (item.at, _RANK.get(item.kind, len(_RANK)), item.key[1]), reverse=True)
    mine = [one for one in lines if one.row.customer_id in own]
    return Loaded(
        customer_id=person.id,
        name=clean(person.name, lines=False),
        items=tuple(items),
        points=_points(desk, person),
        wishes=_wishes(desk, person),
        channels=tuple(dict.fromkeys(one.row.channel for one in mine if one.row.channel)),
        machines=tuple(dict.fromkeys(owned.machines)),
        tickets=after.tickets
        | owned.tickets
        | {("contact", one.row.id): one.row.ticket_id for one in lines if one.row.ticket_id is not None},
        contacts={("contact", one.row.id): one for one in lines},
        prefix=prefix,
    )


def _steps(lines: Iterable[Contact]) -> dict[str, list[Contact]]:
    """Give the steps of each return by its name."""
    found: dict[str, list[Contact]] = {}
    for one in lines:
        name = said.step_of(one)
        if name:
            found.setdefault(name, []).append(one)
    return found


def whole(loaded: Loaded, item: LifeItem) -> LifeItem:
    """Give a line with its words."""
    one = loaded.contacts.get(item.key)
    return item if one is None else said.whole(item, one, loaded.prefix)


def _points(desk: Desk, person: Customer) -> tuple[str, ...]:
    if person.erased_at is not None:
        return (_("data erased"),)
    return tuple(clean(point.raw, lines=False) for point in customers.points_of(desk, person.id) if point.valid)


def _wishes(desk: Desk, person: Customer) -> tuple[str, ...]:
    wishes: dict[str, str] = json.loads(person.preferences)
    said = []
    if wishes.get("channel"):
        said.append(_("Prefers {channel}").format(channel=words.channel(wishes["channel"])))
    said += [clean(str(value), lines=False) for name, value in wishes.items() if name != "channel"]
    return tuple(said)


def chosen(items: Iterable[LifeItem], chips: Chips, zone: str, now: int) -> list[LifeItem]:
    """Give the items that the chips let through; one choice in each group, groups combine."""
    kinds = _KIND_OF_CHIP.get(chips.kind)
    since = _since(chips.since, now)
    found = []
    for item in items:
        if kinds is not None and (item.kind not in kinds or item.who):
            continue
        if chips.kind == "household" and not item.who:
            continue
        if chips.channel and item.column != words.channel_short(chips.channel):
            continue
        if chips.machine and item.kind in _OF_MACHINES and chips.machine != item.machine:
            continue
        if since and item.at < since:
            continue
        found.append(item)
    return found


def _since(word: str, now: int) -> int:
    return {"": 0, "30d": now - 30 * 86_400, "1y": now - 365 * 86_400}.get(word, 0)


def with_years(items: list[LifeItem], opened: set[int], zone: str, now: int) -> list[LifeItem]:
    """Give the items with the years before the last 24 months folded to one line each."""
    found: list[LifeItem] = []
    folded: dict[int, list[LifeItem]] = {}
    for item in items:
        if item.at >= now - FOLD_AFTER_S:
            found.append(item)
            continue
        year = int(moments.local(item.at, zone)[:4])
        if year in opened:
            found.append(item)
            continue
        if year not in folded:
            folded[year] = []
            found.append(LifeItem(("year", year), item.at, "year", "", "", ""))
        folded[year].append(item)
    return [
        _year_line(item, folded[item.key[1]]) if item.kind == "year" and item.key[1] in folded else item
        for item in found
    ]


def _year_line(item: LifeItem, inside: list[LifeItem]) -> LifeItem:
    spoken = sum(1 for one in inside if one.kind == "contact")
    orders = sum(1 for one in inside if one.kind == "order")
    returns = sum(1 for one in inside if one.kind == "rma")
    rest = len(inside) - spoken - orders - returns
    parts = []
    if spoken:
        parts.append(ngettext("{n} more contact", "{n} more contacts", spoken).format(n=spoken))
    if orders:
        parts.append(ngettext("{n} order", "{n} orders", orders).format(n=orders))
    if returns:
        parts.append(ngettext("{n} return", "{n} returns", returns).format(n=returns))
    if rest:
        parts.append(ngettext("{n} more thing", "{n} more things", rest).format(n=rest))
    text = f"{item.key[1]} ───────   {' · '.join(parts)}  ({_('Enter opens')})"
    return item._replace(text=text)
