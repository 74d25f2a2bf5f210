"""The send-guard finds what must not leave, all at once and in order."""

from __future__ import annotations

import pytest

from postventa_tui.core.replies import guard
from postventa_tui.core.replies.guard import Facts


def codes(text: str, **facts: object) -> list[str]:
    return [one.code for one in guard.check(text, Facts(**facts))]  # type: ignore[arg-type]


def test_a_plain_answer_has_no_findings() -> None:
    assert codes("Le llamamos mañana.", customer_lang="es", formality="usted") == []


def test_all_findings_come_at_once_in_the_written_order() -> None:
    found = codes(
        "Le adjunto {{ticket.number}}: está en garantía y tú puedes recogerlo.",
        overtaken_by="lucia",
        others=(("612345679", "Iago"),),
        is_covered=False,
        channel="whatsapp",
        wa_closed=True,
        has_consent=False,
    )
    assert found == [
        "overtaken", "unresolved_placeholder", "missing_attachment", "other_person", "impossible_promise",
        "wa_window_closed", "no_consent", "formality",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Le adjunto la factura", "Va adjunta.", "Please find it attached.", "See ATTACHMENT"])
def test_words_of_an_attachment_want_one(text: str) -> None:
    assert "missing_attachment" in codes(text, customer_lang=None)
    assert "missing_attachment" not in codes(text, has_attachment=True)


def test_quotes_and_signature_are_not_the_authors_words() -> None:
    text = "Hecho.\n\nEl 3/11 Marta escribió:\n> le adjunto {{x.y}}\n-- \nadjunto"
    assert guard.own_words(text) == "Hecho.\n"
    assert codes(text) == []
    assert codes("> solo cita\n-- \nAna") == ["empty"]


@pytest.mark.parametrize("text", ["Hola {{customer.given}}", "Cita ⟨día⟩", "{{ mal }}"])
def test_what_is_left_to_fill_cannot_be_confirmed(text: str) -> None:
    found = guard.check(text, Facts())
    assert [(one.code, one.level) for one in found] == [("unresolved_placeholder", "refuse")]


def test_another_language_is_a_warning_from_forty_letters() -> None:
    english = "We will call you tomorrow about the machine and the spare part that you have ordered."
    assert codes(english, customer_lang="es") == ["wrong_language"]
    assert codes(english, customer_lang="en") == []
    assert codes("We will call you.", customer_lang="es") == []


@pytest.mark.parametrize("text", ["La reparación es gratis.", "Está en garantía", "It is free of charge", "Sin coste."])
def test_promising_what_is_not_covered_stops(text: str) -> None:
    assert "impossible_promise" in codes(text, is_covered=False)
    assert "impossible_promise" not in codes(text, is_covered=True)
    assert "impossible_promise" not in codes(text, is_covered=None)


@pytest.mark.parametrize("text", ["Ya no está en garantía.", "Está fuera de garantía.", "The warranty has expired."])
def test_saying_that_it_is_not_covered_is_no_promise(text: str) -> None:
    assert "impossible_promise" not in codes(text, is_covered=False)


def test_closed_days_cannot_be_promised() -> None:
    assert codes("Le llamamos el domingo.", closed_days=("2026-11-22",)) == ["impossible_promise"]


@pytest.mark.parametrize(
    ("text", "formality", "expect"),
    [
        ("¿Puedes venir el lunes?", "usted", ["formality"]),
        ("Te llamo, ¿puedes venir?", "usted", ["formality"]),
        ("Le llamo mañana.", "tu", ["formality"]),
        ("Te llamo mañana.", "tu", []),
        ("Te llamo mañana.", None, ["formality"]),
    ],
)
def test_the_form_of_address_is_watched(text: str, formality: str | None, expect: list[str]) -> None:
    assert codes(text, formality=formality) == expect


@pytest.mark.parametrize("text", ["Llame al 612345678", "a@b.example", "DNI 12345678Z", "Calle Real 12"])
def test_public_replies_hold_no_personal_data(text: str) -> None:
    assert "personal_data_in_public" in codes(text, channel="social")
    assert "personal_data_in_public" not in codes(text, channel="email")


def test_naming_a_colleague_to_the_customer_warns() -> None:
    assert codes("Lo lleva @lucia.", logins=("lucia",)) == ["mention_in_public"]
    assert codes("Escriba a info@lucia.example", logins=("lucia",)) == []
