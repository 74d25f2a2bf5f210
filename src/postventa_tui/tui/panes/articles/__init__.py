"""Articles of the knowledge base: a search line, the hits, and the text."""
