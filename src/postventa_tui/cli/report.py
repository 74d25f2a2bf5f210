"""`postventa report`: figures with what they count, and the audit."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.metrics.rows import Figure, Period
from postventa_tui.core.reports import service as reports
from postventa_tui.desk import Desk
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _

app = typer.Typer(rich_markup_mode=None)


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="list, audit, or the name of a report.")],
    start: Annotated[str, typer.Option("--from", metavar="D", help="First day.")] = "",
    end: Annotated[str, typer.Option("--to", metavar="D", help="Last day, included.")] = "",
    since: Annotated[str, typer.Option("--since", metavar="7d", help="Audit: how far back.")] = "7d",
) -> None:
    """Print the figures of a report, each with its n and what it leaves out; `list` names the reports."""
    if name == "list":
        listed = reports.names()
        output.show({"format": "postventa-reports/1", "reports": listed}, text=lambda: "\n".join(listed), quiet=listed)
        return
    desk = context.desk()
    if name == "audit":
        _audit(desk, since)
        return
    period = reports.period(desk, start, end)
    _figures(name, period, reports.run(desk, name, period))


def _figures(name: str, period: Period, found: dict[str, Figure]) -> None:
    edges = {"from": moments.iso(period.start), "to": moments.iso(period.end)}
    shown = {
        key: {"value": one.value, "n": one.n, "excluded": one.excluded, **edges, "note": one.note}
        for key, one in found.items()
    }
    rows = [{"name": key, **values} for key, values in shown.items()]
    output.show(
        {"format": "postventa-report/1", "report": name, "figures": shown}, text=lambda: _table(found), rows=rows
    )


def _table(found: dict[str, Figure]) -> str:
    rows = [
        [
            key,
            "–" if one.value is None else str(one.value),
            str(one.n),
            " ".join(f"{reason}={count}" for reason, count in one.excluded.items()),
        ]
        for key, one in found.items()
    ]
    return output.table(rows, [_("figure"), _("value"), "n", _("left out")])


def _audit(desk: Desk, since: str) -> None:
    begin = reports.since(since, desk.clock.now(), desk.shop.zone)
    rows = [
        {
            "at": moments.iso(one.at),
            "what": one.what,
            "agent": one.agent,
            "host": one.host,
            "unit": one.unit,
            "about": one.about,
        }
        for one in reports.audit(desk, begin)
    ]
    head = [_("when"), _("what"), _("who"), _("where"), _("about")]

    def text() -> str:
        return output.table(
            [
                [str(row["at"]), str(row["what"]), str(row["agent"] or "–"), str(row["host"]), str(row["about"])]
                for row in rows
            ],
            head,
        )

    output.show({"format": "postventa-audit/1", "since": moments.iso(begin), "lines": rows}, text=text, rows=rows)
