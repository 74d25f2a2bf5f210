"""Text for people: made safe to show, folded to compare, dates and amounts in two languages.

Source: design, e-mail section 8 (cleaning) and hostile input H01-H17.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CELL = 500
MAX_LINE = 2000
MAX_MARKS = 8

_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029\v\f]")
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_ZERO_WIDTH = "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e"


@functools.cache
def _table() -> dict[int, str | None]:
    """Give what each bad character becomes; made when the first one is met, most calls never meet one."""
    table: dict[int, str | None] = {code: chr(0x2400 + code) for code in range(0x20)}
    del table[0x0A], table[0x09]
    table[0x7F] = "\ufffd"
    table.update(dict.fromkeys(range(128, 160), "�"))
    table.update({ord(char): None for char in _BIDI + _ZERO_WIDTH})
    table.update(dict.fromkeys(range(917504, 917632)))
    table.update(dict.fromkeys(range(55296, 57344), "�"))
    table.update(dict.fromkeys(range(64976, 65008), "�"))
    for plane in range(17):
        table[plane * 0x10000 + 0xFFFE] = "\ufffd"
        table[plane * 0x10000 + 0xFFFF] = "\ufffd"
    return table


_PLAIN = bytes(code for code in range(256) if (code >= 0x20 or code in b"\t\n") and code not in (0x7F, 0xAD))
"""Bytes of Windows-1252 that need no cleaning."""


@functools.cache
def _bad() -> re.Pattern[str]:
    """Give what finds the first character to clean; this set is dear to compile, and most texts never ask."""
    return re.compile(
        "[^\n\t\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u2070-\u20cf\u2100-\u2fff\u3001-\u3029\u3040-\u3098\u309b-\ud7ff]"
    )


def _is_plain(text: str) -> bool:
    """Tell whether nothing in `text` needs cleaning."""
    try:
        return not text.encode("cp1252").translate(None, _PLAIN)
    except UnicodeEncodeError:
        return _bad().search(text) is None


def clean(text: str, *, lines: bool) -> str:
    """Give `text` as it may be shown on a terminal or in JSON: no control reaches the screen.

    Args:
        text: Any text from outside, after all decoding.
        lines: True for bodies (line breaks and tabs stay), False for names, subjects and cells:
            one line of at most 500 characters.
    """
    text = _LINE_BREAKS.sub("\n", text)
    if not _is_plain(text):
        text = unicodedata.normalize("NFC", text).translate(_table())
        text = _drop_loose_joiners(text)
        text = _cap_marks(text)
    if not lines:
        return _one_line(text)
    return _wrap_long(text)


def _drop_loose_joiners(text: str) -> str:
    """Keep U+200C and U+200D inside words and emoji only: at an edge they hide in a name."""
    if "\u200c" not in text and "\u200d" not in text:
        return text
    kept = []
    for index, char in enumerate(text):
        if char in "\u200c\u200d" and not (_joins(text, index - 1) and _joins(text, index + 1)):
            continue
        kept.append(char)
    return "".join(kept)


def _joins(text: str, index: int) -> bool:
    if not 0 <= index < len(text):
        return False
    return unicodedata.category(text[index])[0] in "LMN" or unicodedata.category(text[index]) in ("So", "Sk")


def _cap_marks(text: str) -> str:
    """Keep at most eight combining marks on one base: more would paint over other rows."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        text = re.sub("[\n\t]+", " ", text)
    if len(text) > MAX_CELL:
        text = text[: MAX_CELL - 1] + "…"
    return text


def _wrap_long(text: str) -> str:
    if len(text) <= MAX_LINE or max(map(len, text.split("\n"))) <= MAX_LINE:
        return text
    return "\n".join(piece for line in text.split("\n") for piece in _pieces(line))


def _pieces(line: str) -> Iterator[str]:
    if not line:
        yield line
    for start in range(0, len(line), MAX_LINE):
        yield line[start : start + MAX_LINE]


def typed(text: str) -> str:
    """Give text typed in a form as it is stored: NFC, no controls but line feed and tab."""
    text = _LINE_BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))


def fold(text: str) -> str:
    """Give `text` without case and accents, to compare (ñ becomes n)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def sort_key(text: str) -> str:
    """Give a key for lists: case and accents do not count, but ñ comes after n."""
    marked = unicodedata.normalize("NFC", text).casefold().replace("ñ", "n\uffff")
    decomposed = unicodedata.normalize("NFKD", marked)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = {"es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
            "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}  # fmt: skip


def format_date(iso: str, lang: str) -> str:
    """Give a civil date `YYYY-MM-DD` as it is written in a letter: 03/11/2026 or 3 November 2026."""
    year, month, day = iso[:10].split("-")
    if lang == "en":
        return f"{int(day)} {_MONTHS_EN[int(month) - 1]} {year}"
    return f"{day}/{month}/{year}"


def format_number(number: int | str, lang: str) -> str:
    """Give a decimal number (int, or text such as "7.50") with the decimal sign of the language."""
    text = str(number)
    return text.replace(".", ",") if lang == "es" else text


def format_money(cents: int, currency: str, lang: str) -> str:
    """Give an amount: 1.234,50 € or €1,234.50. A minus stands first."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}"
    symbol = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency, currency)
    if lang == "es":
        return f"{sign}{grouped.replace(',', '.')},{rest:02d} {symbol}"
    if len(symbol) == 1:
        return f"{sign}{symbol}{grouped}.{rest:02d}"
    return f"{sign}{grouped}.{rest:02d} {symbol}"


def format_size(size: int, lang: str) -> str:
    """Give a size in bytes as people read it: 2,1 MB."""
    if size < 1000:
        return f"{size} B"
    for unit, scale in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if size < scale * 1000 or unit == "GB":
            return format_number(f"{size / scale:.1f}", lang) + f" {unit}"
    return f"{size} B"
