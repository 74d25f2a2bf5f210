"""Import and export in the line format `postventa-import/1`."""
