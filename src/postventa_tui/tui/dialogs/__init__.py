"""Modal questions that return a value."""
