"""`postventa`, `console` and `demo`: start the console without typer, pydantic or sqlite-utils."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from postventa_tui.cli import context, output
from postventa_tui.kit import paths
from postventa_tui.kit.errors import PostventaError, Refused, Usage
from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    import subprocess

    from postventa_tui.desk import Desk
    from postventa_tui.settings import Settings

DEMO_AT = "2026-11-19T16:42:00Z"
"""The moment of the sample shop: Thursday, 17:42 in Vigo."""
DEMO_AGENT = "lucia"
_VALUES = {"--db": "db", "--agent": "agent", "--lang": "lang"}
_FLAGS = ("--real-time", "--with-colleague", "--restricted")


class Wanted:
    """What the words of the call ask for."""

    def __init__(self) -> None:
        self.verb = ""
        self.db = ""
        self.agent = ""
        self.lang = ""
        self.flags: set[str] = set()


def parse(argv: list[str]) -> Wanted:
    """Give what a call asks for.

    Raises:
        Usage: `bad_option` for a word the console does not know.
    """
    wanted = Wanted()
    words = list(argv)
    while words:
        word = words.pop(0)
        name, sep, value = word.partition("=")
        if name in _VALUES:
            if not sep:
                if not words:
                    raise Usage("bad_option", option=word)
                value = words.pop(0)
            setattr(wanted, _VALUES[name], value)
        elif word in _FLAGS:
            wanted.flags.add(word)
        elif word in ("console", "demo") and not wanted.verb:
            wanted.verb = word
        else:
            raise Usage("bad_option", option=word)
    return wanted


def main(argv: list[str]) -> int | None:
    """Run the console; gives its exit code, or None when the whole command line must say what is wrong."""
    try:
        wanted = parse(argv)
    except Usage:
        return None
    if "--restricted" in wanted.flags:
        from postventa_tui.cli import restricted

        try:
            restricted.enter(wanted.agent, wanted.db)
        except Usage as error:
            return output.fail(error)
    context.reset(list(argv))
    context.OPTIONS.db, context.OPTIONS.agent, context.OPTIONS.lang = wanted.db, wanted.agent, wanted.lang
    context.guess_language()
    if (refusal := _no_terminal(wanted)) is not None:
        return refusal
    from postventa_tui.kit import log

    log_path = log.start()
    try:
        return _demo(wanted) if wanted.verb == "demo" else _console(wanted)
    except PostventaError as error:
        from postventa_tui.kit import messages

        if error.code == "agent_unknown" and "--restricted" in wanted.flags:
            # The line of a key that is no longer good says so, and names nobody else.
            error = Refused("agent_inactive", login=wanted.agent)

        print(f"postventa: {messages.describe(error)}", file=sys.stderr)
        return error.exit_code
    except Exception:  # house: the console's crash handler; the drafts are saved by the app on its way out
        import logging

        logging.getLogger("postventa.console").exception("crash")
        print(_("postventa: an error ended the console. The log: {path}").format(path=log_path), file=sys.stderr)
        return 1


def _no_terminal(wanted: Wanted) -> int | None:
    """Refuse to draw where nobody can see it; plain `postventa` prints the queue there."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(_("postventa: no terminal here; over ssh use “ssh -t”, or “postventa queue”"), file=sys.stderr)
        return 2
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        if not wanted.verb:
            from postventa_tui.cli import fast

            fast.main(["queue"])
            print(_("This terminal cannot show the console; the queue is above."), file=sys.stderr)
            return 0
        print(_("postventa: this terminal cannot show the console; use “postventa queue”"), file=sys.stderr)
        return 2
    return None


def _console(wanted: Wanted) -> int:
    from postventa_tui.desk import open_desk

    settings = _settings(wanted)
    path = context.db_path(settings)
    if not os.path.exists(path):
        return _first_time(path, settings, wanted)
    login = context.agent_login(settings) or _only_login(path)
    desk = open_desk(path, agent=login or None, settings=settings, origin="tui")
    return _run(desk, wanted)


def _only_login(path: str) -> str:
    """Give the agent who sits here when nobody is named: the Unix user's login, else the only one there is."""
    from postventa_tui.core.agents import service as agents
    from postventa_tui.desk import open_desk

    desk = open_desk(path, origin="tui")
    try:
        known = [one.login for one in agents.agents(desk) if one.active]
    finally:
        desk.close()
    user = context.system_login()
    if user in known:
        return user
    return known[0] if len(known) == 1 else ""


def _settings(wanted: Wanted) -> Settings:
    from postventa_tui import settings as personal

    if "--restricted" in wanted.flags:
        return personal.Settings(restricted=True)  # no file of the account is read
    from postventa_tui.kit.errors import BadFile

    try:
        settings = personal.load()
    except BadFile as error:
        # A slip in one's own settings is no reason not to serve a customer: the defaults, and a word about it.
        from postventa_tui.kit import messages

        print(f"postventa: {messages.describe(error)}", file=sys.stderr)
        settings = personal.Settings()
    return settings._replace(restricted="--restricted" in wanted.flags)


def _demo(wanted: Wanted) -> int:
    import shutil
    import tempfile

    from postventa_tui.desk import open_desk
    from postventa_tui.kit import moments
    from postventa_tui.kit.clock import OffsetClock, SystemClock

    folder = tempfile.mkdtemp(prefix="postventa-demo-")
    try:
        path = os.path.join(folder, "demo.db")
        shutil.copyfile(paths.data("sample.db"), path)
        clock = SystemClock()
        offset = 0 if "--real-time" in wanted.flags else moments.parse_instant(DEMO_AT) - clock.now()
        desk = open_desk(
            path,
            agent=wanted.agent or DEMO_AGENT,
            clock=OffsetClock(offset),
            settings=_settings(wanted),
            origin="tui",
        )
        colleague = _colleague(path, offset) if "--with-colleague" in wanted.flags else None
        try:
            return _run(desk, wanted)
        finally:
            if colleague is not None:
                colleague.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _colleague(path: str, offset_s: int) -> subprocess.Popen[bytes]:
    """Start the second process that plays a colleague on the demo's copy."""
    import subprocess

    return subprocess.Popen(
        [sys.executable, "-m", "postventa_tui.cli.colleague", path, str(offset_s)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _run(desk: Desk, wanted: Wanted) -> int:
    context.guess_language(desk.agent.lang if desk.agent else None, desk.shop.lang)
    from postventa_tui.tui.app import ConsoleApp
    from postventa_tui.tui.first import first_screen

    try:
        app = ConsoleApp(desk, first_screen)
        code = app.run(mouse=desk.settings.mouse)
        if app.has_crashed:
            raise RuntimeError("the console ended by itself; the log says where")
        return app.return_code or int(code or 0)
    finally:
        desk.close()


def _first_time(path: str, settings: Settings, wanted: Wanted) -> int:
    """Ask what to do when there is no file yet: the demo, a new shop, another file."""
    from postventa_tui.tui.screens.welcome import WelcomeApp

    chosen = WelcomeApp(path, settings).run(mouse=settings.mouse)
    if chosen is None:
        return 0
    if chosen == "demo":
        return _demo(wanted)
    if chosen == "new":
        print(_("postventa init   makes a new shop and asks for its name and your login"))
        return 0
    wanted.db = context.OPTIONS.db = chosen
    return _console(wanted)
