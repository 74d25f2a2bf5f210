"""The deposit slip on paper: widths, lines the law asks for, two copies, barcode."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postventa_tui.core.returns.slip import NARROW, WIDE, Slip, as_text, wrapped
from postventa_tui.core.returns.slip_pdf import as_pdf
from postventa_tui.kit.cells import width

SLIP = Slip(
    number="K7M2QX9PWD", date="19/11/2026 17:42", shop="Electro Berbés", tax_id="B36000042",
    address="Rúa do Areal 118, 36201 Vigo", phone="986 400 118", customer="Begoña Núñez Íñiguez · 600 000 001",
    product="Cafetera superautomática Aroma Uno", serial="", condition="rayada por detrás", accessories="depósito, cable",
    fault="Gotea por debajo y no sube la presión desde el lunes", asked="repair",
    guarantee="No se sabe: falta la fecha de entrega, de la factura o del albarán.", promised="26/11/2026",
)  # fmt: skip


@pytest.mark.parametrize("columns", [WIDE, NARROW])
def test_no_line_is_wider_than_the_paper(columns):
    assert max(width(line) for line in as_text(SLIP, columns).splitlines()) <= columns


@pytest.mark.parametrize("columns", [WIDE, NARROW])
def test_both_copies_say_all_that_is_asked_for(columns):
    text = " ".join(as_text(SLIP, columns).split())
    for said in (
        "Electro Berbés", "B36000042", "Rúa do Areal 118", "K7M2QX9PWD", "*K7M2QX9PWD*", "19/11/2026", "Begoña Núñez",
        "Aroma Uno", "sin número", "rayada por detrás", "depósito, cable", "Gotea por debajo", "reparar", "No se sabe",
        "26/11/2026", "127 bis.3", "tres meses de garantía", "trata estos datos", "no es asesoramiento",
    ):  # fmt: skip
        assert text.count(said) >= 2, said
    assert "Ejemplar para el cliente" in text
    assert "Ejemplar para la tienda" in text


def test_storage_fee_stands_only_when_the_price_list_has_it():
    assert "almacenaje" not in as_text(SLIP)
    assert "almacenaje" in as_text(SLIP._replace(storage_fee=True))


def test_waived_estimate_asks_for_a_signature():
    text = as_text(SLIP._replace(guarantee="", estimate="declined"))
    assert "renuncia al presupuesto previo. Firma:" in text
    assert "asesoramiento" not in text


def test_slip_in_english():
    text = as_text(SLIP._replace(lang="en", estimate="wanted"))
    assert "DEPOSIT RECEIPT" in text
    assert "a written estimate is wanted first" in text


def test_hostile_words_do_not_reach_the_paper():
    corpus = Path(__file__).parents[2] / "data" / "hostile-text.jsonl"
    words = ["\x1b[31mrojo\x1b[0m\x07", "a\u202eb", "x" * 300, "長い" * 60]
    if corpus.exists():
        words += [json.loads(line)["text"] for line in corpus.read_text(encoding="utf-8").splitlines()[:200]]
    for word in words:
        slip = SLIP._replace(customer=word, fault=word, serial=word)
        text = as_text(slip, NARROW)
        assert "\x1b" not in text
        assert max(width(line) for line in text.splitlines()) <= NARROW
        assert as_pdf(slip).startswith(b"%PDF")


def test_pdf_is_the_same_twice_and_fits_a_page():
    made = as_pdf(SLIP)
    assert made == as_pdf(SLIP)
    assert made.count(b"/Type /Page\n") == 1


def test_long_story_gets_a_page_for_each_copy():
    made = as_pdf(SLIP._replace(fault="pierde agua y hace ruido " * 60))
    assert made.count(b"/Type /Page\n") == 2


@given(st.text(max_size=200), st.integers(8, 80))
def test_wrapping_keeps_every_word(text, columns):
    lines = wrapped(text, columns, hang=2)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("name", "slip", "columns"),
    [
        ("slip-80-es", SLIP, WIDE),
        ("slip-48-en", SLIP._replace(lang="en", estimate="declined", guarantee=""), NARROW),
    ],
)
def test_slip_is_the_one_that_was_looked_at(name, slip, columns):
    golden = Path(__file__).parents[2] / "golden" / f"{name}.txt"
    assert as_text(slip, columns) == golden.read_text(encoding="utf-8")
