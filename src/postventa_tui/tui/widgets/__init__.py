"""Reusable parts of screens; no trade words."""
