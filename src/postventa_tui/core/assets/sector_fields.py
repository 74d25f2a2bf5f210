"""Fields that sector packs add to tickets: what they may hold. Pure."""

from __future__ import annotations

from postventa_tui.core.assets import vin
from postventa_tui.core.assets.dates import read_date
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.rows import NamedTuple

KINDS = ("text", "number", "date", "choice", "flag", "plate", "vin")
_PLATE_SIGNS = range(4, 11)


class Field(NamedTuple):
    """A field a pack adds to tickets."""

    name: str
    kind: str
    es: str
    en: str
    choices: tuple[str, ...] = ()


def checked(known: object, name: str, text: str) -> str:
    """Give the value of a ticket's own field as it is kept; fields no pack knows are kept as written.

    Args:
        known: The shop's setting `pack_fields`: by name an object with `kind` and `choices`.
    Raises:
        Usage: `bad_value`, as `checked_value`.
    """
    shape = known.get(name) if isinstance(known, dict) else None
    if not isinstance(shape, dict) or not text:
        return text
    choices = shape.get("choices", [])
    field = Field(name, str(shape.get("kind", "text")), "", "", tuple(choices) if isinstance(choices, list) else ())
    return checked_value(field, text)


def checked_value(field: Field, text: str) -> str:
    """Give the value of a field as it is kept: VIN and plate in one writing.

    Raises:
        Usage: `bad_value` for what cannot be: a choice not offered, no date, a VIN of the wrong shape or check digit.
    """
    value = " ".join(text.split())
    problem = _problem(field, value)
    if problem is not None:
        raise Usage("bad_value", field=field.name, value=value, reason=problem)
    if field.kind == "vin":
        return vin.normal(value)
    return value.upper().replace(" ", "").replace("-", "") if field.kind == "plate" else value


def _problem(field: Field, value: str) -> str | None:
    """Why a value does not fit its field; None when it does."""
    match field.kind:
        case "number":
            return None if value.isascii() and value.isdigit() else "0–9"
        case "date":
            return None if read_date(value) is not None else "YYYY-MM-DD"
        case "choice":
            return None if value in field.choices else ", ".join(field.choices)
        case "flag":
            return None if value in ("true", "false") else "true, false"
        case "plate":
            bare = value.replace(" ", "").replace("-", "")
            return None if bare.isalnum() and len(bare) in _PLATE_SIGNS else "4–10 A–Z 0–9"
        case "vin":
            found = vin.state(value)
            return found if found.startswith("bad_") else None
    return None
