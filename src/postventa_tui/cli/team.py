"""`postventa team`: agents who share a queue."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, lazy

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("list", help=lazy("All teams with their members."))
def list_() -> None:
    """List teams."""
    from postventa_tui.core.agents import service as agents

    desk = context.desk()
    rows = [
        {"name": team.name, "members": [one.login for one in agents.members(desk, team.id)]}
        for team in agents.teams(desk)
    ]
    output.show(
        {"format": "postventa-teams/1", "teams": rows},
        text=lambda: (
            "\n".join(f"{row['name']}: {', '.join(row['members']) or '-'}" for row in rows) or _("No team yet.")
        ),
        rows=rows,
        quiet=[str(row["name"]) for row in rows],
    )


@app.command(help=lazy("A new team."))
def add(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Write a new team."""
    from postventa_tui.core.agents import service as agents

    agents.add_team(context.desk(), name)
    output.show({"format": "postventa-team/1", "name": name}, text=lambda: name)


@app.command(help=lazy("Put agents in and take agents out."))
def members(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    add: Annotated[list[str] | None, typer.Option("--add", metavar="LOGIN")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="LOGIN")] = None,
) -> None:
    """Change or show the members of a team."""
    from postventa_tui.core.agents import service as agents

    desk = context.desk()
    if add or remove:
        agents.set_members(desk, name, add or [], remove or [])
    logins = [one.login for one in agents.members(desk, agents.team(desk, name).id)]
    output.show(
        {"format": "postventa-team/1", "name": name, "members": logins},
        text=lambda: f"{name}: {', '.join(logins) or '-'}",
    )
