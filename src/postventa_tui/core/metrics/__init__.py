"""Surveys and operational figures: pure formulas, their facts from the tables, and the verbs of surveys."""
