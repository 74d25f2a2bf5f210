"""The facts of a guarantee question, `postventa-facts/1`: read strictly, guessed never.

Only `as_of` is required. A fact that is absent or null is unknown; one that is there and does not fit its
shape makes the whole file malformed (exit 2), because a verdict on half-read facts would look like an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn

from postventa_tui.core.assets.dates import read_date
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FORMAT = "postventa-facts/1"
BUYERS = ("consumer", "business")
GOODS = ("new", "second_hand", "digital", "digital_continuous", "goods_with_digital")
CHANNELS = ("shop", "distance", "doorstep")
CAUSES = ("unknown", "defect", "misuse", "wear", "accident")
REPAIR_KINDS = ("repair", "replacement")
UNDER = ("statutory", "commercial", "paid")
GIVERS = ("maker", "seller")

Buyer = Literal["consumer", "business"]


class Fault(NamedTuple):
    """What is wrong with the unit, since when and why, as far as it is known."""

    code: str = ""
    manifested_on: date | None = None
    cause: str = "unknown"
    cause_proved: bool = False


class Repair(NamedTuple):
    """One stay in a workshop; `returned` is None while the unit is there."""

    handed_over: date | None = None
    returned: date | None = None
    fault_code: str = ""
    kind: str | None = None
    under: str | None = None


class Commercial(NamedTuple):
    """A guarantee given on top of the law; without `starts_on` it runs from delivery."""

    by: str | None = None
    months: int | None = None
    starts_on: date | None = None
    covers: tuple[str, ...] = ()


class WithdrawalFacts(NamedTuple):
    """What the customer of a distance or doorstep sale was told, and what excludes her from withdrawing."""

    informed: bool | None = None
    informed_on: date | None = None
    excluded: str | None = None
    unsolicited_visit: bool = False


class Facts(NamedTuple):
    """Everything the rules look at; None is "not known"."""

    as_of: date
    buyer: str | None = None
    sale_channel: str | None = None
    contract_on: date | None = None
    invoice_on: date | None = None
    delivery_note_on: date | None = None
    delivered_on: date | None = None
    goods: str | None = None
    supply_until: date | None = None
    agreed_months: int | None = None
    fault: Fault = Fault()
    repairs: tuple[Repair, ...] = ()
    commercial: tuple[Commercial, ...] = ()
    withdrawal: WithdrawalFacts = WithdrawalFacts()


def parse_facts(raw: object) -> Facts:
    """Give the facts written in `raw`, the value of a JSON text. Unknown keys are passed over.

    Raises:
        Usage: `bad_facts` with `field` and `reason`: not an object, another format, `as_of` missing, an
            impossible date, a word outside its list, a number that is none, a return before the handing over.
    """
    top = _Reader(raw, "")
    if top.text("format") not in (None, FORMAT):
        _bad("format", f"is not {FORMAT}")
    as_of = top.day("as_of")
    if as_of is None:
        _bad("as_of", "is missing")
    return Facts(
        as_of=as_of,
        buyer=top.word("buyer", BUYERS),
        sale_channel=top.word("sale_channel", CHANNELS),
        contract_on=top.day("contract_on"),
        invoice_on=top.day("invoice_on"),
        delivery_note_on=top.day("delivery_note_on"),
        delivered_on=top.day("delivered_on"),
        goods=top.word("goods", GOODS),
        supply_until=top.day("supply_until"),
        agreed_months=top.months("agreed_months"),
        fault=_fault(top.child("fault")),
        repairs=tuple(_repair(part) for part in top.children("repairs")),
        commercial=tuple(_commercial(part) for part in top.children("commercial")),
        withdrawal=_withdrawal(top.child("withdrawal")),
    )


def as_json(facts: Facts) -> dict[str, object]:
    """Give `facts` in the shape `parse_facts` reads, unknown ones left out: for what-if and for saving."""
    shape: dict[str, object] = {"format": FORMAT}
    for name, value in facts._asdict().items():
        if name in ("repairs", "commercial"):
            if value:
                shape[name] = [_plain(part._asdict()) for part in value]
        elif name in ("fault", "withdrawal"):
            if value != type(value)():
                shape[name] = _plain(value._asdict())
        elif value is not None:
            shape.update(_plain({name: value}))
    return shape


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Values as JSON has them, those not known left out."""
    shape: dict[str, object] = {}
    for name, value in values.items():
        if value is None:
            continue
        if isinstance(value, tuple):
            shape[name] = list(value)
        else:
            shape[name] = value if isinstance(value, bool | int | str) else str(value)
    return shape


