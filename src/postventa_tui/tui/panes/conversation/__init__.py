"""The conversation: head with live clocks, then every message of the ticket."""
