"""The figures that bound a mail, and the reasons why one is kept in quarantine.

Source: design, e-mail sections 2.4 and 3.
"""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
KEPT_OF_TOO_LARGE = 1024 * 1024
MAX_DEPTH = 100
MAX_PARTS = 2000
MAX_FIELD = 8 * 1024
MAX_REFERENCES_FIELD = 32 * 1024
MAX_IDS = 100
MAX_ADDRESSES = 500
MAX_HTML_CHARS = 2 * 1024 * 1024
MAX_BODY_CHARS = 4 * 1024 * 1024
MAX_ATTACHMENTS = 200
MAX_ATTACHMENT_BYTES = 40 * 1024 * 1024
MAX_VISIBLE = 20_000
MAX_TRIM_LINES = 5000
TRIM_ALL_LINES = 20_000
MAX_NAME_BYTES = 150

QUARANTINE_REASONS = (
    "empty",
    "too_large",
    "too_deep",
    "too_many_parts",
    "no_headers",
    "no_sender",
    "parse_error",
    "no_space",
)


class Quarantined(Exception):
    """This mail is kept, but not put on a ticket; `reason` is one of `QUARANTINE_REASONS`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
