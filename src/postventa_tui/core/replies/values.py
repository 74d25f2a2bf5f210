"""Values of a canned reply as text: numbers, money, dates, lists; cleaned.

Source: domain, section 5.2.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TypeAlias

from postventa_tui.kit.text import format_date, format_money

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A value as JSON has it."""

_BLANKS = re.compile(r"\s+")
_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")
_KEPT = "\n\r\t\v\f\x85"


def show(value: Json, *, english: bool) -> str | None:
    """Give the value as words of a text, or None when it counts as missing."""
    match value:
        case None:
            return None
        case bool():
            return ("yes" if english else "sí") if value else "no"
        case int():
            return str(value)
        case float():
            return _decimal(value, english=english) if math.isfinite(value) else None
        case str():
            return clean(value) or None
        case list():
            shown = [text for item in value if (text := show(item, english=english))]
            return ", ".join(shown) or None
        case dict():
            return _object(value, english=english)


def clean(text: str) -> str:
    """Give a value on one line: runs of blanks with a line break or tab become one space, controls go."""
    plain = _without_controls(text)
    return _BLANKS.sub(lambda run: " " if _BREAKS & set(run.group()) else run.group(), plain).strip()


def clean_answer(text: str) -> str:
    """Give an agent's answer with its line breaks and tabs, without other control characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) != "Cc")


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) != "Cc")


def _decimal(value: float, *, english: bool) -> str:
    with localcontext() as context:
        # Enough places for the largest float written out.
        context.prec = 400
        rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text if english else text.replace(".", ",")


def _object(value: dict[str, Json], *, english: bool) -> str | None:
    """Give a date or an amount; any other object is no value."""
    cents, day = value.get("cents"), value.get("date")
    if isinstance(cents, int) and not isinstance(cents, bool):
        currency = value.get("currency", "EUR")
        return format_money(cents, currency if isinstance(currency, str) else "EUR", _lang(english))
    return _day(day, english=english) if isinstance(day, str) else None


def _day(text: str, *, english: bool) -> str | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII):
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return format_date(day.isoformat(), _lang(english))


def _lang(english: bool) -> str:
    return "en" if english else "es"
