"""Arrangement of panes and selection, nothing else."""
