"""The prompt for a ticket number."""

from postventa_tui.tui.dialogs.ask import Goto

__all__ = ["Goto"]
