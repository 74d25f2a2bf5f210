"""Settings: personal ones from `config.toml`, shared ones of the shop. Frozen, without pydantic.

Source: design, architecture section 7.
"""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from postventa_tui.kit import paths
from postventa_tui.kit.errors import BadFile
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Toml: TypeAlias = "str | int | float | bool | list[Toml] | dict[str, Toml]"

_KEYS: dict[str, type] = {
    "database": str, "agent": str, "lang": str, "theme": str, "clipboard": bool, "lock_after_min": int,
    "keys": dict, "panes": dict, "display": dict, "mail": dict,
}  # fmt: skip
_DISPLAY: dict[str, type] = {"ascii": bool, "motion": bool, "mouse": bool, "linear": bool}


class Settings(NamedTuple):
    """What one person set for herself."""

    database: str = ""
    agent: str = ""
    lang: str = ""
    theme: str = "postventa-noche"
    clipboard: bool = True
    lock_after_min: int = 0
    keys: Mapping[str, str] = MappingProxyType({})
    panes: Mapping[str, int] = MappingProxyType({})
    ascii: bool = False
    motion: bool = True
    mouse: bool = True
    linear: bool = False
    mail: Mapping[str, Toml] = MappingProxyType({})
    restricted: bool = False


def config_path() -> str:
    """Give the path of the personal settings file."""
    return os.path.join(paths.config_dir(), "config.toml")


def load(path: str | None = None) -> Settings:
    """Read the personal settings; without a file the defaults.

    Raises:
        BadFile: Not TOML, an unknown key (names the nearest), a value of another type.
    """
    where = path or config_path()
    try:
        with open(where, "rb") as source:
            raw = source.read()
    except OSError:
        return Settings()
    import tomllib

    try:
        values = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile("bad_setting", file=where, line=None, reason=str(error)) from error
    return _checked(where, values)


def save(table: str, key: str, value: str | int | bool, path: str | None = None) -> None:
    """Set one value in the personal settings file; the rest of it stays as its owner wrote it.

    The file is replaced whole, readable by its owner alone; a link to it stays a link.

    Raises:
        BadFile: The file cannot be changed line by line, or cannot be written.
    """
    from postventa_tui.kit import tomllines

    where = os.path.realpath(path or config_path())
    try:
        before = _text_of(where)
        changed = tomllines.with_value(before, table, key, value)
        if changed is None:
            told = _("“{key}” cannot be set there; write it by hand").format(key=key)
            raise BadFile("bad_setting", file=where, line=None, reason=told)
        if changed != before:
            _replace(where, changed)
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile("bad_setting", file=where, line=None, reason=str(error)) from error


def _text_of(where: str) -> str:
    try:
        with open(where, encoding="utf-8", newline="") as source:
            return source.read()
    except FileNotFoundError:
        return ""


def _replace(where: str, text: str) -> None:
    import tempfile

    folder = os.path.dirname(where)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=".config-", dir=folder)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        os.replace(part, where)
    except BaseException:
        os.unlink(part)
        raise


def _checked(where: str, values: dict[str, Toml]) -> Settings:
    for key, value in values.items():
        _check(where, key, value, _KEYS)
    display = values.pop("display", {})
    assert isinstance(display, dict)
    for key, value in display.items():
        _check(where, key, value, _DISPLAY)
    return Settings(**values, **display)  # type: ignore[arg-type]


def _check(where: str, key: str, value: Toml, known: dict[str, type]) -> None:
    if key not in known:
        import difflib

        near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
        told = _("unknown key “{key}”; nearest: {near}").format(key=key, near=near[0])
        raise BadFile("bad_setting", file=where, line=None, reason=told)
    if not isinstance(value, known[key]):
        told = _("“{key}” needs a {kind}").format(key=key, kind=known[key].__name__)
        raise BadFile("bad_setting", file=where, line=None, reason=told)


SHOP_DEFAULTS: dict[str, Toml] = {
    "shop.name": "", "shop.address": "", "shop.phone": "", "shop.email": "", "shop.tax_id": "",
    "zone": "Europe/Madrid", "lang": "es", "number_prefix": "PV-", "reopen_days": 7, "after_reply": "pending",
    "undo_seconds": 15, "missed_calls": "ticket", "assign": "off", "mail_max_bytes": 64 * 1024 * 1024,
    "journal_keep_days": 730, "quote_original": True, "plus_addressing": False, "ack": False,
    "format_flowed": False, "unsubscribe_url": "",
    "trusted_authserv": [], "form_senders": [], "mail_boxes": [], "smtp": {}, "litestream": False,
    "refund_limit_cents": 0, "rate_cents_per_min": 0, "fixed_costs_cents": 0, "margin_factor": 1, "shared_owner_guarantee": True,
    "retention": {"chat": 24, "call": 24, "spam_days": 30, "ticket_years": 6}, "packs": ["retail"],
    "guarantee_rules": "", "storage_fee_on_price_list": False, "readings_open_tickets": False, "pack_fields": {}, "solve_requires": [],
    "sla.default_policy": "", "synonyms": [], "tier_rule": {}, "country": "ES",
}  # fmt: skip


class ShopSettings:
    """What the shop set for everybody, by key; a key without a row has its default."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def get(self, key: str, default: object = None) -> object:
        """Give the value of a key: the shop's, else the product's default, else `default`."""
        if key in self._values:
            return self._values[key]
        return SHOP_DEFAULTS.get(key, default)

    def text(self, key: str) -> str:
        """Give a text setting."""
        return str(self.get(key, ""))

    def number(self, key: str) -> int:
        """Give a whole number setting."""
        value = self.get(key, 0)
        return value if isinstance(value, int) else 0

    @property
    def name(self) -> str:
        """The shop's name."""
        return self.text("shop.name")

    @property
    def zone(self) -> str:
        """The business time zone (IANA name)."""
        return self.text("zone")

    @property
    def lang(self) -> str:
        """The shop's language."""
        return self.text("lang")

    @property
    def number_prefix(self) -> str:
        """What stands before a ticket number."""
        return self.text("number_prefix")

    @property
    def reopen_days(self) -> int:
        """For how many days a solved ticket opens again at a customer's message."""
        return self.number("reopen_days")

    @property
    def after_reply(self) -> str:
        """Status a ticket gets after a reply that names none."""
        return self.text("after_reply")

    @property
    def undo_seconds(self) -> int:
        """How long a sent reply can be taken back (0-60)."""
        return self.number("undo_seconds")

    @property
    def secret(self) -> str:
        """The signing secret of mail tokens (hex), made by `init`."""
        return self.text("secret")
