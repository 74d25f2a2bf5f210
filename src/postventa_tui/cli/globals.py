"""The global options on every command and group, before and after the verb."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_command

from postventa_tui.cli import context
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.i18n import _, language

if TYPE_CHECKING:
    from collections.abc import Iterable


def _options(
    db: Annotated[str, typer.Option("--db", metavar="PATH", help="Database.")] = "",
    agent: Annotated[str, typer.Option("--agent", metavar="LOGIN", help="Who acts.")] = "",
    lang: Annotated[str, typer.Option("--lang", metavar="es|en", help="Language of texts.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    csv_raw: Annotated[bool, typer.Option("--csv-raw", help="CSV without the protecting apostrophe.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Run, report what would change, roll back.")] = False,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="The state at that time.")] = "",
    confirm: Annotated[list[str] | None, typer.Option("--confirm", metavar="CODE", help="Answer one refusal.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Numbers only; nothing on success.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="More in the log file.")] = False,
    restricted: Annotated[bool, typer.Option("--restricted", help="Console only: restricted mode.")] = False,
) -> None:
    """Carry the declarations; never called."""


def _store(_ctx: Any, param: Any, value: Any) -> Any:
    """Keep what was given; a default of an inner command must not wipe what stood before the verb."""
    if param.name == "confirm":
        if value:
            context.OPTIONS.confirm = (*context.OPTIONS.confirm, *value)
    elif value not in (None, "", False):
        if param.name == "lang" and value not in ("es", "en"):
            raise typer.BadParameter("es | en")
        setattr(context.OPTIONS, param.name, value)
        if param.name == "restricted":
            raise Refused("restricted")  # the console alone knows restricted mode, and never comes this way
        if param.name == "lang":
            context.guess_language()
        if param.name == "verbose":
            from postventa_tui.kit import log

            log.start(verbose=True)
    return value


@cache
def _params(_lang: str) -> list[Any]:
    """Give the global options with their help in the language in force."""
    carrier = typer.Typer(add_completion=False)
    carrier.command()(_options)
    params = list(get_command(carrier).params)
    for param in params:
        param.expose_value = False
        param.callback = _store
        if hasattr(param, "rich_help_panel"):
            param.rich_help_panel = _("Global options")
        _translate(param)
    return params


def _translate(shown: Any) -> None:
    """Put the help of a command or option into the language in force: docstrings and literals are English."""
    for name in ("help", "short_help"):
        text = getattr(shown, name, None)
        if text:
            setattr(shown, name, _(str.__str__(text)))


def add(command: Any) -> None:
    """Put the global options on a command and everything below it; its own option of a name wins."""
    for shown in (command, *command.params):
        _translate(shown)
    own = {name for param in command.params for name in getattr(param, "opts", ())}
    command.params.extend(param for param in _params(language()) if not own & set(param.opts))
    children: Iterable[Any] = getattr(command, "commands", {}).values()
    for child in children:
        add(child)
