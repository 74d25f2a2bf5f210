"""Words for a time to come, as people of the shop say them."""

from __future__ import annotations

import pytest

from postventa_tui.core.tickets import timing
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Refused, Usage


@pytest.mark.parametrize(
    ("words", "expect"),
    [
        ("30m", "2026-11-19T18:12:00"),
        ("2h", "2026-11-19T19:42:00"),
        ("en 3 h", "2026-11-19T20:42:00"),
        ("1h 30m", "2026-11-19T19:12:00"),
        ("mañana", "2026-11-20T09:30:00"),
        ("Tomorrow", "2026-11-20T09:30:00"),
        ("mañana 12:15", "2026-11-20T12:15:00"),
        ("lunes 9:00", "2026-11-23T09:00:00"),
        ("lunes", "2026-11-23T09:30:00"),
        ("jueves 17", "2026-11-26T17:00:00"),
        ("domingo", "2026-11-23T09:30:00"),
        ("sábado", "2026-11-21T10:00:00"),
        ("18:30", "2026-11-19T18:30:00"),
        ("2026-12-01", "2026-12-01T09:30:00"),
        ("2026-12-01 16:45", "2026-12-01T16:45:00"),
        ("2026-12-01T16:45", "2026-12-01T16:45:00"),
        ("1/12", "2026-12-01T09:30:00"),
        ("2d", "2026-11-23T09:30:00"),
    ],
)
def test_words(shop, words: str, expect: str) -> None:
    assert moments.local(timing.instant(shop, words), "Europe/Madrid") == expect


@pytest.mark.parametrize(
    "words",
    ["", "999999999d", "-1h", "1e308h", "24:61", "0000-00-00", "2026-02-30", "luego", "32/13", "lunes 99:00", "5x"],
)
def test_words_that_name_no_time(shop, words: str) -> None:
    with pytest.raises(Usage, match="bad_time"):
        timing.instant(shop, words)


@pytest.mark.parametrize("words", ["9:00", "2020-01-01", "hoy 8:00", "0m"])
def test_a_past_time_is_refused(shop, words: str) -> None:
    with pytest.raises(Refused, match="in_the_past"):
        timing.instant(shop, words)
