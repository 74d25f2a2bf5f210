"""`postventa init`: make a shop's file."""

from __future__ import annotations

import typer

from postventa_tui import settings as personal
from postventa_tui.cli import context, output
from postventa_tui.core.sla import service as sla
from postventa_tui.desk import create_shop, open_desk
from postventa_tui.kit import i18n
from postventa_tui.kit.i18n import _

app = typer.Typer(rich_markup_mode=None)


@app.command()
def init() -> None:
    """Make the database, its folder's modes, the first admin, and a calendar and policy to start with."""
    settings = personal.load()
    path = context.db_path(settings)
    login = context.agent_login(settings) or context.system_login()
    create_shop(path, lang=i18n.language(), clock=context.CLOCK, admin_login=login, admin_name=login)
    desk = open_desk(path, agent=login, clock=context.CLOCK, settings=settings)
    try:
        sla.install_starter(desk)
    finally:
        desk.close()
    payload = {"format": "postventa-init/1", "path": path, "admin": login, "lang": i18n.language()}
    output.show(
        payload, text=lambda: _("A new shop: {path}. You are its admin: {login}.").format(path=path, login=login)
    )
