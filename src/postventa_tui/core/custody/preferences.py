"""The shop's settings by key: list, read, change; secrets never leave."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING

from postventa_tui.db import shop
from postventa_tui.desk import require, verb
from postventa_tui.kit.errors import Refused, Usage
from postventa_tui.settings import SHOP_DEFAULTS

if TYPE_CHECKING:
    from postventa_tui.db.shop import Json
    from postventa_tui.desk import Desk

SECRET = frozenset({"secret"})
"""Keys whose value no command prints or changes."""
_HTTPS = re.compile(r"https://[^\s<>\"]{1,1000}")


def listed(desk: Desk) -> dict[str, object]:
    """Give every setting with its value, set or default.

    Raises:
        NotAllowed: `not_allowed`: admin only.
    """
    require(desk, "settings.list", "admin")
    stored = shop.load(desk.reader())
    keys = sorted({*SHOP_DEFAULTS, *stored} - SECRET)
    return {key: desk.shop.get(key) for key in keys}


def get(desk: Desk, key: str) -> object:
    """Give one setting.

    Raises:
        Usage: `unknown_key`.
        Refused: `secret_setting`.
    """
    found = listed(desk)
    if key in SECRET:
        raise Refused("secret_setting", key=key)
    if key not in found:
        raise Usage("unknown_key", key=key, nearest=_nearest(key))
    return found[key]


def _nearest(key: str) -> str:
    return difflib.get_close_matches(key, SHOP_DEFAULTS, n=1, cutoff=0.0)[0]


@verb("settings.set", role="admin")
def change(desk: Desk, key: str, text: str) -> object:
    """Write one setting; gives its value. Text stays text, everything else is read as JSON.

    Raises:
        Usage: `unknown_key`, `bad_value`.
        Refused: `secret_setting`.
    """
    if key in SECRET:
        raise Refused("secret_setting", key=key)
    if key not in SHOP_DEFAULTS:
        raise Usage("unknown_key", key=key, nearest=_nearest(key))
    value = _read(key, text)
    shop.save(desk.db, key, value, desk.clock.now())
    return value


def _read(key: str, text: str) -> Json:
    default = SHOP_DEFAULTS[key]
    if isinstance(default, str):
        return _checked(key, text)
    kind = type(default).__name__
    try:
        value: Json = json.loads(text)
    except ValueError as error:
        raise Usage("bad_value", field=key, value=text, reason=kind) from error
    fits = isinstance(value, type(default)) or (isinstance(default, int) and isinstance(value, float))
    if not fits or isinstance(value, bool) is not isinstance(default, bool):
        raise Usage("bad_value", field=key, value=text, reason=kind)
    if key == "undo_seconds" and not 0 <= _number(value) <= 60:
        raise Usage("bad_value", field=key, value=text, reason="0–60")
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        raise Usage("bad_value", field=key, value=text, reason="≥ 0")
    return value


def _number(value: Json) -> float:
    return value if isinstance(value, int | float) else -1


def _checked(key: str, text: str) -> str:
    if key == "zone":
        from postventa_tui.kit import clock

        try:
            clock.zone(text)
        except KeyError as error:
            raise Usage("bad_value", field=key, value=text, reason="Europe/Madrid") from error
    choices = {"lang": ("es", "en"), "after_reply": ("open", "pending", "on_hold", "solved"),
               "assign": ("off", "round_robin", "least_open"), "missed_calls": ("ticket", "off")}  # fmt: skip
    if key == "unsubscribe_url" and text and not _HTTPS.fullmatch(text):
        raise Usage("bad_value", field=key, value=text, reason="https://…")
    if key in choices and text not in choices[key]:
        raise Usage("bad_value", field=key, value=text, reason=", ".join(choices[key]))
    return text
