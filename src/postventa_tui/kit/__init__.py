"""Tools without knowledge of the trade."""
