"""The people of the sample: those written by hand and the ten who only ever call. Pure."""

from __future__ import annotations

import functools

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.seed.words import table

_CALLERS = (
    ("Avelino", "Barreira", "Pouso", "usted"),
    ("Josefa", "Carrera", "Lence", "usted"),
    ("Anxo", "Mariño", "Tomé", "tu"),
    ("Purificación", "Salvado", "Rey", "usted"),
    ("Celso", "Davila", "Romay", "usted"),
    ("Marta", "Oubiña", "Trigo", "tu"),
    ("Generosa", "Failde", "Cao", "usted"),
    ("Roque", "Besada", "Nogueira", "tu"),
    ("Saladina", "Pereiro", "Vila", "usted"),
    ("Breixo", "Amoedo", "Leis", "tu"),
)


class Person(NamedTuple):
    """A customer of the sample."""

    key: str
    given: str
    surname1: str
    surname2: str
    formality: str
    lang: str
    city: str
    channel: str
    remark: str
    phone: str
    email: str
    household: str
    organisation: str


@functools.cache
def people() -> dict[str, Person]:
    """Give everybody by key, in the order of the file; phones count up from +34 600 000 001."""
    content = table("customers.toml")
    house = {key: name for name, keys in content["households"].items() for key in keys}
    firm = {key: name for name, row in content["organisations"].items() for key in row["people"]}
    found: dict[str, Person] = {}
    for number, (key, row) in enumerate(content["customers"].items(), 1):
        given, surname1, surname2, formality, lang, city, channel, remark = row
        found[key] = Person(
            key, given, surname1, surname2, formality, lang, city, channel, remark, f"+34{600_000_000 + number}",
            f"{key.replace('é', 'e')}@correo.example", house.get(key, ""), firm.get(key, ""),
        )  # fmt: skip
    for given, surname1, surname2, formality in _CALLERS:
        number = len(found) + 1
        key = f"caller-{number - 64:02}"
        phone = f"+34{600_000_000 + number}"
        found[key] = Person(
            key, given, surname1, surname2, formality, "es", "Vigo", "phone", "solo llama", phone, "", "", ""
        )
    return found
