"""How the lifeline of a customer looks. Pure: values and a width in, lines out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui import words
from postventa_tui.tui.ink import beside, cut, fit, line, wrap

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from rich.text import Text

FACT_FROM = 70
DETAIL_WIDTHS = range(44, 54)
"""Widths of the left column at 100 to 159 columns: the fact at the right does not fit there, a second line does."""


DAY_ONLY = ("order", "machine", "repair", "service")
"""Kinds of lines that are known by their day: no hour is shown."""


class LifeItem(NamedTuple):
    """One line of a lifeline; texts are cleaned already.

    `kind` is contact, event, order, machine, guarantee, service, repair, rma, survey, consent, merge or year.
    Words of a contact are empty until its line comes into sight.
    """

    key: tuple[str, int]
    at: int
    kind: str
    column: str
    """Word of the channel column."""
    mark: str
    text: str
    fact: str = ""
    """What stands at the right edge: number of the ticket or order."""
    detail: str = ""
    """A second line, shown in the middle layout."""
    body: str = ""
    """The whole text, shown when the item is opened in place."""
    who: str = ""
    """Somebody else of the home whose contact it is; empty for the person herself."""
    machine: str = ""
    """Name of the machine the line is about, for the filter."""


class Chips(NamedTuple):
    """The choices of the history: one in each group."""

    kind: str = "all"
    channel: str = ""
    machine: str = ""
    since: str = ""


def kind_words(*, home: bool = False) -> dict[str, str]:
    """Give the words of the first chip group; `home` adds the others of the household."""
    words_ = {
        "all": _("all"),
        "contacts": _("contacts"),
        "orders": _("orders"),
        "machines": _("machines"),
        "rma": "RMA",
    }
    return words_ | ({"household": _("household")} if home else {})


def chip_lines(chips: Chips, width: int, *, home: bool = False) -> list[Text]:
    """Give the two lines of chips."""
    names = [f"({'●' if chips.kind == key else ' '}) {word}" for key, word in kind_words(home=home).items()]
    chosen = list(kind_words(home=home)).index(chips.kind) if chips.kind in kind_words(home=home) else 0
    if cell_len(" ".join(names[: chosen + 1])) > width - 5:
        # The choice that is made is always seen.
        names = names[chosen:] + names[:chosen]
    kinds = " ".join(names)
    second = _("channel: {channel}   machine: {machine}   since: {since}").format(
        channel=words.channel(chips.channel) if chips.channel else _("any"),
        machine=chips.machine or _("any one"),
        since=chips.since or _("always"),
    )
    return [
        line(" ", ("f", "primary bold"), "  ", cut(kinds, width - 4)),
        line("    ", (cut(second, width - 4), "muted")),
    ]


def people_lines(points: Sequence[str], wishes: Sequence[str], width: int) -> list[Text]:
    """Give the two lines about the person: contact points, then wishes and consent."""
    return [
        line(" ", (cut(" · ".join(points), width - 1), "")),
        line(" ", (cut(" · ".join(wishes), width - 1), "muted")),
    ]


def height(item: LifeItem, width: int, *, is_open: bool) -> int:
    """Give the lines an item takes."""
    if is_open and item.body:
        return 1 + len(_opened(item, width))
    return 2 if item.detail and width in DETAIL_WIDTHS else 1


def paint(item: LifeItem, width: int, *, zone: str, now: int, is_open: bool, bar: str) -> list[Text]:
    """Give the lines of an item.

    Args:
        bar: First cell: the mark of the cursor row, or a blank.
    """
    lines = [_first(item, width, zone, now, bar)]
    if is_open and item.body:
        lines += [line(bar, "   ", text) for text in _opened(item, width)]
    elif item.detail and width in DETAIL_WIDTHS:
        lines.append(line(bar, "    ", (cut(item.detail, width - 5), "muted")))
    return lines


def _opened(item: LifeItem, width: int) -> list[str]:
    return wrap(item.body.strip("\n"), width - 6)[:200]


def _first(item: LifeItem, width: int, zone: str, now: int, bar: str) -> Text:
    if item.kind == "year":
        return line(bar, (cut(item.text, width - 1), "muted"))
    if item.kind == "guarantee":
        text = f"── {item.column}   {item.text}"
        fact = item.fact if width >= FACT_FROM else ""
        return line(bar, (beside(text, fact, width - 1), "muted"))
    role = {"◂": "customer", "▸": "agent", "★": "sla-warn"}.get(item.mark, "primary")
    when = _when(item.at, zone, now)
    if item.kind in DAY_ONLY:
        when = fit(when[:-5], cell_len(when))
    start = f"{when} {fit(item.column, 6)} "
    room = width - 1 - cell_len(start) - 2
    fact = item.fact if width >= FACT_FROM else ""
    rest = beside(item.text, fact, room) if fact else cut(item.text, room - 1)
    return line(bar, (start, "muted"), (item.mark, role), " ", rest)


def _when(at: int, zone: str, now: int) -> str:
    if moments.local_date(at, zone) == moments.local_date(now, zone):
        return fit(_("Today"), 5) + " " + moments.local(at, zone)[11:16]
    return words.day_time(at, zone, now)


def noon(day: str, zone: str) -> int:
    """Give the middle of a civil day: what has no hour stands among what has one."""
    return moments.start_of_day(day, zone) + 43_200


def plain_day(day: datetime.date) -> str:
    """Give a day as `14/03/2027`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"
