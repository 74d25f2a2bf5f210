"""The parts of the console's screen that its halves share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from postventa_tui.tui.pane import Pane
    from postventa_tui.tui.panes.compose.pane import ComposePane
    from postventa_tui.tui.panes.conversation.pane import ConversationPane
    from postventa_tui.tui.panes.queue.pane import QueuePane
    from postventa_tui.tui.screens.arrange import Arrangement, Wish
    from postventa_tui.tui.session import Session


class ConsoleParts(Screen[None]):
    """What routes, actions and questions find on the screen they are mixed into."""

    session: Session
    panes: dict[str, Pane]
    queue: QueuePane
    conversation: ConversationPane
    composer: ComposePane
    wish: Wish
    arrangement: Arrangement
    before: list[str]
    silent: bool

    def arrange_again(self) -> None:
        """Put every pane where it belongs."""

    def refresh_bars(self) -> None:
        """Draw status bar and footer anew."""

    def go(self, name: str) -> None:
        """Show a pane and give it the focus."""

    def step_back(self) -> None:
        """Give the focus back to the pane before."""

    def pane_focused(self, name: str) -> None:
        """Take that a pane has got the focus by a click or by Tab."""

    async def rebuild(self) -> None:
        """Make every pane anew, in the language in force."""

    async def press(self, action: str) -> None:
        """Run an action as if its key was pressed where the focus is."""
