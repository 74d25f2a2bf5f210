"""The whole command line: one typer group that imports a group's file when it is named."""

from __future__ import annotations

import itertools
import logging
import os
import re
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from postventa_tui.cli import context, globals, output, streams
from postventa_tui.kit.errors import PostventaError, Usage
from postventa_tui.kit.i18n import _, language, lazy

GROUPS: dict[str, tuple[str, str]] = {
    "queue": ("queue", lazy("Tickets in SLA order.")),
    "ticket": ("ticket", lazy("Tickets: show, new, next, reply, note, call, assign, set, merge …")),
    "customer": ("customer", lazy("Customers: card, history, contact points, consent.")),
    "search": ("search", lazy("Search tickets, customers, articles, replies.")),
    "article": ("article", lazy("Knowledge base.")),
    "canned": ("canned", lazy("Canned replies.")),
    "view": ("view", lazy("Saved queries.")),
    "tag": ("tag", lazy("Tags.")),
    "status": ("status", lazy("Statuses of the shop.")),
    "handover": ("handover", lazy("Shift handover.")),
    "rule": ("rule", lazy("Rules with rehearsal.")),
    "sla": ("sla", lazy("Clocks: ledger, calendars, policies, rehearsal.")),
    "asset": ("asset", lazy("Machines of customers.")),
    "product": ("product", lazy("Models that are sold.")),
    "warranty": ("warranty", lazy("Guarantee verdict.")),
    "rma": ("rma", lazy("Returns and repairs.")),
    "counter": ("counter", lazy("Deposit and pickup with slip.")),
    "recall": ("recall", lazy("Recall lists.")),
    "notice": ("notice", lazy("Due notices.")),
    "pack": ("pack", lazy("Sector packs.")),
    "survey": ("survey", lazy("Surveys.")),
    "report": ("report", lazy("Figures with n and exclusions.")),
    "mail": ("mail", lazy("The e-mail channel.")),
    "undo": ("undo", lazy("Take back the newest own change.")),
    "init": ("init", lazy("Make a shop's file.")),
    "settings": ("settings", lazy("Settings of the shop.")),
    "agent": ("agent", lazy("Agents.")),
    "team": ("team", lazy("Teams.")),
    "import": ("import_", lazy("Read postventa-import/1.")),
    "export": ("export", lazy("Write postventa-import/1.")),
    "backup": ("backup", lazy("Checked copies, restore, drill.")),
    "check": ("check", lazy("Proofs on the file.")),
    "doctor": ("doctor", lazy("State of machine, file, configuration.")),
    "sql": ("sql", lazy("Read-only SQL.")),
}
"""Name on the command line -> module of this package and help line."""


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are named: all at once cost more than typer itself."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Give every name, whether imported or not; those of parts not built are left out."""
        return [name for name, (module, _help) in GROUPS.items() if _exists(module)] + ["console", "demo"]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give the command of a name, importing its file; None for an unknown name."""
        if cmd_name in ("console", "demo"):
            return _console_stub(cmd_name)
        known = GROUPS.get(cmd_name)
        if known is None or not _exists(known[0]):
            return None
        group = import_module(f"postventa_tui.cli.{known[0]}").app
        group.rich_markup_mode = None  # help is plain text everywhere: read by ear and by pipe
        group._add_completion = False  # completion is of the whole program, not of one verb
        command = get_command(group)
        command.name = cmd_name
        command.help = command.help or str(known[1])
        command.short_help = str(known[1])
        globals.add(command)
        return command


def _exists(module: str) -> bool:
    return os.path.exists(os.path.join(os.path.dirname(__file__), module + ".py"))


def _console_stub(name: str) -> Any:
    """Stand in for the console in help and completion; `cli.fast` has handled the call before."""
    app = typer.Typer(add_completion=False)
    help_line = _("Open the console.") if name == "console" else _("Open a private copy of the sample shop.")

    @app.command(name, help=help_line, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
    def run() -> None:
        from postventa_tui.cli import console

        raise typer.Exit(console.main(context.OPTIONS.argv) or 0)

    command = get_command(app)
    globals.add(command)
    return command


def _version(shown: bool) -> None:
    if shown:
        from postventa_tui import __version__

        output.write(f"postventa {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=LazyGroup, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=True
)


@app.callback(help="postventa: the terminal console for after-sales support.")
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Hold the options that stand before the verb."""


