"""Contact points have one normal form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postventa_tui.core.customers import points

VECTORS = Path(__file__).parents[2] / "vectors" / "domain" / "names-phones-open.json"
DATA = json.loads(VECTORS.read_text("utf-8"))


@pytest.mark.parametrize("case", DATA["phones"], ids=lambda case: case["text"])
def test_phone_vector(case: dict) -> None:
    assert points.phone(case["text"])._asdict() == case["expect"]


@pytest.mark.parametrize("case", DATA["emails"], ids=lambda case: case["text"])
def test_email_vector(case: dict) -> None:
    assert points.email(case["text"]) == case["expect"]


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("Telf. 986 12 34 56", "+34986123456"),
        ("TELÉFONO: 986123456", "+34986123456"),
        ("612\u00a034\u200956\u202f78", "+34612345678"),
    ],
)
def test_labels_and_spaces_before_a_phone_are_dropped(text: str, expect: str) -> None:
    assert points.phone(text).e164 == expect


@pytest.mark.parametrize("text", ["612345678x12", "612345678 x 12", "612 345 678 EXT 12"])
def test_an_extension_stands_apart(text: str) -> None:
    assert points.phone(text) == ("+34612345678", "12")


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("MAILTO:<Peña@Año.Example>", "peña@año.example"),
        ("<mailto:a@b.example>", "a@b.example"),
        ("a b@c.example", None),
        ("a@", None),
        ("", None),
    ],
)
def test_more_addresses(text: str, expect: str | None) -> None:
    assert points.email(text) == expect


def test_a_handle_names_its_network() -> None:
    assert points.handle(" Instagram:@Marta.Ruiz ") == "instagram:marta.ruiz"
    assert points.handle("@marta") is None


def test_a_text_is_read_as_the_point_it_looks_like() -> None:
    assert points.guess("ana@x.example") == ("email", "ana@x.example", None)
    assert points.guess("612 34 56 78") == ("phone", "+34612345678", None)
    assert points.guess("Marta Ruiz") is None


def test_last_nine_digits_are_for_spanish_numbers_only() -> None:
    assert points.last_nine("+34612345678") == "612345678"
    assert points.last_nine("+33612345678") is None
