"""How messages come in, find their ticket, and how replies go out."""
