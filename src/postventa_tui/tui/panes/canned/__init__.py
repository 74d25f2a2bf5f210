"""Canned replies: a search line, the hits, and the text with this ticket's data."""
