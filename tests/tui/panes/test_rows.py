"""Rows, heads, messages and lifeline lines, cell by cell as in the pictures."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from postventa_tui.core.sla.countdown import Cell
from postventa_tui.kit import moments
from postventa_tui.tui.clocks import cell_text
from postventa_tui.tui.panes.conversation import rows as talk
from postventa_tui.tui.panes.history import rows as life
from postventa_tui.tui.panes.queue import rows as queue
from postventa_tui.tui.theming import ASCII_MARKS, MARKS

ZONE = "Europe/Madrid"
NOW = moments.parse_instant("2026-11-22T16:08:00Z")
LUCIA = queue.QueueLine(
    "PV-1042", "Lucía Fernández Mora", "Washing machine will not spin, noisy", "high", "email", "new"
)
JOSE = queue.QueueLine(
    "PV-1044", "José Peña", "When does the spare part arrive? 🙏", "normal", "whatsapp", "new",
    presence="aitor reading",
)  # fmt: skip
HEAD = talk.Head(
    "PV-1042",
    "Washing machine will not spin, noisy",
    ("new", "high", "email", "unassigned", "Mataró shop"),
    "Lucía Fernández Mora",
    ("4 contacts", "2 machines", "loyal since 2019"),
    "Bosch WAN28281ES · serial 4711-0932",
    "WAN28281ES",
    "guarantee until 14/03/2027 (112 d)",
)
CLOCKS = (
    talk.HeadClock("1st", "First reply", "0:08:41 ▲", "sla-warn"),
    talk.HeadClock("Sol.", "Solve", "7:52:10", "sla-ok"),
)


def plain(lines):
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Cell("-1h 05 !", "sla-breach", "!"), "-1h 05 !"),
        (Cell("8:41 ▲", "sla-warn", "▲"), "  8:41 ▲"),
        (Cell("0h 42", "sla-ok"), " 0h 42 "),
        (Cell("1d 2h", "sla-ok"), " 1d 2h "),
        (Cell("‖ pause", "paused", "‖"), "‖ pause"),
        (Cell("✓", "muted", "✓"), "✓"),
    ],
)
def test_clocks_stand_in_their_columns(cell, shown):
    assert cell_text(cell) == shown


def test_a_narrow_queue_has_two_lines_a_row():
    assert queue.header(48, 7).plain == " SLA      Ticket  Customer                     P"
    assert plain(queue.paint(LUCIA, 39, 7, MARKS)) == [
        " PV-1042 Lucía Fernández Mora         ▲",
        " Washing machine will not spin, noisy  ",
    ]
    assert plain(queue.paint(JOSE, 39, 7, MARKS))[1] == " When does the spare p… (aitor reading)"


def test_a_queue_of_eighty_columns_has_one_line_a_row():
    assert queue.header(78, 7).plain.rstrip() == " SLA      Ticket  P Via    Customer             Subject"
    (line,) = plain(queue.paint(LUCIA, 69, 7, MARKS))
    assert line == " PV-1042 ▲ email  Lucía Fernández Mora Washing machine will not spin…"
    assert cell_len(line) == 69


@pytest.mark.parametrize("width", range(24, 200, 7))
@pytest.mark.parametrize("row", [LUCIA, JOSE])
def test_no_row_of_the_queue_is_wider_than_its_list(row, width):
    assert all(line.cell_len <= width for line in queue.paint(row, width, 7, MARKS))
    assert queue.header(width + 9, 7).cell_len <= width + 9


def test_priorities_are_told_by_a_mark_without_colour():
    marks = {
        queue.paint(LUCIA._replace(priority=p), 39, 7, ASCII_MARKS)[0].plain[-1]
        for p in ("low", "normal", "high", "urgent")
    }
    assert len(marks) == 4


def test_the_head_has_five_lines():
    assert plain(talk.head_lines(HEAD, CLOCKS, 68, folded=False)) == [
        " PV-1042  Washing machine will not spin, noisy",
        " new · high · email · unassigned · Mataró shop",
        " SLA  First reply 0:08:41 ▲   Solve 7:52:10",
        " Lucía Fernández Mora · 4 contacts · 2 machines · loyal since 2019",
        " Bosch WAN28281ES · serial 4711-0932 · guarantee until 14/03/2027 (…",
    ]


def test_a_low_window_folds_the_head_to_three_lines():
    lines = plain(talk.head_lines(HEAD, CLOCKS, 78, folded=True))
    assert len(lines) == 3
    assert lines[2] == " SLA 1st 0:08:41 ▲   Sol. 7:52:10 · Lucía Fernández Mora · WAN28281ES"


def message(side, body, **more):
    at = moments.parse_instant("2026-11-21T17:03:00Z")
    return talk.Message(1, at, side, "email", "Lucía Fernández Mora", body, **more)


def draw(one, width=68, unfolded=False):
    return plain(talk.message_lines(one, width, zone=ZONE, now=NOW, marks=MARKS, unfolded=unfolded))


def test_a_message_is_indented_and_wrapped():
    body = (
        "Buenas tardes:\nDesde ayer la lavadora no centrifuga. Al terminar hace un ruido muy fuerte, como de metal, y la"
        " ropa sale empapada."
    )
    assert draw(message("customer", body, attachments=(talk.Attachment("ruido.mp4", 2_100_000),))) == [
        " ◂ 21/11 18:03  email   Lucía Fernández Mora",
        "   Buenas tardes:",
        "   Desde ayer la lavadora no centrifuga. Al terminar hace un ruido",
        "   muy fuerte, como de metal, y la ropa sale empapada.",
        "   [attachment] ruido.mp4 · 2.1 MB",
        "",
    ]


def test_a_note_says_in_words_that_it_is_one():
    lines = draw(message("note", "Asked her for a video."))
    assert lines[0].endswith("Lucía Fernández Mora (internal note)")
    assert lines[0].startswith(" ▸ ")


def test_older_mail_is_folded_to_one_line():
    one = message("customer", "Yes.", quoted="a\nb\nc")
    assert "   3 quoted lines (Enter opens)" in draw(one)
    assert "   │ b" in draw(one, unfolded=True)


def test_a_message_of_another_year_shows_it():
    old = message("customer", "x")._replace(at=moments.parse_instant("2024-03-14T10:02:00Z"))
    assert draw(old)[0].startswith(" ◂ 14/03/24 11:02  email ")


ITEM = life.LifeItem(
    ("contact", 1), NOW - 26_880, "contact", "whats", "◂", "¿Lo habéis podido ver? El jueves no estoy en casa.",
    "PV-1042", "It has a video.", "whole text",
)  # fmt: skip


def test_a_lifeline_line_has_its_fact_at_the_edge_when_there_is_room():
    (wide,) = plain(life.paint(ITEM, 78, zone=ZONE, now=NOW, is_open=False, bar="▌"))
    assert wide == "▌Today 09:40 whats  ◂ ¿Lo habéis podido ver? El jueves no estoy en ca… PV-1042"
    narrow = plain(life.paint(ITEM, 48, zone=ZONE, now=NOW, is_open=False, bar=" "))
    assert narrow == [" Today 09:40 whats  ◂ ¿Lo habéis podido ver? E…", "     It has a video."]


def test_an_item_opens_in_place():
    assert life.height(ITEM, 78, is_open=True) == 2
    assert plain(life.paint(ITEM, 78, zone=ZONE, now=NOW, is_open=True, bar=" "))[1] == "    whole text"


def test_the_first_chips_show_their_choice():
    assert life.chip_lines(life.Chips(), 78)[0].plain == " f  (●) all ( ) contacts ( ) orders ( ) machines ( ) RMA"
    assert "(●) orders" in life.chip_lines(life.Chips(kind="orders"), 78)[0].plain
