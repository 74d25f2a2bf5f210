"""`postventa agent`: who answers."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, lazy

app = typer.Typer(add_completion=False, no_args_is_help=True)
Login = Annotated[str, typer.Argument(metavar="LOGIN")]


@app.command("list", help=lazy("All agents."))
def list_() -> None:
    """List agents."""
    from postventa_tui.core.agents import service as agents

    desk = context.desk()
    rows = [
        {
            "login": one.login, "name": one.name, "role": one.role, "team": one.team, "language": one.lang,
            "active": bool(one.active), "availability": one.availability,
        }
        for one in agents.agents(desk)
    ]  # fmt: skip
    output.show(
        {"format": "postventa-agents/1", "agents": rows},
        text=lambda: output.table(
            [[r["login"], r["name"], r["role"], r["team"] or "-", "" if r["active"] else _("inactive")] for r in rows],  # type: ignore[list-item]
            [_("Login"), _("Name"), _("Role"), _("Team"), ""],
        ),
        rows=rows,
        quiet=[str(row["login"]) for row in rows],
    )


@app.command(help=lazy("A new agent."))
def add(
    login: Login,
    name: Annotated[str, typer.Option("--name")],
    role: Annotated[str, typer.Option("--role", metavar="read_only|agent|lead|admin")] = "agent",
    team: Annotated[str | None, typer.Option("--team")] = None,
    email: Annotated[str | None, typer.Option("--email")] = None,
    language: Annotated[str | None, typer.Option("--language")] = None,
) -> None:
    """Write a new agent."""
    from postventa_tui.core.agents import service as agents

    desk = context.desk()
    agents.add(desk, login, name, role, team, email=email, lang=language)
    _done(login)


@app.command("set", help=lazy("Change an agent."))
def set_(
    login: Login,
    name: Annotated[str | None, typer.Option("--name")] = None,
    role: Annotated[str | None, typer.Option("--role")] = None,
    team: Annotated[str | None, typer.Option("--team")] = None,
    email: Annotated[str | None, typer.Option("--email")] = None,
    language: Annotated[str | None, typer.Option("--language")] = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive")] = None,
) -> None:
    """Change fields of an agent."""
    from postventa_tui.core.agents import service as agents

    desk = context.desk()
    agents.change(desk, login, name=name, role=role, team_name=team, email=email, lang=language, active=active)
    _done(login)


@app.command(help=lazy("Her open tickets go back to her team; undoable as one."))
def deactivate(login: Login) -> None:
    """Deactivate an agent."""
    from postventa_tui.core.tickets import people

    desk = context.desk()
    moved = people.deactivate(desk, login)
    output.show(
        {"format": "postventa-agent/1", "login": login, "unassigned": moved},
        text=lambda: _("{login} is not active any more; {n} tickets are free.").format(login=login, n=moved),
    )


def _done(login: str) -> None:
    output.show({"format": "postventa-agent/1", "login": login}, text=lambda: login)
