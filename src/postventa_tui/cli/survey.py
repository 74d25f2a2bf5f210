"""`postventa survey`: ask, and note answers."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.reports import asking
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _, ngettext

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command()
def send(kind: Annotated[str, typer.Option("--kind", metavar="csat|nps|ces", help="Kind of survey.")] = "csat") -> None:
    """Write the surveys that are due: a day after the ticket was solved, once in 90 days, with consent."""
    desk = context.desk()
    ids = asking.send_due(desk, kind)
    payload = {"format": "postventa-survey-send/1", "sent": ids}
    output.show(payload, text=lambda: ngettext("{n} survey is due", "{n} surveys are due", len(ids)).format(n=len(ids)))


@app.command()
def answer(
    survey: int, score: int, text: Annotated[str, typer.Option("--text", metavar="T", help="Comment.")] = ""
) -> None:
    """Note the answer to a survey."""
    desk = context.desk()
    row = metrics.answer(desk, survey, score, text)
    payload = {"format": "postventa-survey/1", "id": row.id, "kind": row.kind, "score": row.score}
    payload["answered_at"] = moments.iso(row.answered_at)
    output.show(payload, text=lambda: _("Noted."))
