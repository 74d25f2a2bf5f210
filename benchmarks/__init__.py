"""Workloads with goals as ratios to a floor of the same run, and the load generator they stand on."""
