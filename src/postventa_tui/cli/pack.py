"""`postventa pack`: sector packs."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit.i18n import _, language, lazy

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("list", help=lazy("Packs and whether they are on."))
def list_() -> None:
    """Print packs."""
    from postventa_tui.core.packs import service as packs

    found = packs.listed(context.desk())
    rows: list[dict[str, object]] = [
        {
            "name": pack.name,
            "on": on,
            "title": pack.title_es if language() == "es" else pack.title_en,
            "fields": [one.name for one in pack.fields],
            "causes": [one.code for one in pack.causes],
            "required_to_solve": list(pack.required_to_solve),
            "articles": len(pack.articles),
            "canned": len(pack.canned),
        }
        for pack, on in found
    ]
    output.show(
        {"format": "postventa-packs/1", "packs": rows},
        text=lambda: "\n".join(f"{'*' if row['on'] else ' '} {row['name']:14} {row['title']}" for row in rows),
        rows=rows,
        quiet=[str(row["name"]) for row in rows if row["on"]],
    )


@app.command(help=lazy("Switch a pack on; it adds and never takes away."))
def enable(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    folder: Annotated[str, typer.Option("--from", metavar="DIR", help="A pack of your own.")] = "",
) -> None:
    """Enable a pack."""
    from postventa_tui.core.packs import service as packs

    context.refuse_at()
    done = packs.enable(context.desk(), name, folder)
    payload = {
        "format": "postventa-pack/1",
        "name": done.name,
        "articles": done.articles,
        "canned": done.canned,
        "rules": done.rules,
        "fields": list(done.fields),
        "was_on": done.was_on,
    }
    output.show(
        payload,
        text=lambda: _("{name}: {articles} articles, {canned} canned replies added").format(
            name=done.name, articles=done.articles, canned=done.canned
        ),
    )


@app.command(help=lazy("Words that a pack forbids in canned replies and articles; exit 1 when there are any."))
def check() -> None:
    """Print the compliance report."""
    from postventa_tui.core.packs import service as packs

    found = packs.review(context.desk())
    rows: list[dict[str, object]] = [one._asdict() for one in found]
    output.show(
        {"format": "postventa-pack-check/1", "found": rows},
        text=lambda: (
            "\n".join(f"{one.kind}  {one.slug}  {one.lang}  {one.word}" for one in found) or _("Nothing found.")
        ),
        rows=rows,
    )
    if found:
        raise typer.Exit(1)
