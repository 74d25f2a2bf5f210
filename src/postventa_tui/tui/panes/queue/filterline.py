"""The line the queue is filtered in: what may be typed next below it, and what is wrong with what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.actions import SkipAction
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui.ink import beside, line, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text
    from textual.binding import BindingType

    from postventa_tui.core.tickets.complete import Completion
    from postventa_tui.desk import Desk
    from postventa_tui.kit.query import Parsed

BESIDE_A_WORD = ' \t\n()|"“”«»,'
"""Signs that may stand after the cursor where a word is completed: not within one."""


class Answer(NamedTuple):
    """What was found out about a query as it stood in the line."""

    text: str
    parsed: Parsed
    offers: tuple[Completion, ...]
    problem: tuple[int, int, str] | None
    """Start and end (code points) of the first error, and its sentence; None while one is still typing there."""


def look_at(desk: Desk, text: str, cursor: int) -> Answer:
    """Give what may stand at the cursor, and the first error that is not one of typing. For a reader's thread."""
    from postventa_tui.core.tickets.complete import complete  # not before somebody filters
    from postventa_tui.kit import query, query_messages

    parsed = query.parse(text)
    offers: list[Completion] = []
    if text[cursor : cursor + 1] in ("", *BESIDE_A_WORD):
        offers = [one for one in complete(desk, text, cursor) if one.text != text[one.start : one.end]]
    first = next((one for one in parsed.errors if not (one.start <= cursor <= one.end and
                 (one.code == "missing_value" or offers))), None)  # fmt: skip
    problem = (first.start, first.end, query_messages.sentence(parsed, first)) if first is not None else None
    return Answer(text, parsed, tuple(offers), problem)


def problem_lines(answer: Answer, before: int, width: int) -> list[Text]:
    """Give the caret line and the sentence below it.

    Args:
        before: Cells left of the first character of the text; fewer when the line is scrolled.
    """
    if answer.problem is None:
        return []
    start, end, sentence = answer.problem
    at = max(before + cell_len(answer.text[:start]), 0)
    carets = "^" * max(1, min(cell_len(answer.text[start:end]), width - at - 1))
    lines = [line(" " * at, (carets, "sla-breach"))] if at < width else []
    return [*lines, *(line(" ", (text, "sla-breach")) for text in wrap(sentence, max(width - 2, 10)))]


def offer_lines(offers: Sequence[Completion], chosen: int, width: int, cursor: str) -> list[Text]:
    """Give a line for each completion, the count of tickets at the right."""
    lines = []
    for number, one in enumerate(offers):
        count = "" if one.tickets is None else str(one.tickets)
        text = beside(clean(one.text, lines=False), count, max(width - 4, 4))
        lines.append(line(" ", (cursor if number == chosen else " ", "primary"), " ", (text, "strong" if number == chosen else "muted")))  # fmt: skip
    return lines


class FilterInput(Input):
    """The words of the filter. Tab, Enter, arrows and Esc are for the completions while there are some."""

    class Offered(Message):
        """The completions below the line, or the one chosen, are others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take_offer", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("up", "choose(-1)", show=False),
        Binding("escape", "drop_offers", show=False),
    ]

    def __init__(self, *, id: str, placeholder: str) -> None:
        super().__init__(id=id, placeholder=placeholder, select_on_focus=False)
        self.offers: tuple[Completion, ...] = ()
        self.chosen = -1
        """Place of the chosen completion; -1 when none is."""
        self.asked = ""
        """The text the completions are for; they are old once another one stands in the line."""
        self.hurried: str | None = None
        """The text of which a completion was taken before it had come."""

    def offer(self, text: str, offers: Sequence[Completion]) -> None:
        """Show the completions of a text; one that was chosen stays chosen when it is still there."""
        self.asked = text
        before = self.offers[self.chosen].text if 0 <= self.chosen < len(self.offers) else None
        self.offers = tuple(offers)
        self.chosen = next((at for at, one in enumerate(self.offers) if one.text == before), -1)
        self.post_message(self.Offered())
        hurried, self.hurried = self.hurried, None
        if self.offers and hurried == text == self.value:
            self.take_offer(max(self.chosen, 0))

    def _skip_without_offers(self) -> None:
        if not self.offers:
            raise SkipAction

    def action_choose(self, by: int) -> None:
        """Choose the next completion or the one before, round and round."""
        self._skip_without_offers()
        if self.chosen < 0:
            self.chosen = 0 if by > 0 else len(self.offers) - 1
        else:
            self.chosen = (self.chosen + by) % len(self.offers)
        self.post_message(self.Offered())

    def action_drop_offers(self) -> None:
        """Close the list of completions."""
        self._skip_without_offers()
        self.offer(self.value, ())

    def action_take_offer(self) -> None:
        """Put the chosen completion, or the first one, in place of what it completes; one under way is waited for."""
        if self.asked != self.value:
            self.hurried = self.value
        else:
            self._skip_without_offers()
            self.take_offer(max(self.chosen, 0))

    def take_offer(self, number: int) -> None:
        """Put a completion in place of what it completes."""
        one = self.offers[number]
        text = clean(one.text, lines=False)
        self.offer(self.value, ())
        self.value = self.value[: one.start] + text + self.value[one.end :]
        self.cursor_position = one.start + len(text)

    async def action_submit(self) -> None:
        if self.chosen >= 0:
            self.action_take_offer()
        else:
            await super().action_submit()
