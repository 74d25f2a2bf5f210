"""Pieces of texts with the found words marked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.kit.snippets import Page, snippet
from postventa_tui.kit.words import index_tokens


def marked(text: str, *words: str) -> list[str]:
    piece = snippet(text, set(words))
    return [piece.text[start:end] for start, end in piece.marks]


def test_piece_is_around_the_words() -> None:
    text = "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce la Impresora se atasca mucho"
    piece = snippet(text, {"impresora", "atasca"})
    assert piece.text.startswith("… ")
    assert piece.hits == 2
    assert marked(text, "impresora", "atasca") == ["Impresora", "atasca"]


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("La máquina… «Añeja» — 5 €", "aneja", "Añeja"),
        ("Мастер Иванов 🙂", "иванов", "Иванов"),
        ("Łódź, naïve", "naive", "naïve"),
        ("e\u0301xito", "exito", "éxito"),
        ("pre\x1b[31mrojo\x07", "31mrojo", "31mrojo"),
    ],
)
def test_word_is_marked_as_written(text: str, word: str, shown: str) -> None:
    assert marked(text, word) == [shown]


def test_part_of_a_word_is_no_hit() -> None:
    assert not Page("descongelar").has("congelar")
    assert Page("error E-18 ya").has("e 18")
    assert not Page("error E-180").has("e 18")


def test_nothing_found_shows_the_beginning() -> None:
    piece = snippet("Hola, buenos días", {"zzz"})
    assert (piece.text, piece.marks, piece.hits) == ("Hola, buenos días", (), 0)
    assert snippet("", {"x"}).text == ""


def test_control_signs_are_never_shown() -> None:
    assert "\x1b" not in snippet("a \x1b[2J b \u202e c", {"b"}).text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_marks_lie_inside_and_every_word_is_found(text: str) -> None:
    words = set(index_tokens(text))
    piece = snippet(text, words)
    for start, end in piece.marks:
        assert 0 <= start < end <= len(piece.text)
