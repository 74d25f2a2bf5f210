"""Named reports over any table: figures of a period, and the audit."""
