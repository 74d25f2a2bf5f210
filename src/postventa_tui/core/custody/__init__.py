"""Custody of the file: copies, proofs, privacy. Nothing here belongs to one trade feature."""
