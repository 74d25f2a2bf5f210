"""The queue: tickets in order of remaining time."""
