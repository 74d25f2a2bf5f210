"""Builds sample.db through the services."""
