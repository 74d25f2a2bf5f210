"""Ticket numbers as people write them."""

from __future__ import annotations

import pytest

from postventa_tui.core.tickets import numbers


@pytest.mark.parametrize("text", ["PV-1042", "pv-1042", "1042", "#1042", " PV-1042 ", "pv 1042"])
def test_ways_to_name_one_ticket(text: str) -> None:
    assert numbers.parse(text) == 1042


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PV-",
        "PV-0",
        "PV--1",
        "-1",
        "PV-1e9",
        "PV-1.5",
        "PV-１０４２",
        "PV-99999999999999999999",
        "PV-9" * 99,
    ]
    + ["9223372036854775808", "PV-01042", "1042\n1043", "٣٤", "PV-1042; DROP TABLE tickets"],
)
def test_anything_else_names_no_ticket(text: str) -> None:
    assert numbers.parse(text) is None


def test_the_shop_may_have_a_prefix_of_its_own() -> None:
    assert numbers.parse("mat-12", "MAT-") == 12
    assert numbers.show(12, "MAT-") == "MAT-12"


def test_a_public_reference_has_no_sign_that_is_misheard() -> None:
    offered: list[str] = []
    reference = numbers.public_ref(lambda alphabet: offered.append(alphabet) or alphabet[-1])
    assert reference == "9" * 10
    assert not set("".join(offered)) & set("0O1IL")


def test_nearest_numbers_are_offered() -> None:
    assert numbers.nearest(1042, [1001, 1040, 1043, 1050, 2000]) == [1040, 1043, 1050]
