"""Themes: the shipped ones can be read by everybody, bad ones are refused by name."""

from __future__ import annotations

import pytest
from textual.color import Color

from postventa_tui.kit import paths
from postventa_tui.tui import theming

SHIPPED = theming.load_themes([paths.data("themes")]).by_name
TEXTS = ("sla-ok", "sla-warn", "sla-breach", "paused", "internal-note", "customer", "agent", "muted")


def _luminance(colour: Color) -> float:
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    light, dark = sorted((_luminance(Color.parse(one)), _luminance(Color.parse(two))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_six_themes_are_shipped_whole():
    assert sorted(SHIPPED) == [
        "postventa-contraste",
        "postventa-daltonico",
        "postventa-dia",
        "postventa-noche",
        "postventa-papel",
        "postventa-pizarra",
    ]
    assert theming.load_themes([paths.data("themes")]).faults == []


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_text_colour_can_be_read_on_every_ground(name):
    theme = SHIPPED[name].theme
    for ground in (theme.background, theme.surface, theme.panel):
        for text in (theme.foreground, *(theme.variables[key] for key in TEXTS)):
            assert _contrast(text, ground) >= 4.5
    assert _contrast(theme.variables["cursor-fg"], theme.variables["cursor-bg"]) >= 4.5


MINIMAL = 'name = "x"\n[colors]\nprimary = "#112233"\n'


def test_missing_colours_of_ours_come_from_textuals():
    loaded = theming.read_theme(MINIMAL + 'success = "#00ff00"\n')
    assert loaded.theme.variables["sla-ok"] == "#00ff00"
    assert loaded.theme.variables["muted"] == "#112233"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[colors]\nprimary = "#112233"\n', "name"),
        ('name = "x"\n', "primary"),
        (MINIMAL + 'acent = "#112233"\n', "acent"),
        (MINIMAL + 'accent = "reddish"\n', "reddish"),
        (MINIMAL + "accent = 7\n", "7"),
        (MINIMAL + '[marks]\nbreach = "!!"\n', "!!"),
        (MINIMAL + '[marks]\nbreach = "\\u001b"\n', "\x1b"),
        (MINIMAL + '[postventa]\nsla = "#112233"\n', "sla"),
        ("colour = 1\n" + MINIMAL, "colour"),
    ],
)
def test_a_bad_theme_names_its_word(text, word):
    with pytest.raises(theming.BadTheme) as caught:
        theming.read_theme(text)
    assert caught.value.word == word


def test_a_bad_file_is_told_with_its_line_and_the_others_load(tmp_path):
    (tmp_path / "bad.toml").write_text(MINIMAL + 'accent = "reddish"\n', encoding="utf-8")
    (tmp_path / "good.toml").write_text(MINIMAL, encoding="utf-8")
    found = theming.load_themes([str(tmp_path)])
    assert list(found.by_name) == ["x"]
    assert [(fault.line, fault.word) for fault in found.faults] == [(4, "reddish")]


def test_marks_fall_back_to_ascii():
    marks = theming.marks_for(None, ascii_only=True)
    assert all(mark.isascii() and len(mark) == 1 for mark in marks.values())
