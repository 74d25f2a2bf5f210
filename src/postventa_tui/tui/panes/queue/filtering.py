"""The filter of the queue: its words run as they are typed, and a wrong one leaves the last good list standing."""

from __future__ import annotations

from textual.widgets import Input

from postventa_tui.tui.ink import line
from postventa_tui.tui.panes.queue import filterline, model
from postventa_tui.tui.panes.queue.filterline import FilterInput
from postventa_tui.tui.panes.queue.listing import PAGE, QueueList
from postventa_tui.tui.widgets.lines import Lines

DEBOUNCE_S = 0.12
PROMPT = 3
"""Cells of the sign before the words."""


class QueueFilter(QueueList):
    """A list of the queue that is filtered by the words of the query language."""

    answer: filterline.Answer | None = None
    """What is known of the words in the line; it may be of words typed before."""

    @property
    def words(self) -> FilterInput:
        """The line the words are typed in."""
        return self.query_one("#words", FilterInput)

    def show_view(self, view: str, query: str = "") -> None:
        """Show another view from its first row."""
        self.state.view, self.state.query = view, query
        self.state.forget()
        self._read_rows(quiet=False)

    def _read_rows(self, *, quiet: bool) -> None:
        request = self._request(PAGE)
        self.read("rows", lambda desk: model.load(desk, request), self._take_first, quiet=quiet)

    def _take_first(self, loaded: model.Loaded) -> None:
        self._take(loaded, cursor=loaded.rows[0].id if loaded.rows else None, fresh=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        typed = event.value
        self.set_timer(DEBOUNCE_S, lambda: self._look_at(typed))

    def _look_at(self, typed: str) -> None:
        """Ask about the words when nothing has been typed since."""
        if self.has_class("-filtering") and typed == self.words.value:
            cursor = self.words.cursor_position
            self.read("words", lambda desk: filterline.look_at(desk, typed, cursor), self._take_answer, quiet=True)

    def _take_answer(self, answer: filterline.Answer) -> None:
        if answer.text != self.words.value or not self.has_class("-filtering"):
            return
        self.answer = answer
        self.words.offer(answer.text, answer.offers)
        self._draw_problem()
        if answer.parsed.ok and answer.text != self.state.query:
            self.state.query = answer.text
            self._read_rows(quiet=True)

    def _draw_problem(self) -> None:
        answer = self.answer if self.has_class("-filtering") else None
        before = PROMPT - round(self.words.scroll_x)
        lines = filterline.problem_lines(answer, before, self.size.width or 50) if answer is not None else []
        self.query_one("#problem", Lines).put(lines)

    def on_filter_input_offered(self, event: FilterInput.Offered) -> None:
        event.stop()
        words = self.words
        self.query_one("#offers", Lines).put(
            filterline.offer_lines(words.offers, words.chosen, self.size.width or 50, self.session.marks["cursor"])
        )

    def offer_pressed(self, row: int, column: int) -> None:
        if row < len(self.words.offers) and self.words.asked == self.words.value:
            self.words.take_offer(row)
            self.words.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leave the line; words with an error stay there with what is wrong below them."""
        event.stop()
        typed = event.value
        if typed == self.state.query:
            self.close_filter()
            return
        self.read("words", lambda desk: filterline.look_at(desk, typed, -1), self._take_last_word, quiet=True)

    def _take_last_word(self, answer: filterline.Answer) -> None:
        self._take_answer(answer._replace(offers=()))
        if answer.parsed.ok and answer.text == self.words.value:
            self.close_filter()

    def close_filter(self) -> bool:
        """Leave the filter line, keeping the words in force; says whether it was open."""
        if not self.has_class("-filtering"):
            return False
        self.remove_class("-filtering")
        self.words.offer(self.words.value, ())
        self._draw_problem()
        self._heads()
        self.rows.focus()
        return True

    def back(self) -> bool:
        """Take one step back inside the pane: filter line, words, marks; says whether there was one."""
        if self.close_filter():
            return True
        if self.state.query:
            self.show_view(self.state.view)
            return True
        return False

    def action_filter(self) -> None:
        words = self.words
        if not self.has_class("-filtering"):
            self.answer = None
            with words.prevent(Input.Changed):
                # The words of the list in sight: a chosen customer, or those before a wrong one.
                words.value = self.state.query
            words.cursor_position = len(words.value)
            words.offer(words.value, ())
        self.add_class("-filtering")
        self.query_one("#filter", Lines).put(
            [line(" ", (self.session.keymap.show("list.filter"), "primary bold"), " ")]
        )
        words.focus()
