"""What a command line says before any verb: options, who acts, which file, which language.

No typer here: the quick verbs read the same options.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postventa_tui import settings as personal
from postventa_tui.kit import i18n, paths
from postventa_tui.kit.clock import SystemClock
from postventa_tui.kit.errors import NotFound, Refused

if TYPE_CHECKING:
    from postventa_tui.desk import Desk
    from postventa_tui.kit.clock import Clock
    from postventa_tui.settings import Settings

CLOCK: Clock = SystemClock()
"""The clock of the process; tests put a fixed one here."""


class Options:
    """The global options, as `commands.md` of the design lists them. No dataclass: the quick path reads them too."""

    def __init__(self, argv: list[str] | None = None) -> None:
        self.db = ""
        self.agent = ""
        self.lang = ""
        self.json = False
        self.csv = False
        self.csv_raw = False
        self.dry_run = False
        self.at = ""
        self.confirm: tuple[str, ...] = ()
        self.quiet = False
        self.verbose = False
        self.restricted = False
        self.argv = list(argv or ())


OPTIONS = Options()
_opened: list[Desk] = []


def reset(argv: list[str]) -> None:
    """Forget the options of an earlier call in this process and start the log when it is asked for."""
    fresh = Options(argv)
    for name in vars(fresh):
        setattr(OPTIONS, name, getattr(fresh, name))
    close()
    OPTIONS.lang = _said_language(argv)
    guess_language()


def _said_language(argv: list[str]) -> str:
    """Give the value of `--lang` before anything is parsed: help is shown before other options are read."""
    for place, word in enumerate(argv):
        value = word[len("--lang=") :] if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(argv):
            value = argv[place + 1]
        if value in i18n.LANGUAGES:
            return value
    return ""


def close() -> None:
    """Close every Desk this command opened."""
    while _opened:
        found = _opened.pop()
        try:
            found.tidy()
        finally:
            found.close()


def guess_language(agent_lang: str | None = None, shop_lang: str = "") -> None:
    """Choose the language: option, variable, config file, the agent's own, the locale, the shop's, English."""
    lang = OPTIONS.lang or os.environ.get("POSTVENTA_LANG", "") or _config_lang() or agent_lang or _locale_lang()
    i18n.set_language(lang or shop_lang or "en")


def _config_lang() -> str:
    try:
        return personal.load().lang
    except Exception:  # house: a bad config file is reported when it is needed, not while choosing its language
        return ""


def _locale_lang() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            code = value.split("_")[0].split(".")[0].lower()
            return {"es": "es", "ca": "es", "gl": "es", "eu": "es", "en": "en"}.get(code, "")
    return ""


def db_path(settings: Settings) -> str:
    """Give the file to open: option, variable, config file, the default place."""
    named = OPTIONS.db or os.environ.get("POSTVENTA_DB", "") or settings.database
    return os.path.expanduser(named) if named else paths.default_db()


def agent_login(settings: Settings) -> str:
    """Give who acts: option, variable, config file; "" when nobody is named."""
    return OPTIONS.agent or os.environ.get("POSTVENTA_AGENT", "") or settings.agent


def desk(*, origin: str = "cli") -> Desk:
    """Open the Desk this command line names. Without a named agent the system account's, if the shop knows it.

    Raises:
        PostventaError: What `open_desk` refuses; a bad config file.
        NotFound: `agent_unknown`.
    """
    from postventa_tui.desk import open_desk

    settings = personal.load()
    path = db_path(settings)
    login = agent_login(settings)
    if login:
        found = open_desk(path, agent=login, clock=CLOCK, settings=settings, origin=origin)
    else:
        found = _desk_of_account(path, settings, origin)
    _opened.append(found)
    found.dry_run = OPTIONS.dry_run
    found.command = _command_text()
    guess_language(found.agent.lang if found.agent else None, found.shop.lang)
    return found


def _desk_of_account(path: str, settings: Settings, origin: str) -> Desk:
    from postventa_tui.desk import open_desk

    try:
        return open_desk(path, agent=system_login(), clock=CLOCK, settings=settings, origin=origin)
    except NotFound:
        return open_desk(path, agent=None, clock=CLOCK, settings=settings, origin=origin)


def system_login() -> str:
    """Give the name of the system account."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "owner"


def _command_text() -> str:
    import shlex

    return shlex.join(["postventa", *OPTIONS.argv])[:500]


def dry_rows() -> list[tuple[str, int]]:
    """Give (table, row) of what the verbs of this command would have changed."""
    return [row for found in _opened for row in found.dry_rows]


def confirmed(code: str) -> bool:
    """Say whether `--confirm CODE` was given."""
    return code in OPTIONS.confirm


def at_option(zone: str, now: int) -> int:
    """Give the instant `--at` names, `now` without one.

    Raises:
        Usage: `bad_time`.
    """
    if not OPTIONS.at:
        return now
    from postventa_tui.kit.moments import parse_time_option

    return parse_time_option(OPTIONS.at, zone)


def refuse_at() -> None:
    """Refuse `--at` on a verb that writes.

    Raises:
        Refused: `past_is_read_only`.
    """
    if OPTIONS.at:
        raise Refused("past_is_read_only")
