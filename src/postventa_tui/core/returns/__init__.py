"""Returns and repairs, the counter, recalls, notices and sector packs."""
