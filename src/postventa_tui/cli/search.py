"""`postventa search`: everything at once, and how a query is read."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.tickets import search
from postventa_tui.core.tickets.query_fields import Seat
from postventa_tui.kit import query as language
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _, lazy
from postventa_tui.kit.i18n import language as screen_language
from postventa_tui.tui import words

if TYPE_CHECKING:
    from postventa_tui.core.tickets.search import Answer, Item
    from postventa_tui.desk import Desk
    from postventa_tui.kit.query import Parsed

app = typer.Typer(add_completion=False)
MOST = 200


@app.command(
    help=lazy("Search tickets, customers, articles, canned replies and contacts."),
    context_settings={"ignore_unknown_options": True},
)
def search_all(
    query: Annotated[list[str] | None, typer.Argument(metavar="QUERY", help=lazy("Words and fields."))] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--in", metavar="KIND", help=lazy("Only these: ") + ", ".join(search.KINDS))
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help=lazy("At most so many of a kind."))] = 20,
    explain: Annotated[bool, typer.Option("--explain", help=lazy("How the query is read; opens no file."))] = False,
) -> None:
    """Search, or explain a query."""
    text = " ".join(query or ())
    if explain:
        show_explanation(language.parse(text))
        return
    for kind in kinds or ():
        if kind not in search.KINDS:
            raise Usage("bad_kind", kind=kind, known=", ".join(search.KINDS))
    if context.OPTIONS.at:
        raise Usage("usage", reason=_("The index knows the present only; leave --at out."))
    desk = context.desk()
    answer = search.search(desk.db, request_of(desk, text, tuple(kinds or ()), limit), seat_of(desk))
    rows = [{"kind": kind, **row} for kind, row in _rows(answer)]
    if not (context.OPTIONS.json or context.OPTIONS.quiet):
        _tell_hints(answer)
    output.show(
        search.as_json(answer),
        text=lambda: as_text(answer),
        rows=rows,
        quiet=[item.ref for group in answer.groups.values() for item in group.items],
    )


def _tell_hints(answer: Answer) -> None:
    """Say on stderr what was odd in a query that ran all the same."""
    if answer.hints:
        from postventa_tui.kit import query_messages

        for hint in answer.hints:
            output.note(query_messages.sentence(answer.parsed, hint))


def request_of(desk: Desk, text: str, kinds: tuple[str, ...], limit: int) -> search.Request:
    """Give the search of this seat."""
    own = desk.shop.get("synonyms", [])
    lines = "\n".join(str(line) for line in own) if isinstance(own, list | tuple) else ""
    return search.Request(text, kinds, limit, screen_language(), number_prefix=desk.shop.number_prefix, synonyms=lines)


def seat_of(desk: Desk) -> Seat:
    """Give who looks and when."""
    return Seat(desk.agent.id if desk.agent else 0, desk.clock.now(), desk.shop.zone)


def show_explanation(parsed: Parsed) -> None:
    """Print how a query was read; exit 0 even with errors."""
    shape = search.explain(parsed)
    if context.OPTIONS.json:
        output.write_json(shape)
        return
    from postventa_tui.kit import query_messages

    output.write(json.dumps(output.cleaned(parsed.ast), ensure_ascii=False))
    if parsed.errors:
        output.write(query_messages.with_caret(parsed))
    for hint in parsed.hints:
        output.write(query_messages.sentence(parsed, hint))
    sys.stdout.flush()


def _rows(answer: Answer) -> list[tuple[str, dict[str, object]]]:
    return [
        (
            kind,
            {"ref": item.ref, "title": item.title or item.snippet.text, "customer": item.customer,
             "snippet": item.snippet.text, "score": item.score, "why": item.why},
        )
        for kind, group in answer.groups.items()
        for item in group.items
    ]  # fmt: skip


def _titles() -> dict[str, str]:
    return {
        "tickets": _("Tickets"),
        "customers": _("Customers"),
        "articles": _("Articles"),
        "canned": _("Canned replies"),
        "interactions": _("Contacts"),
    }


def as_text(answer: Answer) -> str:
    """Give the answer as plain lines, label first."""
    lines = [
        _("Did you mean {words}? (showing that)").format(words=", ".join(meant)) for meant in answer.corrected.values()
    ]
    for kind, group in answer.groups.items():
        if not group.items:
            continue
        total = "200+" if group.total > 200 else str(group.total)
        lines.append(f"{_titles()[kind]} ({total})")
        lines += [_line(kind, item) for item in group.items]
    return "\n".join(lines) if lines else _("Nothing found.")


def _line(kind: str, item: Item) -> str:
    piece = f" · {item.snippet.text}" if item.snippet.text else ""
    if kind == "tickets":
        return f"  {item.ref}  {words.status(item.status or '')}  {item.customer}  {item.title}{piece}"
    if kind == "interactions":
        return f"  {item.ticket or '-'}  {item.channel or '-'}{piece}"
    if kind == "customers":
        return f"  {item.ref}  {item.title}{piece}"
    return f"  {item.ref} ({item.lang})  {item.title}{piece}"
