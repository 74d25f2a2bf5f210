"""The pane of canned replies: choose one, fill what is missing, insert."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from postventa_tui.core.replies import canned, context, placeholders
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui import keys
from postventa_tui.tui.ink import cut, fit, line, wrap
from postventa_tui.tui.messages import InsertText
from postventa_tui.tui.searching import SearchPane
from postventa_tui.tui.widgets.vlist import as_id

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual.binding import BindingType

    from postventa_tui.core.replies.rows import Canned
    from postventa_tui.desk import Desk
    from postventa_tui.tui.bridge import DeskChanged
    from postventa_tui.tui.widgets.vlist import Look

MARK_OPEN, MARK_CLOSE = "⟨", "⟩"


class Hits(NamedTuple):
    """What a search found, of how many there are."""

    replies: list[Canned]
    whole: int


class Preview(NamedTuple):
    """A canned reply with this ticket's data."""

    reply_id: int
    text: str
    questions: tuple[str, ...]
    unresolved: tuple[str, ...]
    before: dict[str, list[str]]
    """The last answers to each question."""


class CannedPane(SearchPane):
    """Canned replies for the ticket at hand."""

    NAME = "canned"
    HINT = "(code, title or text)"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(("list.open",))]
    WATCHES = frozenset({"canned_replies"})
    FOOTER = (("list.open", "insert"), ("list.down", "choose"), ("app.back", "back without inserting"),
              ("pane.conversation.f", "conversation"), ("pane.history.f", "history"), ("pane.articles.f", "articles"))  # fmt: skip

    def __init__(self, session: object) -> None:
        super().__init__(session)  # type: ignore[arg-type]  # the session of every pane
        self.replies: dict[int, Canned] = {}
        self.whole = 0
        self.shown: Preview | None = None
        self._stale = True
        self._lang: str | None = None

    def on_mount(self) -> None:
        self._title()

    def focus_inside(self) -> None:
        super().focus_inside()
        if self._stale:
            self.search(self.input.value)

    def on_show(self) -> None:
        if self._stale:
            self.search(self.input.value)

    def show_ticket(self, at_hand: object) -> None:
        """Take the data of another ticket."""
        ticket_id = getattr(at_hand, "id", None)
        if ticket_id != self.ticket_id:
            self.ticket_id = ticket_id
            self._lang = getattr(at_hand, "lang", None)
            self.shown = None
            self._stale = True
            if not self.is_mounted:
                # The first ticket may be chosen before this pane is built: it reads when it is shown.
                return
            if self.input.value:
                self.input.value = ""
            if self.region.area:
                self.search("")

    def desk_changed(self, change: DeskChanged) -> None:
        self.search(self.input.value)

    def search(self, words: str) -> None:
        self._stale = False
        wanted, lang = words.lstrip("/"), self._lang
        self.read("hits", lambda desk: _find(desk, wanted, lang), self._take_hits)

    def _take_hits(self, hits: Hits) -> None:
        self.replies = {one.id: one for one in hits.replies}
        self.whole = hits.whole
        ids = list(self.replies)
        self.list.styles.height = max(min(len(ids), self.MOST_ROWS), 1)
        self.list.set_rows(ids, cursor=ids[0] if ids else None)
        self._title()
        self.show_chosen()

    def _title(self) -> None:
        count = _("{n} of {total}").format(n=len(self.replies), total=self.whole) if self.whole else ""
        self.retitle("4 " + _("Replies"), count)

    def rule_words(self) -> str:
        if self.ticket_id is None or self.shown is None:
            return ""
        return _("preview with the data of the ticket at hand")

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        reply = self.replies.get(as_id(key))
        if reply is None:
            return []
        bar = self.session.marks["cursor"] if look.cursor else " "
        code = clean(reply.shortcut or reply.slug, lines=False).removeprefix(";").removeprefix("/")
        longest = min(max((len(one.shortcut or one.slug) for one in self.replies.values()), default=8), 14)
        return [
            line(
                bar,
                (fit("/" + code, longest + 1), "primary"),
                " ",
                cut(clean(reply.title, lines=False), width - longest - 3),
            )
        ]

    def show_chosen(self) -> None:
        reply = self.replies.get(as_id(self.list.key))
        ticket_id = self.ticket_id
        if reply is None:
            self.shown = None
            self.preview.put([line(" ", (_("Nothing found"), "muted"))])
            self.last.put([line("")])
            return
        self.read("preview", lambda desk: _preview(desk, reply, ticket_id), self._take_preview)

    def _take_preview(self, shown: Preview) -> None:
        self.shown = shown
        self.draw()

    def draw(self) -> None:
        super().draw()
        shown, width = self.shown, self.size.width
        if shown is None or not width:
            return
        self.preview.put([_line_of(text) for text in wrap(clean(shown.text, lines=True), width - 4)])
        missing = [*shown.questions, *shown.unresolved]
        enter = self.session.keymap.show("list.open")
        if missing:
            said = _("missing: {fields} · {key} inserts and asks").format(fields=", ".join(missing), key=enter)
        else:
            said = _("{key} inserts").format(key=enter)
        self.last.put([line(" ", (cut(clean(said, lines=False), width - 2), "muted"))])

    def take(self) -> None:
        shown, reply = self.shown, self.replies.get(as_id(self.list.key))
        if reply is None or shown is None or shown.reply_id != reply.id:
            # Enter came before the preview: it is asked for again and taken then.
            if reply is not None:
                ticket_id = self.ticket_id
                self.read("preview", lambda desk: _preview(desk, reply, ticket_id), self._take_and_insert)
            return
        self._insert(reply, shown)

    def _take_and_insert(self, shown: Preview) -> None:
        self._take_preview(shown)
        reply = self.replies.get(shown.reply_id)
        if reply is not None:
            self._insert(reply, shown)

    def _insert(self, reply: Canned, shown: Preview) -> None:
        if self.ticket_id is None:
            self.say(_("No ticket here"))
            return
        if not shown.questions:
            self._put(reply, shown.text, {})
            return
        from postventa_tui.tui.dialogs.missing import Missing

        code = "/" + (reply.shortcut or reply.slug).removeprefix(";").removeprefix("/")
        self.app.push_screen(
            Missing(self.session, code, shown.questions, shown.before),
            lambda answers: self._answered(reply, shown, answers),
        )

    def _answered(self, reply: Canned, shown: Preview, answers: dict[str, str] | None) -> None:
        ticket_id = self.ticket_id
        if ticket_id is None:
            return
        if not answers:
            self._put(reply, shown.text, {})
            return
        self.read(
            "fill", lambda desk: _filled(desk, reply, ticket_id, answers), lambda text: self._put(reply, text, answers)
        )

    def _put(self, reply: Canned, text: str, answers: dict[str, str]) -> None:
        ticket_id = self.ticket_id
        self.post_message(InsertText(text, canned_id=reply.id))
        if not self.session.desk.read_only:
            self.run_verb(canned.use, reply.id, ticket_id, answers)
        self.input.value = ""
        self._stale = True


