"""One value changed in a TOML text."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postventa_tui.kit.tomllines import with_value

WHOLE = """# mine
lang = "es"  # at the counter

[keys]
"ticket.solve" = "ctrl+d"

[panes] # widths
left = 44 # wide

[display]
ascii = true
"""


def test_only_the_one_line_changes():
    assert with_value(WHOLE, "panes", "left", 50) == WHOLE.replace("left = 44", "left = 50")
    assert with_value(WHOLE, "", "lang", "en") == WHOLE.replace('"es"', '"en"')


def test_a_new_key_comes_at_the_end_of_its_table():
    assert with_value(WHOLE, "panes", "right", 40) == WHOLE.replace("# wide\n", "# wide\nright = 40\n")
    assert with_value(WHOLE, "", "theme", "x") == WHOLE.replace("counter\n", 'counter\ntheme = "x"\n')


@pytest.mark.parametrize("text", ["", "a = 1", "a = 1\n", "[keys]\nb = 2"])
def test_a_new_table_comes_at_the_end(text):
    changed = with_value(text, "panes", "left", 50)
    assert changed.endswith("[panes]\nleft = 50\n")
    assert tomllib.loads(changed) == {**tomllib.loads(text), "panes": {"left": 50}}


@pytest.mark.parametrize(
    "text", ["panes = {left = 4}\n", "not toml", 'panes = "x"\n', 'a = """\n[panes]\nleft = 3\n"""\n']
)
def test_what_cannot_be_set_line_by_line_is_left_alone_or_right(text):
    changed = with_value(text, "panes", "left", 50)
    assert changed is None or tomllib.loads(changed) == {**tomllib.loads(text), "panes": {"left": 50}}


@given(st.text(max_size=30))
def test_any_word_comes_back(word):
    changed = with_value(WHOLE, "", "theme", word)
    assert changed is None or tomllib.loads(changed)["theme"] == word
