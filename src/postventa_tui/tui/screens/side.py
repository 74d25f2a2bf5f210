"""The side panes, made after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postventa_tui.tui.pane import Pane
    from postventa_tui.tui.session import Session


def side_panes(session: Session) -> list[Pane]:
    """Give the panes that stand beside the conversation."""
    from postventa_tui.tui.panes.articles.pane import ArticlesPane
    from postventa_tui.tui.panes.canned.pane import CannedPane
    from postventa_tui.tui.panes.history.pane import HistoryPane

    return [HistoryPane(session), CannedPane(session), ArticlesPane(session)]
