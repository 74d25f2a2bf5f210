"""Names of people: one text into parts, sort key, initials.

Source: domain, sections 4.1 and 4.2.
"""

from __future__ import annotations

import unicodedata

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import sort_key as text_key

_QUOTES = {'"': '"', "'": "'", "«": "»", "“": "”", "‘": "’", "„": "“", "”": "”", "`": "'"}
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "y",
        "i",
        "e",
        "da",
        "do",
        "dos",
        "das",
        "van",
        "von",
        "der",
        "den",
        "di",
        "san",
        "santa",
    ]
)
_BOTH_SIDES = frozenset("yie")
_FIRST = frozenset(
    [
        "maria",
        "m.ª",
        "mª",
        "jose",
        "juan",
        "luis",
        "ana",
        "miguel",
        "francisco",
        "jesus",
        "manuel",
        "antonio",
        "carlos",
        "rosa",
        "eva",
        "marco",
        "victor",
        "pedro",
    ]
)
_SECOND = frozenset(
    [
        "jose",
        "jesus",
        "maria",
        "carmen",
        "pilar",
        "dolores",
        "teresa",
        "luisa",
        "isabel",
        "angeles",
        "victoria",
        "elena",
        "belen",
        "angel",
        "luis",
        "carlos",
        "antonio",
        "manuel",
        "miguel",
        "ramon",
        "ignacio",
        "francisco",
        "javier",
        "pablo",
        "alberto",
        "vicente",
        "enrique",
        "rosa",
        "cruz",
    ]
)
_MARIA = frozenset(("maria", "m.ª", "mª"))
_ORDINALS = "ªº"
_STARTERS = "-‐‑'’"
"""Signs after which a letter is a capital again: hyphens and apostrophes."""


class Name(NamedTuple):
    """The parts of a name; a person may have only one of them."""

    given: str | None = None
    surname1: str | None = None
    surname2: str | None = None


def split(text: str) -> Name:
    """Give the parts of a name written as one text, as in a mail header or an import."""
    plain = _unquoted(" ".join(unicodedata.normalize("NFC", text).split()))
    if _is_all_capitals(plain):
        plain = " ".join(_recased(word) for word in plain.split(" "))
    if plain.count(",") == 1:
        left, right = plain.split(",")
        return _from_comma(_units(left), right)
    return _from_units(_units(plain))


def _unquoted(text: str) -> str:
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return "" if text in _QUOTES else text


def _is_all_capitals(text: str) -> bool:
    letters = [c for c in text if c not in _ORDINALS and c.lower() != c.upper()]
    return bool(letters) and all(c == c.upper() for c in letters)


def _recased(word: str) -> str:
    if word.strip(",").lower() in _PARTICLES:
        return word.lower()
    letters: list[str] = []
    starts = True
    for letter in word.lower():
        letters.append(letter.upper() if starts else letter)
        starts = letter in _STARTERS or (starts and not letter.isalpha())
    return "".join(letters)


def _units(text: str) -> list[str]:
    """Give the words with their particles: `de la Torre` is one unit, `Ortega y Gasset` too."""
    units: list[list[str]] = []
    joins = False
    for word in text.split():
        key = word.casefold()
        if units and (joins or key in _BOTH_SIDES):
            units[-1].append(word)
        else:
            units.append([word])
        joins = key in _PARTICLES
    return [" ".join(unit) for unit in units]


def _from_comma(left: list[str], right: str) -> Name:
    given = " ".join(right.split()) or None
    return Name(given, left[0] if left else None, " ".join(left[1:]) or None)


def _from_units(units: list[str]) -> Name:
    match units:
        case []:
            return Name()
        case [one]:
            return Name(one)
        case [first, second]:
            return Name(f"{first} {second}") if _is_compound(first, second) else Name(first, second)
        case [first, second, third]:
            if _is_compound(first, second):
                return Name(f"{first} {second}", third)
            return Name(first, second, third)
        case _:
            return Name(" ".join(units[:-2]), units[-2], units[-1])


def _is_compound(first: str, second: str) -> bool:
    key = _plain(first)
    if key in _MARIA and second.split()[0].casefold() in _PARTICLES:
        return True
    return key in _FIRST and _plain(second) in _SECOND


def _plain(text: str) -> str:
    """Give `text` without accents and case (ñ loses its tilde, `ª` stays)."""
    spread = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c))


def sort_key(name: Name, display: str | None = None) -> str:
    """Give the text to sort people by: `surname1 surname2, given`, no accents, no case, ñ after n."""
    surnames = " ".join(part for part in (name.surname1, name.surname2) if part)
    parts = [part for part in (surnames, name.given) if part] or [display or ""]
    return text_key(", ".join(parts))


def initials(name: Name, display: str | None = None) -> str:
    """Give the first letters of given name and first surname, for avatars."""
    parts = [part for part in (name.given, name.surname1) if part] or [display or ""]
    return "".join(part[:1].upper() for part in parts)


def shown(name: Name, display: str | None = None) -> str:
    """Give what to show for a person: `display` if set, else the parts in order."""
    return display or " ".join(part for part in name if part)
