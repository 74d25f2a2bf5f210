"""What panes tell each other through the screen; panes do not know one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable


class Note(Message):
    """A sentence for the status bar."""

    def __init__(self, text: str, seconds: float = 4) -> None:
        super().__init__()
        self.text = text
        self.seconds = seconds


class TicketShown(Message):
    """The list stands on another ticket: the conversation shows it without taking the focus."""

    def __init__(self, ticket_id: int | None) -> None:
        super().__init__()
        self.ticket_id = ticket_id


class TicketOpened(Message):
    """A ticket is to be opened: the conversation takes the focus.

    Args:
        back_to: The ticket that the way back leads to.
    """

    def __init__(self, ticket_id: int, *, back_to: int | None = None) -> None:
        super().__init__()
        self.ticket_id = ticket_id
        self.back_to = back_to


class VisitEnded(Message):
    """A ticket that was only looked at is left: the one before comes back."""

    def __init__(self, ticket_id: int) -> None:
        super().__init__()
        self.ticket_id = ticket_id


class TicketLoaded(Message):
    """The conversation has read a ticket: its customer, product and subject are known."""

    def __init__(self, ticket_id: int, customer_id: int) -> None:
        super().__init__()
        self.ticket_id = ticket_id
        self.customer_id = customer_id


class Step(Message):
    """The next or the previous ticket of the list is wanted."""

    def __init__(self, by: int) -> None:
        super().__init__()
        self.by = by


class ComposeWanted(Message):
    """An answer is to be written.

    Args:
        kind: "reply" or "note".
        canned: Whether the search of canned replies opens with it.
    """

    def __init__(self, ticket_id: int, kind: str, *, canned: bool = False) -> None:
        super().__init__()
        self.ticket_id = ticket_id
        self.kind = kind
        self.canned = canned


class InsertText(Message):
    """A text is to be put at the composer's cursor as one undo step."""

    def __init__(self, text: str, *, canned_id: int = 0) -> None:
        super().__init__()
        self.text = text
        self.canned_id = canned_id


class ComposeClosed(Message):
    """The composer has closed; the focus goes back to the conversation."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__()
        self.sent = sent


class PaneWanted(Message):
    """A pane asks for another one by name: queue, conversation, history, canned or articles."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Back(Message):
    """The pane gives the focus back to the one before."""


class FactsChanged(Message):
    """What the footer or the status bar shows of the pane may have changed."""


class LineBroken(Message):
    """A write failed because of the file: busy, gone, read-only or full."""

    def __init__(self, code: str, sentence: str, again: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.code = code
        self.sentence = sentence
        self.again = again
