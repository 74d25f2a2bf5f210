"""The messages of a ticket as one line-drawn list: the cursor stands on messages, pages move the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.tui.panes.conversation.rows import Message, message_lines
from postventa_tui.tui.widgets.vlist import Look, VList

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from rich.text import Text
    from textual import events

    from postventa_tui.tui.session import Session


class Thread(VList):
    """Messages oldest first; each keeps its place by its id."""

    INVERSE = False

    def __init__(self, session: Session) -> None:
        super().__init__(self._message, session.ink, id="thread")
        self.session = session
        self.messages: dict[int, Message] = {}
        self.unfolded: set[int] = set()
        self._drawn: dict[tuple[int, int], list[Text]] = {}
        self._now = session.now()

    def put(self, messages: Sequence[Message], *, stand_on: int | None = None) -> None:
        """Show other messages; the one in sight keeps its line.

        Args:
            stand_on: Message to begin at; None keeps the present place.
        """
        before = self.messages
        self.messages = {message.id: message for message in messages}
        self._now = self.session.now()
        for key in [key for key in self._drawn if before.get(key[0]) != self.messages.get(key[0])]:
            del self._drawn[key]
        self._lay_out(stand_on)

    def _lay_out(self, stand_on: int | None = None) -> None:
        width = max(self.size.width, 20)
        keys = list(self.messages)
        heights = [len(self._lines(key, width)) for key in keys]
        self.set_rows(keys, heights, cursor=stand_on)
        if stand_on is not None and self.cursor >= 0:
            self._jump(self.rows.start(self.cursor))

    def _lines(self, key: int, width: int) -> list[Text]:
        drawn = self._drawn.get((key, width))
        if drawn is None:
            drawn = message_lines(
                self.messages[key],
                width,
                zone=self.session.zone,
                now=self._now,
                marks=self.session.marks,
                unfolded=key in self.unfolded,
            )
            self._drawn[(key, width)] = drawn
        return drawn

    def _message(self, key: Hashable, width: int, look: Look) -> list[Text]:
        return self._lines(key, width) if isinstance(key, int) and key in self.messages else []

    def on_resize(self, event: events.Resize) -> None:
        # The first message in sight stays the first: line numbers mean nothing at another width.
        first, _ = self.in_sight()
        anchor = self.rows.keys[first] if len(self.rows) else None
        cursor = self.key
        super().on_resize(event)
        self._drawn.clear()
        self._lay_out(cursor if isinstance(cursor, int) else None)
        if anchor is not None and (index := self.rows.index(anchor)) is not None:
            self._jump(self.rows.start(index))

    def page(self, by: int) -> None:
        before = self.scroll_offset.y
        self.scroll_to(y=before + by * max(self.size.height - 2, 1), animate=False, immediate=True, force=True)
        first, end = self.in_sight()
        if by > 0 and self.scroll_offset.y == before:
            self.move_quietly(len(self.rows) - 1)
        else:
            self.move_quietly(first if by < 0 or end - first < 2 else first + 1)

    def move_quietly(self, index: int) -> None:
        """Put the cursor on a message without scrolling to it."""
        if 0 <= index < len(self.rows) and index != self.cursor:
            before, self.cursor = self.cursor, index
            self._repaint(before)
            self._repaint(index)

    def unfold(self) -> bool:
        """Open or fold the quoted mail of the message under the cursor; says whether it has some."""
        key = self.key
        if not isinstance(key, int) or not self.messages[key].quoted:
            return False
        self.unfolded ^= {key}
        self._drawn = {at: lines for at, lines in self._drawn.items() if at[0] != key}
        self._lay_out()
        return True
