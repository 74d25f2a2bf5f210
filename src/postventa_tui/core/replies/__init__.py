"""Drafts, canned replies, the send-guard and sending."""
