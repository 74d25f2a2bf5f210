"""A telephone call: the clock runs, the caller is found from three digits, the note goes where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from postventa_tui.core.customers import directory
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import reading
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import cut, fit, line
from postventa_tui.tui.widgets.lines import Lines
from postventa_tui.tui.widgets.vlist import Look, VList

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.core.tickets.rows import QueueRow
    from postventa_tui.desk import Desk
    from postventa_tui.tui.session import Session

MOST = 5
OPEN = ("new", "open", "pending", "on_hold")


class Called(NamedTuple):
    """A call as it is to be kept."""

    customer_id: int | None
    """None for somebody new, whose words are in `who`."""
    who: str
    ticket_id: int | None
    """The open ticket the call belongs to, None for a new one."""
    subject: str
    note: str
    seconds: int


class Caller(NamedTuple):
    """Somebody who may be calling."""

    customer_id: int
    name: str
    phone: str
    open_tickets: tuple[QueueRow, ...]


class Call(Dialog[Called]):
    """Who, what about, and whether it goes on the open ticket."""

    WIDTH = 72
    AUTO_FOCUS = "#who"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", show=False, priority=True),
        Binding("up", "up", show=False, priority=True),
        Binding("f8", "where", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Call VList { height: 6; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._began = session.now()
        self.callers: dict[int, Caller] = {}
        self._on_open = True
        self._asked = ""

    def title_words(self) -> str:
        seconds = max(self.session.now() - self._began, 0)
        return _("New call") + f"  {seconds // 60:02d}:{seconds % 60:02d}"

    def body(self) -> list[Widget]:
        kept = self.kept()
        self.list = VList(self._paint, self.session.ink, id="callers")
        self.list.can_focus = False
        self.where = Lines(self.session.ink, id="where", pressed=lambda _row, _x: self.action_where())
        self.where.styles.height = 2
        return [
            self._field(_("Phone or name"), Input(kept.get("who", ""), id="who")),
            self.rule(),
            self.list,
            self.rule(),
            self.where,
            self.rule(),
            self._field(_("Reason"), Input(kept.get("subject", ""), id="subject")),
            self._field(_("Note"), Input(kept.get("note", ""), id="note")),
            self.rule(),
            self.words(_("^S saves · Enter chooses · F8 changes · Esc keeps it as a draft")),
        ]

    def _field(self, label: str, field: Input) -> Horizontal:
        word = Lines(self.session.ink)
        word.styles.width = 17
        word.put([line(" ", fit(label, 14), ("›", "primary"))])
        return Horizontal(word, field, classes="field")

    def on_mount(self) -> None:
        self.set_interval(1, self._tick)
        self._draw_where()
        if self.query_one("#who", Input).value:
            self._find(self.query_one("#who", Input).value)

    def _tick(self) -> None:
        from postventa_tui.tui.widgets.frame import Frame

        self.query_one(Frame).left = self.title_words()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "who":
            self._find(event.value)

    def _find(self, text: str) -> None:
        self._asked = text = text.strip()
        session = self.session
        if len(text) < 3 or session.reader is None:
            self._found(text, [])
            return
        session.reader.put(
            "callers", lambda: callers(session.desk, text), lambda found: self._found(text, found), lambda _error: None
        )

    def _found(self, text: str, found: list[Caller]) -> None:
        if text != self._asked or not self.is_mounted:
            return
        self.callers = {one.customer_id: one for one in found}
        keys = [*self.callers, *([0] if text else [])]
        self.list.set_rows(keys, cursor=keys[0] if keys else None)
        self._draw_where()

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        bar = self.session.marks["cursor"] if look.cursor else " "
        if key == 0:
            return [
                line(
                    " ", bar, " ", (cut(_("+ New customer with {text}").format(text=self._asked), width - 4), "primary")
                )
            ]
        caller = self.callers[int(str(key))]
        count = len(caller.open_tickets)
        rest = ngettext("{n} open", "{n} open", count).format(n=count)
        return [
            line(
                " ",
                bar,
                " ",
                fit(caller.name, 24),
                " ",
                (fit(caller.phone, 18), "muted"),
                " ",
                (cut(rest, width - 48), "muted"),
            )
        ]

    @property
    def caller(self) -> Caller | None:
        """Who is chosen, None for somebody new."""
        key = self.list.key
        return self.callers.get(int(str(key))) if key else None

    def _draw_where(self) -> None:
        caller = self.caller
        if caller is None or not caller.open_tickets:
            self.where.put([line(" ", (_("A new ticket is opened for the call."), "muted")), line("")])
            return
        row = caller.open_tickets[0]
        ref = self.session.ref(row.number)
        first = _("Open now: {ref} {subject}").format(ref=ref, subject=clean(row.subject, lines=False))
        on, off = ("●", " ") if self._on_open else (" ", "●")
        second = _("({on}) put the call on {ref}   ({off}) new ticket   F8 changes").format(on=on, off=off, ref=ref)
        self.where.put([line(" ", cut(first, self.WIDTH - 4)), line("   ", cut(second, self.WIDTH - 6))])

    def on_vlist_moved(self, event: VList.Moved) -> None:
        event.stop()
        self._draw_where()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def action_down(self) -> None:
        self.list.move(1)

    def action_up(self) -> None:
        self.list.move(-1)

    def action_where(self) -> None:
        self._on_open = not self._on_open
        self._draw_where()

    def action_accept(self) -> None:
        typed = self.typed()
        caller = self.caller
        if caller is None and not typed["who"].strip():
            self.where.put([line(" ", (_("Who is calling?"), "sla-breach")), line("")])
            return
        ticket = caller.open_tickets[0].id if caller and caller.open_tickets and self._on_open else None
        self.dismiss(
            Called(
                caller.customer_id if caller else None,
                typed["who"].strip(),
                ticket,
                typed["subject"].strip(),
                typed["note"].strip(),
                max(self.session.now() - self._began, 0),
            )
        )


def callers(desk: Desk, text: str) -> list[Caller]:
    """Give who may be calling: by the digits of a telephone, spaces and +34 ignored, else by name."""
    digits = "".join(char for char in text if char.isdigit())
    if digits and len(digits) >= len(text.replace(" ", "").lstrip("+")):
        people = [customers.get(desk, one) for one in directory.by_digits(desk, digits, MOST)]
    else:
        people = customers.find(desk, text, MOST)
    found = []
    for person in people[:MOST]:
        phones = [point.raw for point in customers.points_of(desk, person.id) if point.kind == "phone"]
        rows = tuple(row for row in reading.of_customer(desk, person.id, 20) if row.status_type in OPEN)
        found.append(
            Caller(person.id, clean(person.name, lines=False), clean(phones[0], lines=False) if phones else "", rows)
        )
    return found
