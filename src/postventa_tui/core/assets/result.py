"""The verdict as the JSON object `postventa-verdict/1`, keys in a fixed order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.assets.verdict import FORMAT

if TYPE_CHECKING:
    from postventa_tui.core.assets.verdict import Verdict

_WHEN_THEY_APPLY = ("ends_on_if_returned_today", "same_defect_until", "work_ends_on", "commercial_ends_on")


def as_json(answer: Verdict) -> dict[str, object]:
    """Give `answer` as plain values; the four dates that rarely apply are left out when they do not."""
    shape: dict[str, object] = {"format": FORMAT}
    for name, value in answer._asdict().items():
        if value is None and name in _WHEN_THEY_APPLY:
            continue
        if name == "withdrawal":
            shape[name] = {part: _plain(one) for part, one in value._asdict().items()}
        else:
            shape[name] = _plain(value)
    return shape


def _plain(value: object) -> object:
    """A date as `YYYY-MM-DD`, a tuple as a list."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
