"""How a ticket's head and messages look. Pure: values and a width in, lines out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from postventa_tui.kit.i18n import _, language, ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import format_size
from postventa_tui.tui import words
from postventa_tui.tui.ink import cut, fit, line, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

INDENT = 3
MAX_LINES = 400
"""Lines of one message shown at once; `item.full` shows the rest."""


class HeadClock(NamedTuple):
    """A clock of the head: its name, short and long, its text with seconds, and its role."""

    short: str
    long: str
    text: str
    role: str


class Head(NamedTuple):
    """What the head says; texts are cleaned already."""

    ref: str
    subject: str
    facts: tuple[str, ...]
    """Status, priority, channel, agent, team, tags."""
    customer: str
    customer_facts: tuple[str, ...]
    asset: str = ""
    asset_short: str = ""
    guarantee: str = ""
    notice: str = ""
    """Who else writes, or why the screen shows less."""


class Attachment(NamedTuple):
    """A file of a message."""

    name: str
    size: int


class Message(NamedTuple):
    """A message of the thread; texts are cleaned already."""

    id: int
    at: int
    side: str
    """customer, agent, note or event."""
    channel: str
    author: str
    body: str
    quoted: str = ""
    """Older mail repeated below the author's own words."""
    facts: tuple[str, ...] = ()
    """What stands beside the author: duration, origin number, state of sending."""
    attachments: tuple[Attachment, ...] = ()


def head_lines(head: Head, clocks: Sequence[HeadClock], width: int, *, folded: bool) -> list[Text]:
    """Give the head: five lines, or three when the window is low; then the rule or the notice."""
    lines = [
        line(" ", (head.ref, "strong"), "  ", (cut(head.subject, width - cell_len(head.ref) - 4), "strong")),
        line(" ", (cut(" · ".join(fact for fact in head.facts if fact), width - 2), "")),
    ]
    if folded:
        lines.append(_folded_clocks(head, clocks, width))
    else:
        lines.append(_clocks(clocks))
        lines.append(line(" ", cut(" · ".join((head.customer, *head.customer_facts)), width - 1)))
        if head.asset:
            asset = " · ".join(part for part in (head.asset, head.guarantee) if part)
            lines.append(line(" ", cut(asset, width - 1)))
        else:
            lines.append(line(" ", (_("no machine on this ticket"), "muted")))
    return lines


def _clocks(clocks: Sequence[HeadClock]) -> Text:
    text = line(" SLA  ")
    if not clocks:
        text.append(_("no targets"), "muted")
    for number, clock in enumerate(clocks):
        text.append("   " if number else "")
        text.append(clock.long + " ")
        text.append(clock.text, clock.role)
    return text


def _folded_clocks(head: Head, clocks: Sequence[HeadClock], width: int) -> Text:
    text = line(" SLA ")
    if not clocks:
        text.append("–", "muted")
    for number, clock in enumerate(clocks):
        text.append("   " if number else "")
        text.append(clock.short + " ")
        text.append(clock.text, clock.role)
    rest = " · ".join(part for part in (head.customer, head.asset_short) if part)
    text.append(" · " + cut(rest, max(width - text.cell_len - 4, 1)))
    return text


def rule(width: int, notice: str, mark: str) -> Text:
    """Give the line under the head: a rule, or the notice in its place."""
    if notice:
        return line(" ", (cut(notice, width - 2), "sla-warn"))
    return line((mark * width, "rule"))


def message_lines(
    message: Message, width: int, *, zone: str, now: int, marks: dict[str, str], unfolded: bool
) -> list[Text]:
    """Give the lines of one message and the blank one after it.

    Args:
        unfolded: Whether the quoted older mail is shown, too.
    """
    if message.side == "event":
        words_ = f"{words.day_time(message.at, zone, now)}  {message.body}"
        return [line(" ", ("· " + cut(words_, width - 4), "muted")), line("")]
    role = {"customer": "customer", "note": "internal-note"}.get(message.side, "agent")
    lines = [_first(message, width, role, zone, now, marks)]
    body_role = "internal-note" if message.side == "note" else ""
    lines += _body(message.body, width, body_role)
    for file in message.attachments:
        size = format_size(file.size, language())
        text = _("[attachment] {name} · {size}").format(name=file.name, size=size)
        lines.append(line(" " * INDENT, (cut(text, width - INDENT - 1), "muted")))
    if message.quoted:
        lines += _quoted(message.quoted, width, unfolded)
    lines.append(line(""))
    return lines


def _first(message: Message, width: int, role: str, zone: str, now: int, marks: dict[str, str]) -> Text:
    mark = marks["customer"] if message.side == "customer" else marks["agent"]
    note = " " + _("(internal note)") if message.side == "note" else ""
    start = f"{words.day_time(message.at, zone, now)}  {fit(words.channel_short(message.channel), 6)}  "
    facts = "".join(f" · {fact}" for fact in message.facts)
    author = cut(message.author + note + facts, width - cell_len(start) - 4)
    return line(" ", (mark, role), " ", (start, "muted"), (author, f"{role} bold"))


def _body(body: str, width: int, role: str) -> list[Text]:
    lines = wrap(body.strip("\n"), width - INDENT - 1)
    while lines and not lines[-1].strip():
        lines.pop()
    shown = [line(" " * INDENT, (text, role)) for text in lines[:MAX_LINES]]
    if len(lines) > MAX_LINES:
        more = ngettext("{n} more line (x)", "{n} more lines (x)", len(lines) - MAX_LINES)
        shown.append(line(" " * INDENT, (more.format(n=len(lines) - MAX_LINES), "muted")))
    return shown


def _quoted(quoted: str, width: int, unfolded: bool) -> list[Text]:
    lines = wrap(quoted.strip("\n"), width - INDENT - 3)
    if not unfolded:
        text = ngettext("{n} quoted line (Enter opens)", "{n} quoted lines (Enter opens)", len(lines))
        return [line(" " * INDENT, (text.format(n=len(lines)), "muted"))]
    return [line(" " * INDENT, ("│ " + text, "muted")) for text in lines[:MAX_LINES]]