def build() -> Any:
    """Give the whole command tree as a click command (completion and the generated pages use it)."""
    command = get_command(app)
    globals.add(command)
    return command


MAIL_LATER = 75


def run(argv: list[str]) -> int:
    """Run one command line; gives the exit code. Never a traceback: the log has it.

    A mail server holds a mail for 75 and returns it for any other code: whatever ends a delivery early is 75.
    """
    code = _run(argv)
    verbs = [word for word in argv if not word.startswith("-")]
    is_delivery = any(pair == ("mail", "deliver") for pair in itertools.pairwise(verbs))
    return MAIL_LATER if code and is_delivery else code


def _run(argv: list[str]) -> int:
    from typer._click.exceptions import ClickException
    from typer.exceptions import Abort, Exit

    context.reset(argv)
    try:
        result = build().main(args=argv, prog_name="postventa", standalone_mode=False)
        output.flush()
        return result if isinstance(result, int) else 0
    except Exit as stop:
        return int(stop.exit_code)
    except Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except ClickException as error:
        return _usage(error)
    except output.OutputLost as error:
        streams.lose_output()
        return output.fail(error)
    except PostventaError as error:
        return output.fail(error)
    except BrokenPipeError:
        streams.lose_output()
        return 0
    except RecursionError as error:
        return _unexpected(error)
    except Exception as error:
        return _unexpected(error)
    finally:
        context.close()


def _usage(error: Any) -> int:
    """Give click's complaint in our one shape. `--json` counts even where the parser stopped before it."""
    ctx = getattr(error, "ctx", None)
    if "--json" in context.OPTIONS.argv:
        context.OPTIONS.json = True
    hint = f" ({ctx.command_path} --help)" if ctx is not None else ""
    return output.fail(Usage("usage", reason=_complaint(error) + hint))


def _complaint(error: Any) -> str:
    """Give click's complaint in the language in force; click itself speaks English, and so do its rare ones."""
    from typer._click.exceptions import BadParameter, MissingParameter, NoSuchOption

    told = str(error.format_message())
    if language() == "en":
        return told
    if isinstance(error, NoSuchOption):
        guess = ", ".join(sorted(error.possibilities or ()))
        hint = " " + _("Did you mean “{word}”?").format(word=guess) if guess else ""
        return _("There is no option {option}.").format(option=error.option_name) + hint
    if isinstance(error, BadParameter) and error.param is not None:
        option = error.param_hint or error.param.get_error_hint()
        if isinstance(error, MissingParameter):
            return _("{option} is missing.").format(option=option)
        return f"{option}: {_range(str(error.message))}"
    if told.startswith("No such command "):
        word, _dot, near = told.removeprefix("No such command ").partition(".")
        guess = near.partition("Did you mean ")[2].strip("?' ")
        hint = " " + _("Did you mean “{word}”?").format(word=guess) if guess else ""
        return _("There is no command {name}.").format(name=word) + hint
    return told


def _range(told: str) -> str:
    """Give what is wrong with a number in the language in force; other words stay as they are."""
    if "valid integer" in told:
        return _("must be a whole number")
    bound = re.search(r"(greater|less) than or equal to (-?\d+)", told)
    if bound is None:
        return told
    words = _("must be at least {n}") if bound[1] == "greater" else _("must be at most {n}")
    return words.format(n=bound[2])


def _unexpected(error: BaseException) -> int:
    from postventa_tui.kit import log

    where = log.start()
    logging.getLogger("postventa").exception("unexpected %s", type(error).__name__)
    return output.fail(PostventaError("unexpected", log=where or "-"))
