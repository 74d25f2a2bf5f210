"""People by the digits of a telephone as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import service, store_directory

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def by_digits(desk: Desk, digits: str, limit: int) -> list[int]:
    """Give the people one of whose telephones holds some digits; +34 and 0034 before a whole number do not count."""
    plain = digits.removeprefix("00").removeprefix("34") if len(digits) > 9 else digits
    found = store_directory.list_by_digits(desk.db, plain, limit * 3)
    return list(dict.fromkeys(service.survivor(desk, one).id for one in found))[:limit]
