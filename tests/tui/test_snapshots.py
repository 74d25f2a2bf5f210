"""The console's pictures, whole: SVG at fixed size, clock and language."""

from __future__ import annotations

import pytest

from postventa_tui.kit import i18n
from postventa_tui.settings import Settings
from postventa_tui.tui.app import ConsoleApp
from postventa_tui.tui.first import first_screen

from .conftest import press, settle

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])


def _picture(snap_compare, make_desk, size, keys):
    app = ConsoleApp(make_desk(settings=Settings(motion=False), origin="tui"), first_screen)

    async def run_before(pilot):
        await settle(app, pilot)
        await press(app, pilot, *keys)

    return snap_compare(app, terminal_size=size, run_before=run_before)


@SIZES
@pytest.mark.parametrize("keys", [(), ("enter", "r")], ids=["queue", "reply"])
def test_the_console_looks_like_this(shop, make_desk, snap_compare, size, keys):
    assert _picture(snap_compare, make_desk, size, keys)


@SIZES
@pytest.mark.parametrize(
    "keys", [(), ("enter",), ("enter", "r"), ("3",)], ids=["queue", "conversation", "reply", "history"]
)
def test_the_console_looks_like_this_in_spanish(shop, make_desk, snap_compare, size, keys):
    i18n.set_language("es")
    assert _picture(snap_compare, make_desk, size, keys)
