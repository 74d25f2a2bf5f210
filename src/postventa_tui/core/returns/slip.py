"""The deposit slip: one list of lines, laid out as text for 80 or 48 columns. Pure.

Source: RD 58/1988 art. 3 (the workshop gives a deposit receipt; estimate and its waiver; storage), art. 6.
"""

from __future__ import annotations

from postventa_tui.core.returns.words import say
from postventa_tui.kit.cells import width
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean

WIDE = 80
NARROW = 48
COPIES = ("slip.copy_customer", "slip.copy_shop")


class Slip(NamedTuple):
    """What a deposit slip says; texts as written, dates as shown.

    Args:
        number: The ticket's public reference, also the barcode.
        guarantee: The verdict in one sentence; empty when an estimate is asked for or declined instead.
        estimate: wanted, declined or empty.
        storage_fee: Whether the shop's printed price list has one.
    """

    number: str
    date: str
    shop: str
    tax_id: str
    address: str
    phone: str
    customer: str
    product: str
    serial: str
    condition: str
    accessories: str
    fault: str
    asked: str
    guarantee: str = ""
    estimate: str = ""
    promised: str = ""
    storage_fee: bool = False
    lang: str = "es"


class Item(NamedTuple):
    """One thing a slip says: `kind` is title, field, barcode, rule, small or sign."""

    kind: str
    text: str
    label: str = ""


def items(slip: Slip, copy: str) -> list[Item]:
    """Give what one copy says, top to bottom; every text from outside is cleaned."""
    lang = slip.lang
    found = [
        Item("title", clean(slip.shop, lines=False)),
        Item(
            "small",
            _joined(f"{say('slip.tax_id', lang)} {slip.tax_id}" if slip.tax_id else "", slip.address, slip.phone),
        ),
        Item("rule", ""),
        Item("title", say("slip.deposit", lang)),
        Item("field", slip.number, say("slip.number", lang)),
        Item("barcode", slip.number, say("slip.barcode", lang)),
        Item("field", slip.date, say("slip.date", lang)),
        *_fields(slip),
        Item("rule", ""),
    ]
    if slip.storage_fee:
        found.append(Item("small", say("slip.storage_fee", lang)))
    for key in ("slip.collect", "slip.pickup", "slip.repair_work"):
        found.append(Item("small", say(key, lang)))
    found.append(Item("small", say("slip.privacy", lang, shop=clean(slip.shop, lines=False))))
    if slip.guarantee:
        found.append(Item("small", say("slip.not_advice", lang)))
    found += [Item("sign", say("slip.signatures", lang)), Item("small", say(copy, lang))]
    return [one for one in found if one.kind == "rule" or one.text]


def _fields(slip: Slip) -> list[Item]:
    """The lines about customer, machine and what is to be done."""
    lang = slip.lang
    asked = say(f"asked.{slip.asked}", lang)
    pairs = [
        ("slip.customer", slip.customer),
        ("slip.product", slip.product),
        ("slip.serial", slip.serial or say("slip.no_serial", lang)),
        ("slip.condition", slip.condition),
        ("slip.accessories", slip.accessories or say("slip.none", lang)),
        ("slip.fault", slip.fault),
        ("slip.asked", asked),
        ("slip.guarantee", slip.guarantee),
        ("slip.estimate", say(f"slip.estimate_{slip.estimate}", lang) if slip.estimate else ""),
        ("slip.promised", slip.promised or say("slip.no_promise", lang)),
    ]
    return [Item("field", clean(text, lines=True), say(key, lang)) for key, text in pairs if text]


def as_text(slip: Slip, columns: int = WIDE) -> str:
    """Give both copies as text of `columns` cells, a cutting line between them."""
    copies = ["\n".join(_copy(slip, copy, columns)) for copy in COPIES]
    cut = ("- " * (columns // 2)).rstrip()
    return f"\n\n{cut}\n\n".join(copies) + "\n"


def _copy(slip: Slip, copy: str, columns: int) -> list[str]:
    """One copy, line by line."""
    lines: list[str] = []
    for one in items(slip, copy):
        match one.kind:
            case "rule":
                lines.append("-" * columns)
            case "title":
                lines += [line.center(columns).rstrip() for line in wrapped(one.text, columns)]
            case "barcode":
                lines.append(f"*{one.text}*".center(columns).rstrip())
            case "field":
                lines += wrapped(f"{one.label}: {one.text}", columns, hang=2)
            case "sign":
                lines += ["", *_signature(one.text, columns)]
            case _:
                lines += wrapped(one.text, columns)
    return lines


def _signature(text: str, columns: int) -> list[str]:
    """The places to sign: beside each other, or below each other on narrow paper."""
    if width(text) <= columns:
        return [text]
    return [part.strip() for part in text.split("   ") if part.strip()]


def wrapped(text: str, columns: int, *, hang: int = 0) -> list[str]:
    """Give `text` in lines of at most `columns` cells; lines after the first begin with `hang` blanks."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _pieces(paragraph, columns - hang):
            start = " " * hang if lines else ""
            grown = f"{line} {word}" if line else word
            if line and width(start + grown) > columns:
                lines.append(start + line)
                line = word
            else:
                line = grown
        lines.append((" " * hang if lines else "") + line)
    return lines


def _pieces(text: str, columns: int) -> list[str]:
    """The words of a text, those wider than a line cut."""
    found = []
    for word in text.split():
        piece = ""
        for char in word:
            if width(piece + char) > columns:
                found.append(piece)
                piece = ""
            piece += char
        found.append(piece)
    return found


def _joined(*parts: str) -> str:
    """The parts that are not empty, cleaned, in one line."""
    return " · ".join(clean(part, lines=False) for part in parts if part)
