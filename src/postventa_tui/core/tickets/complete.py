"""What may be typed next in a query: names of fields, then their values with how many tickets have them.

Source: design, search section 4 (completion).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import store_complete
from postventa_tui.kit import query_fields
from postventa_tui.kit.i18n import language
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.desk import Desk
    from postventa_tui.kit.query_fields import Field

MOST = 8
_ENDS = ' \t\n()|"“”«»'
_SIGNS = "<>="
_MOMENTS = {"es": ("hoy", "ayer", "mañana", "7d", "30d"), "en": ("today", "yesterday", "tomorrow", "7d", "30d")}
_AGES = {"es": ("2h", "1d", "7d", "2sem", "3meses"), "en": ("2h", "1d", "7d", "2w", "3mo")}
_COUNTED = {"status": "status_type", "channel": "channel", "priority": "priority"}


class Completion(NamedTuple):
    """A text to put in place of `start` to `end` (code points); `tickets` of the open ones have the value."""

    text: str
    start: int
    end: int
    tickets: int | None = None


def complete(desk: Desk, text: str, cursor: int) -> list[Completion]:
    """Give what may stand at the cursor, the likeliest first; nothing inside quotes."""
    cursor = max(0, min(cursor, len(text)))
    if text[:cursor].count('"') % 2:
        return []
    start = cursor
    while start and text[start - 1] not in _ENDS:
        start -= 1
    while start < cursor and text[start] == "-":
        start += 1
    typed = text[start:cursor]
    name, colon, value = typed.partition(":")
    if not colon:
        return [Completion(f"{one}:", start, cursor) for one in _names(fold(typed))]
    field = query_fields.NAMES.get(fold(name))
    if field is None:
        return []
    begin = start + len(name) + 1
    while begin < cursor and text[begin] in _SIGNS:
        begin += 1
    begin = max(begin, start + typed.rfind(",") + 1 if "," in value else 0)
    return _values(desk, field, fold(text[begin:cursor]), begin, cursor, is_spanish=_spanish(fold(name)))


def _spanish(name: str) -> bool:
    """Say whether values are offered in Spanish: by the name typed, or the screen for a name of both."""
    if name in query_fields.SPANISH_NAMES and name not in ("es", "en"):
        return False
    return query_fields.is_spanish(name) or language() == "es"


def _names(typed: str) -> list[str]:
    """Give the names that begin so: those of the screen's language first."""
    if not typed:
        return []
    english = [name for name in query_fields.FIELDS if name.startswith(typed)]
    spanish = [name for names in query_fields.SPANISH_NAMES.values() for name in names if name.startswith(typed)]
    both = [*spanish, *english] if language() == "es" else [*english, *spanish]
    return both[:MOST]


def _values(desk: Desk, name: str, typed: str, start: int, end: int, *, is_spanish: bool) -> list[Completion]:
    field = query_fields.FIELDS[name]
    side = query_fields.SPANISH if is_spanish else query_fields.ENGLISH
    if field.kind in ("date", "day", "age"):
        words = (_AGES if field.kind == "age" else _MOMENTS)["es" if is_spanish else "en"]
        return [Completion(word, start, end) for word in words if fold(word).startswith(typed)]
    fixed = [_word(field, value, side) for value in field.values]
    found = [Completion(word, start, end) for word in fixed if fold(word).startswith(typed)]
    if name in _COUNTED:
        counts = store_complete.counts(desk.db, _COUNTED[name])
        found = [one._replace(tickets=counts.get(str(query_fields.find_value(field, one.text)), 0)) for one in found]
        return sorted(found, key=lambda one: -(one.tickets or 0))[:MOST]
    known = store_complete.names(desk.db, name, typed, MOST)
    return [*found, *(Completion(_quoted(word), start, end, count) for word, count in known)][:MOST]


def _word(field: Field, value: str, side: int) -> str:
    """Give a value in a language, its English name where that language has none of its own."""
    words = field.values[value]
    return next(iter(_real(words[side])), value)


def _real(words: Iterable[str]) -> list[str]:
    return [word for word in words if word]


def _quoted(word: str) -> str:
    """Give a value as it must be typed: in quotes when it has blanks."""
    bare = word.replace('"', " ").strip()
    return f'"{bare}"' if any(char in _ENDS + "," for char in bare) else bare