def _find(desk: Desk, words: str, lang: str | None) -> Hits:
    return Hits(canned.pick(desk, words, lang=lang), len(canned.pick(desk, lang=lang)))


def _preview(desk: Desk, reply: Canned, ticket_id: int | None) -> Preview:
    if ticket_id is None:
        return Preview(reply.id, reply.body, (), (), {})
    rendered = canned.fill(desk, reply.body, ticket_id, {})
    text = rendered.text if rendered.text is not None else canned.preview(desk, reply.body, ticket_id)
    before = {label: canned.answers_before(desk, label) for label in rendered.ask}
    return Preview(reply.id, text, tuple(rendered.ask), tuple(rendered.unresolved), before)


def _filled(desk: Desk, reply: Canned, ticket_id: int, answers: dict[str, str]) -> str:
    """Give the text with the answers; what is still missing stays marked."""
    rendered = canned.fill(desk, reply.body, ticket_id, answers)
    if rendered.text is not None:
        return rendered.text
    return placeholders.preview(reply.body, context.of_ticket(desk, ticket_id, answers))


def _line_of(text: str) -> Text:
    """Give a line of the preview with its missing fields marked."""
    found = line("  ")
    rest = text
    while MARK_OPEN in rest:
        head, _sep, tail = rest.partition(MARK_OPEN)
        inside, sep, rest = tail.partition(MARK_CLOSE)
        found.append(head)
        found.append(MARK_OPEN + inside + sep, "sla-warn bold")
    found.append(rest)
    return found
