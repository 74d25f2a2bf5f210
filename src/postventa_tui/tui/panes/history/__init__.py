"""The customer's history: one lifeline over every channel."""
