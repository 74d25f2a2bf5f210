"""The database file; the only place that imports `sqlite3`."""