def _fault(part: _Reader | None) -> Fault:
    """The fault, or one without code, of unknown cause, not proved."""
    if part is None:
        return Fault()
    return Fault(
        code=part.text("code") or "",
        manifested_on=part.day("manifested_on"),
        cause=part.word("cause", CAUSES) or "unknown",
        cause_proved=part.flag("cause_proved") or False,
    )


def _repair(part: _Reader) -> Repair:
    """One repair; its return may not lie before its handing over."""
    handed_over, returned = part.day("handed_over"), part.day("returned")
    if handed_over is not None and returned is not None and returned < handed_over:
        part.bad("returned", "lies before handed_over")
    return Repair(
        handed_over=handed_over,
        returned=returned,
        fault_code=part.text("fault_code") or "",
        kind=part.word("kind", REPAIR_KINDS),
        under=part.word("under", UNDER),
    )


def _commercial(part: _Reader) -> Commercial:
    """One commercial guarantee."""
    return Commercial(
        by=part.word("by", GIVERS),
        months=part.months("months"),
        starts_on=part.day("starts_on"),
        covers=part.texts("covers"),
    )


def _withdrawal(part: _Reader | None) -> WithdrawalFacts:
    """The facts of a withdrawal; nothing known when absent."""
    if part is None:
        return WithdrawalFacts()
    return WithdrawalFacts(
        informed=part.flag("informed"),
        informed_on=part.day("informed_on"),
        excluded=part.text("excluded") or None,
        unsolicited_visit=part.flag("unsolicited_visit") or False,
    )


def _bad(field: str, reason: str) -> NoReturn:
    """Refuse the whole file, naming the place."""
    raise Usage("bad_facts", field=field or "file", reason=reason)


class _Reader:
    """One JSON object of the facts; every reading names its place when it fails."""

    def __init__(self, raw: object, place: str) -> None:
        if not isinstance(raw, dict):
            _bad(place, "is not an object")
        self.values: dict[str, object] = raw
        self.place = place

    def bad(self, key: str, reason: str) -> NoReturn:
        """Refuse the key `key` of this object."""
        _bad(f"{self.place}.{key}" if self.place else key, reason)

    def text(self, key: str) -> str | None:
        """The text at `key`, None when unknown."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            self.bad(key, "is not a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts at `key`, empty when unknown."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.bad(key, "is not a list of texts")
        return tuple(value)

    def word(self, key: str, words: tuple[str, ...]) -> str | None:
        """The text at `key`, which must be one of `words`."""
        value = self.text(key)
        if value is not None and value not in words:
            self.bad(key, "is none of " + ", ".join(words))
        return value

    def day(self, key: str) -> date | None:
        """The date at `key`."""
        value = self.text(key)
        if value is None:
            return None
        day = read_date(value)
        if day is None:
            self.bad(key, "is not a date YYYY-MM-DD")
        return day

    def flag(self, key: str) -> bool | None:
        """The true or false at `key`."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            self.bad(key, "is neither true nor false")
        return value

    def months(self, key: str) -> int | None:
        """The whole number of months at `key`, not below zero."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.bad(key, "is not a whole number of months")
        return value

    def child(self, key: str) -> _Reader | None:
        """The object at `key`, None when unknown."""
        value = self.values.get(key)
        return None if value is None else _Reader(value, f"{self.place}.{key}" if self.place else key)

    def children(self, key: str) -> list[_Reader]:
        """The objects of the list at `key`."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.bad(key, "is not a list")
        return [_Reader(one, f"{key}[{number}]") for number, one in enumerate(value)]
