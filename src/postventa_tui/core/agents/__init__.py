"""Agents, teams, who is here, and which agent looks at which ticket."""
