"""Tickets: status table, queue, assignment, merge and split, undo."""
