"""Machines and what the law owes for them: products, lots, orders, assets, guarantees, repairs."""
