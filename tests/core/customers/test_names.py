"""Names are split as Spanish names are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postventa_tui.core.customers import names
from postventa_tui.core.customers.names import Name

VECTORS = Path(__file__).parents[2] / "vectors" / "domain" / "names-phones-open.json"
CASES = json.loads(VECTORS.read_text("utf-8"))["names"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_vector(case: dict) -> None:
    assert names.split(case["text"])._asdict() == case["expect"]


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("M.ª ÁNGELES SEOANE PITA", Name("M.ª Ángeles", "Seoane", "Pita")),
        ("O'BRIEN, MARY-ANN", Name("Mary-Ann", "O'Brien")),
        ("DE LA FUENTE Y ROS, ANA", Name("Ana", "de la Fuente y Ros")),
        ("Ruiz Ochoa Vila, Marta", Name("Marta", "Ruiz", "Ochoa Vila")),
        ("Ruiz,", Name(None, "Ruiz")),
        ("Ana María Luisa Pardo Rey", Name("Ana María Luisa", "Pardo", "Rey")),
        ("Brais Uxío Castro Novoa", Name("Brais Uxío", "Castro", "Novoa")),
        ("«Marta Ruiz»", Name("Marta", "Ruiz")),
        ("Maria Jose Lago", Name("Maria Jose", "Lago")),
        ("Marı́a Cruz", Name("Marı́a", "Cruz")),
        ("4711", Name("4711")),
    ],
)
def test_more_ways_to_write_a_name(text: str, expect: Name) -> None:
    assert names.split(text) == expect


def test_people_sort_by_surname_with_enie_after_n() -> None:
    people = [Name("Ana", "Núñez"), Name("Ana", "Nunoz"), Name("Zoe", "Ábalos"), Name("Iago")]
    assert sorted(people, key=names.sort_key) == [people[2], people[3], people[1], people[0]]


def test_avatars_show_given_name_and_surname() -> None:
    assert names.initials(Name("Marta", "Ruiz", "Ochoa")) == "MR"
    assert names.initials(Name(), "Taller Souto") == "T"
