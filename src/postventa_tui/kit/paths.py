"""Where things lie: package data, and the user's folders."""

from __future__ import annotations

import os


def data(name: str) -> str:
    """Give the path of shipped data ("themes", "sample.db"): in the wheel, else at the repository root."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "_data", name)
    if os.path.exists(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), name)


def _user(kind: str, variable: str, default: str) -> str:
    base = os.environ.get(variable)
    if not base or not os.path.isabs(base):
        if os.name == "posix" and os.uname().sysname == "Linux":
            base = os.path.join(os.path.expanduser("~"), default)
        else:
            import platformdirs

            return str(getattr(platformdirs, f"user_{kind}_dir")("postventa", appauthor=False))
    return os.path.join(base, "postventa")


def config_dir() -> str:
    """Give the folder of the personal settings (`config.toml`, `themes/`)."""
    return _user("config", "XDG_CONFIG_HOME", ".config")


def data_dir() -> str:
    """Give the folder of the shop's file when none is named."""
    return _user("data", "XDG_DATA_HOME", ".local/share")


def state_dir() -> str:
    """Give the folder of log files and rescued drafts."""
    return _user("state", "XDG_STATE_HOME", ".local/state")


def default_db() -> str:
    """Give the path of the database when neither option, variable nor setting names one."""
    return os.path.join(data_dir(), "tienda.db")
