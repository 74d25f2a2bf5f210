"""Mail: raw bytes to a parsed mail, a reply to raw bytes, and the servers on both ends."""
