"""Status bar, footer, frame title and tab line, as in the pictures."""

from __future__ import annotations

from postventa_tui.tui.widgets.footer import Item, footer_line, place
from postventa_tui.tui.widgets.frame import title_line
from postventa_tui.tui.widgets.statusbar import Status, status_line
from postventa_tui.tui.widgets.tabs import tab_at, tab_line

STATUS = Status("tienda.db", "marta", outgoing=2, clock="Sun 22/11 17:08")
ACTIONS = [
    Item(*pair, "x")
    for pair in (
        ("n", "next"), ("Enter", "open"), ("r", "reply"), ("i", "note"), ("c", "canned"), ("s", "solve"),
        ("p", "pending"), ("z", "snooze"), ("a", "assign"), ("u", "undo"), ("/", "filter"), ("?", "help"),
    )
]  # fmt: skip
PANES = [("queue", "Queue"), ("conversation", "Conversation"), ("history", "History")]


def test_the_status_bar_is_the_one_of_the_picture():
    wide = status_line(STATUS, 120).plain
    assert wide.startswith(" tienda.db · marta · ● live · mail: 2 to send  ")
    assert wide.endswith("  Sun 22/11 17:08 ")
    assert len(wide) == 120


def test_a_narrow_status_bar_has_short_words():
    narrow = status_line(STATUS._replace(draft="PV-1042"), 80).plain
    assert narrow.startswith(" tienda.db · marta · ● · mail 2  ")
    assert narrow.endswith("  draft PV-1042  Sun 22/11 17:08 ")


def test_a_fault_of_the_file_stands_in_the_status_bar():
    assert "✕ database busy 6 s" in status_line(STATUS._replace(link="busy", busy_s=6), 120).plain
    assert "◌ read only" in status_line(STATUS._replace(link="read_only"), 120).plain
    assert "✕ mail: 3 failed" in status_line(STATUS._replace(failed=3), 120).plain


def test_the_footer_is_the_one_of_the_picture():
    assert footer_line(ACTIONS, 120).plain == (
        " n next  Enter open  r reply  i note  c canned  s solve  p pending  z snooze  a assign  u undo  / filter  ? help"
    )


def test_a_footer_that_is_too_long_says_so():
    text = footer_line(ACTIONS, 60).plain
    assert text.endswith("…")
    assert len(text) == 59
    assert place(ACTIONS, 60)[1]


def test_the_title_of_a_frame_keeps_its_count():
    assert title_line("1 Queue · mine and unassigned", "12 of 431", 44, "━") == (
        "1 Queue · mine and unassigned ━━━━ 12 of 431"
    )
    assert title_line("1 Queue · mine and unassigned", "12 of 431", 24, "━").endswith(" 12 of 431")


def test_the_tab_line_marks_the_pane_in_sight():
    assert tab_line(PANES, "conversation", 60).plain.rstrip() == " 1 Queue  [2 Conversation]  3 History"
    assert tab_at(PANES, 14) == "conversation"
    assert tab_at(PANES, 59) is None
