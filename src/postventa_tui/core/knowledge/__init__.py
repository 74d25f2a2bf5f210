"""Articles of the knowledge base: their versions, their search, and what is suggested for a text."""
