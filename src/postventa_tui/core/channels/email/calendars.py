"""The one line an agent needs of an invitation: what, when, where. Never answered, never repeated.

Source: design, e-mail section 7; RFC 5545, only as far as needed.
"""

from __future__ import annotations

import re

from postventa_tui.kit import charsets, text
from postventa_tui.kit.rows import NamedTuple

_CAP = 64 * 1024
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"^(SUMMARY|DTSTART|LOCATION|METHOD)((?:;[^:\r\n]{0,300})?):([^\r\n]{0,2000})", re.MULTILINE)
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")


class Invitation(NamedTuple):
    """The first event of a calendar part; "" for what it does not say. `start` as `2025-11-10 09:00Z` or a date."""

    summary: str
    start: str
    place: str
    method: str

    @property
    def line(self) -> str:
        """Give all of it as one cleaned line."""
        return text.clean(
            " · ".join(word for word in (self.summary, self.start, self.place, self.method) if word), lines=False
        )


def read(data: bytes, charset: str = "") -> Invitation | None:
    """Give the first event of `data`, None when there is none in its first 64 KiB."""
    words = _FOLD.sub("", charsets.decode(data[:_CAP], charset))
    method = _first(words, "METHOD")
    begin = words.find("BEGIN:VEVENT")
    if begin < 0:
        return None
    end = words.find("END:VEVENT", begin)
    event = words[begin : end if end > 0 else len(words)]
    when = _WHEN.match(_first(event, "DTSTART"))
    start = ""
    if when:
        start = f"{when[1]}-{when[2]}-{when[3]}" + (f" {when[4]}:{when[5]}{when[6]}" if when[4] else "")
    return Invitation(_plain(_first(event, "SUMMARY")), start, _plain(_first(event, "LOCATION")), method.strip()[:20])


def _first(words: str, name: str) -> str:
    for match in _LINE.finditer(words):
        if match[1] == name:
            return match[3]
    return ""


def _plain(value: str) -> str:
    return re.sub(r"\\([,;\\nN])", lambda match: " " if match[1] in "nN" else match[1], value).strip()
