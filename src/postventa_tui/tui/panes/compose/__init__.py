"""The composer: a reply or a note, below the customer's words."""
