"""`postventa ticket reply`: an answer through the send-guard into the outbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output, ticket_show
from postventa_tui.kit import moments
from postventa_tui.kit.errors import BadFile, PostventaError, Refused, Usage
from postventa_tui.kit.i18n import _
from postventa_tui.tui import words

if TYPE_CHECKING:
    from postventa_tui.core.replies.rows import Finding, ToSend
    from postventa_tui.core.tickets.rows import Sent
    from postventa_tui.desk import Desk


def reply(
    ticket: Annotated[str, typer.Argument(metavar="TICKET")],
    text: Annotated[str | None, typer.Option("--text", help="- reads stdin.")] = None,
    canned: Annotated[str, typer.Option("--canned", metavar="SLUG", help="A canned reply, filled.")] = "",
    answer: Annotated[list[str] | None, typer.Option("--answer", metavar="LABEL=TEXT")] = None,
    attach: Annotated[list[Path] | None, typer.Option("--attach", metavar="FILE")] = None,
    then: Annotated[str, typer.Option("--then", metavar="STATUS", help="Status after sending.")] = "",
    later: Annotated[str, typer.Option("--later", metavar="TIME", help="Send then: lunes 9:00, 2026-12-01.")] = "",
    seen: Annotated[int | None, typer.Option("--seen", metavar="ID", help="Newest interaction you had read.")] = None,
    channel: Annotated[str, typer.Option("--channel")] = "",
    template: Annotated[
        str,
        typer.Option(
            "--template", metavar="NAME", help="Approved WhatsApp template of this text: goes after 24 hours."
        ),
    ] = "",
) -> None:
    """Answer the customer."""
    from postventa_tui.core.replies.rows import ToSend
    from postventa_tui.core.tickets import reading, timing

    context.refuse_at()
    desk = context.desk()
    found = reading.get(desk, ticket)
    newest = reading.newest_id(desk, found.id)
    body, used = _body(desk, found.id, text, canned, answer or [])
    out = ToSend(
        body, then or None, channel or None, send_after=timing.instant(desk, later) if later else None,
        seen_id=newest if seen is None else seen, attachments=tuple(_file(path) for path in attach or ()),
        canned=used, template=template,
    )  # fmt: skip
    sent, warnings = _sent(desk, found.id, out)
    _show(desk, found.id, sent, warnings)


def _body(desk: Desk, ticket_id: int, text: str | None, slug: str, answers: list[str]) -> tuple[str, tuple[int, ...]]:
    """Give the words to send and the canned replies in them.

    Raises:
        Usage: `usage` for text and canned reply at once, or an answer without `=`.
        Refused: `unresolved_placeholder`.
    """
    from postventa_tui.cli.ticket import text_of
    from postventa_tui.core.replies import canned

    if not slug:
        return text_of(text), ()
    if text is not None:
        raise Usage("usage", reason=_("Name one of --text and --canned."))
    given = {}
    for word in answers:
        label, sign, value = word.partition("=")
        if not sign:
            raise Usage("bad_field", word=word)
        given[label.strip()] = value
    one, rendered, _other_language = canned.render(desk, slug, ticket_id, given)
    body = canned.filled(rendered)
    if not context.OPTIONS.dry_run:
        canned.use(desk, one.id, ticket_id, given)
    return body, (one.id,)


def _file(path: Path) -> tuple[str, str, bytes]:
    """Give name, type and bytes of a file to attach.

    Raises:
        BadFile: `file_missing`.
    """
    import mimetypes

    try:
        return path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream", path.read_bytes()
    except OSError as error:
        raise BadFile("file_missing", file=str(path), line=None, reason=error.strerror or "") from error


def _sent(desk: Desk, ticket_id: int, out: ToSend) -> tuple[Sent, list[Finding]]:
    from postventa_tui.core.replies import sending

    try:
        return sending.send(desk, ticket_id, out, context.OPTIONS.confirm)
    except Refused as error:
        _tell_others(error)
        raise


def _tell_others(error: Refused) -> None:
    """Print what the guard found besides the finding in the way: all are shown at once."""
    listed = error.params.get("json")
    if context.OPTIONS.json or not isinstance(listed, dict):
        return
    for one in listed.get("findings", ()):
        if one["code"] != error.code:
            _tell(one["code"], {name: word for name, word in one.items() if name not in ("code", "level")})


def _tell(code: str, words: dict[str, str]) -> None:
    from postventa_tui.kit import messages

    output.note(f"{messages.describe(PostventaError(code, **words))} [{code}]")


def _show(desk: Desk, ticket_id: int, sent: Sent, warnings: list[Finding]) -> None:
    from postventa_tui.core.tickets import reading

    for one in warnings if not context.OPTIONS.json else ():
        _tell(one.code, one.words())
    row = reading.row(desk, ticket_id)
    number = reading.show_number(desk, row.number)
    shape = {
        **ticket_show.short(desk, ticket_id),
        "sent": {"interaction": sent.interaction_id, "send_after": moments.iso(sent.send_after)},
        "warnings": [one.code for one in warnings],
    }
    when = moments.show(sent.send_after, desk.shop.zone)
    template = _("{number}: leaves at {when}; now {status}. Take it back with: postventa undo")
    output.show(shape, text=lambda: template.format(number=number, when=when, status=words.status(row.status)))
