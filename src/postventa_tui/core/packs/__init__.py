"""Sector packs: fields, causes, articles and canned replies of a trade, switched on and never taken away."""
