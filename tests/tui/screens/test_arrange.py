"""Which panes stand where."""

from __future__ import annotations

import pytest

from postventa_tui.tui.screens.arrange import Wish, arrange


def test_small_windows_show_a_message():
    assert arrange(59, 40, Wish()).mode == "small"
    assert arrange(120, 17, Wish()).mode == "small"


def test_eighty_columns_show_one_pane_below_the_tabs():
    found = arrange(80, 24, Wish(active="history"))
    assert found.mode == "one"
    assert found.folded
    assert found.places["history"].size == (80, 21)


def test_the_conversation_does_not_move_when_a_side_pane_opens():
    queue = arrange(120, 36, Wish(active="queue"))
    side = arrange(120, 36, Wish(active="history", left_pane="history"))
    assert queue.places["queue"].width == 50
    assert set(side.places) == {"history", "conversation"}
    assert queue.places["conversation"] == side.places["conversation"]


def test_two_hundred_columns_show_three():
    found = arrange(200, 50, Wish(below="canned"))
    assert set(found.places) == {"queue", "conversation", "history", "canned"}
    assert found.places["queue"].width == 62
    assert found.places["history"].size == (60, 28)
    assert found.places["canned"].y == 28


@pytest.mark.parametrize("width", range(100, 260, 9))
@pytest.mark.parametrize("left", [0, 10, 70, 400])
def test_columns_fill_the_window_and_never_overlap(width, left):
    found = arrange(width, 36, Wish(left=left, right=left))
    first_line = sorted((r.x, r.right) for r in found.places.values() if r.y == 0)
    assert first_line[0][0] == 0
    assert first_line[-1][1] == width
    assert all(one[1] == two[0] for one, two in zip(first_line, first_line[1:], strict=False))
    assert found.places["conversation"].width >= 28
