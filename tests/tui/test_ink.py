"""Text cut and wrapped by cells."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from postventa_tui.kit.text import clean
from postventa_tui.tui import ink
from postventa_tui.tui.theming import FALLBACK_VARIABLES

ANY = st.text(max_size=60).map(lambda text: clean(text, lines=False))


def test_a_text_is_padded_or_cut_with_a_sign():
    assert ink.fit("abc", 5) == "abc  "
    assert ink.fit("abcdef", 4) == "abc…"
    assert ink.fit("🙏🙏", 4) == "🙏🙏"
    assert ink.fit("🙏🙏🙏", 4) == "🙏 …"
    assert ink.fit("abc", 0) == ""


def test_words_at_the_right_edge_cut_the_left_ones():
    assert ink.beside("¿Cuándo llega el recambio? 🙏", "(aitor lee)", 38) == "¿Cuándo llega el recambio… (aitor lee)"


@settings(max_examples=150, deadline=None)
@given(ANY, st.integers(1, 80))
def test_a_fitted_text_has_exactly_its_width(text, width):
    assert cell_len(ink.fit(text, width)) == width


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.integers(2, 60))
def test_no_wrapped_line_is_wider_than_the_window(text, width):
    lines = ink.wrap(clean(text, lines=True), width)
    assert all(cell_len(one) <= width for one in lines)


def test_wrapping_keeps_the_indent_and_loses_no_word():
    lines = ink.wrap("  one two three four", 10)
    assert lines == ["  one two", "  three", "  four"]


def test_a_line_of_ten_thousand_characters_is_chopped():
    lines = ink.wrap("x" * 10_000, 60)
    assert sum(len(one) for one in lines) == 10_000


def test_a_strip_is_as_wide_as_asked_and_keeps_roles():
    palette = ink.Ink(FALLBACK_VARIABLES)
    strip = palette.strip(ink.line("a", ("b", "sla-breach"), "c"), 6)
    assert strip.cell_length == 6
    assert strip.text == "abc   "


def test_without_colour_the_cursor_is_reversed():
    palette = ink.Ink(FALLBACK_VARIABLES, no_colour=True)
    assert palette.cursor.reverse
