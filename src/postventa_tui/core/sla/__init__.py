"""Business hours, SLA policies and the timers of tickets."""
