"""postventa: the terminal console for after-sales support."""

__version__ = "0.1.0"
