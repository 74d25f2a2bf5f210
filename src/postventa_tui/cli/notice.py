"""`postventa notice`: what is due, first as a list, then through the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import aftersales_shapes as shapes
from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, lazy

if TYPE_CHECKING:
    from postventa_tui.core.returns.rows import Notice

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("list", help=lazy("Lists made so far, or who is told, left out and held back in one of them."))
def list_(number: Annotated[int | None, typer.Argument(metavar="N")] = None) -> None:
    """Print batches or one batch."""
    from postventa_tui.core.returns import notices

    desk = context.desk()
    if number is not None:
        _shown(number, notices.batch(desk, number))
        return
    rows: list[shapes.Shape] = [
        {"batch": batch, "notices": total, "drafts": drafts} for batch, total, drafts in notices.batches(desk)
    ]
    output.show(
        {"format": "postventa-notice-batches/1", "batches": rows},
        text=lambda: "\n".join(f"{row['batch']}  {row['drafts']}/{row['notices']}" for row in rows),
        rows=rows,
        quiet=[str(row["batch"]) for row in rows],
    )


@app.command(help=lazy("Make the list of what is due today; nothing is sent."))
def prepare(
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="guarantee, maintenance, consumable, support, parts")
    ] = None,
) -> None:
    """Make a batch of drafts."""
    from postventa_tui.core.returns import notices
    from postventa_tui.core.returns.notice_rule import KINDS

    context.refuse_at()
    found = notices.prepare(context.desk(), tuple(kind) if kind else KINDS)
    _shown(found[0].batch if found else None, found)


@app.command(help=lazy("Put the drafts of a list into the outbox."))
def send(number: Annotated[int, typer.Argument(metavar="N")]) -> None:
    """Send a batch."""
    from postventa_tui.core.returns import notices

    context.refuse_at()
    _shown(number, notices.send(context.desk(), number))


def _shown(number: int | None, found: list[Notice]) -> None:
    """Print a batch with counts by state and reason."""
    counts: dict[str, int] = {}
    for one in found:
        key = one.state if one.reason is None else f"{one.state}: {one.reason}"
        counts[key] = counts.get(key, 0) + 1
    rows = [shapes.notice(one) for one in found]
    output.show(
        {"format": "postventa-notices/1", "batch": number, "counts": counts, "notices": rows},
        text=lambda: _text(number, found, counts),
        rows=rows,
    )


def _text(number: int | None, found: list[Notice], counts: dict[str, int]) -> str:
    """A batch for people."""
    if not found:
        return _("Nothing is due.")
    lines = [
        _("List {number}: {counts}").format(number=number, counts=", ".join(f"{key} {n}" for key, n in counts.items()))
    ]
    lines += [f"C-{one.customer_id}  {one.state}  {one.reason or '-'}  {one.body}" for one in found]
    return "\n".join(lines)
