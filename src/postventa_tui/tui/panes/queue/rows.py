"""How a ticket looks in the queue: one line above 70 columns, two below. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui import words
from postventa_tui.tui.ink import beside, fit, line

if TYPE_CHECKING:
    from rich.text import Text

TWO_LINES_BELOW = 70
CLOCK = 9
CHANNEL = 6
CUSTOMER = 20
STATUS = 10
AGENT = 10
STATUS_FROM = 100
AGENT_FROM = 112


class QueueLine(NamedTuple):
    """What the queue shows of a ticket; texts are cleaned already."""

    ref: str
    customer: str
    subject: str
    priority: str
    channel: str
    status: str
    agent: str = ""
    presence: str = ""
    gone: bool = False
    """Whether the ticket has left the view and stands only until the cursor leaves it."""


def height(width: int) -> int:
    """Give the lines of a row in a pane of `width` cells."""
    return 2 if width < TWO_LINES_BELOW else 1


def header(width: int, ref_width: int) -> Text:
    """Give the head of the table over a pane of `width` cells."""
    ref = fit(_("Ticket"), ref_width)
    sla = fit(" SLA", CLOCK)
    if height(width) == 2:
        rest = beside(_("Customer"), "P", width - CLOCK - ref_width - 2)
        return line((f"{sla} {ref} {rest}", "muted"))
    words_ = [fit(_("Via"), CHANNEL), fit(_("Customer"), CUSTOMER)]
    text = f"{sla} {ref} P {' '.join(words_)} "
    if width >= STATUS_FROM:
        text += fit(_("Status"), STATUS) + " "
    tail = _("Agent") if width >= AGENT_FROM else ""
    left = width - cell_len(text)
    subject = fit(_("Subject"), left - AGENT - 1) + " " + fit(tail, AGENT) if tail else fit(_("Subject"), left)
    return line((text + subject, "muted"))


def paint(row: QueueLine, width: int, ref_width: int, marks: dict[str, str]) -> list[Text]:
    """Give the lines of a row, without the clock column, in `width` cells.

    Args:
        width: Cells of the list, that is of the pane without the clock column.
    """
    if height(width + CLOCK) == 2:
        return _two(row, width, ref_width, marks)
    return [_one(row, width, ref_width, marks)]


def _two(row: QueueLine, width: int, ref_width: int, marks: dict[str, str]) -> list[Text]:
    role = "muted" if row.gone else ""
    mark = words.priority_mark(row.priority, marks)
    name = fit(row.customer, width - ref_width - 4)
    first = line(" ", (fit(row.ref, ref_width), role or "bold"), " ", (name, role), " ", (mark, _urgency(row)))
    presence = f"({row.presence})" if row.presence else ""
    return [first, line(" ", (beside(row.subject, presence, width - 1), role or "muted"))]


def _one(row: QueueLine, width: int, ref_width: int, marks: dict[str, str]) -> Text:
    role = "muted" if row.gone else ""
    mark = words.priority_mark(row.priority, marks)
    text = line(
        " ", (fit(row.ref, ref_width), role or "bold"), " ", (mark, _urgency(row)), " ",
        (fit(words.channel_short(row.channel), CHANNEL), "muted"), " ", (fit(row.customer, CUSTOMER), role), " ",
    )  # fmt: skip
    whole = width + CLOCK
    if whole >= STATUS_FROM:
        text.append(fit(row.status, STATUS) + " ", "muted")
    left = width - text.cell_len
    presence = f"({row.presence})" if row.presence else ""
    if whole >= AGENT_FROM:
        text.append(beside(row.subject, presence, left - AGENT - 1) + " ", role or None)
        text.append(fit(row.agent, AGENT), "muted")
    else:
        text.append(beside(row.subject, presence, left), role or None)
    return text


def _urgency(row: QueueLine) -> str:
    if row.gone:
        return "muted"
    return {"urgent": "sla-breach", "high": "sla-warn", "low": "muted"}.get(row.priority, "")
