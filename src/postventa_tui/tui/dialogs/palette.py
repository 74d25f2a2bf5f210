"""Search and commands in one line: commands, tickets, customers and articles together."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from textual.widgets import Input

from postventa_tui.core.customers import service as customers
from postventa_tui.core.replies import canned
from postventa_tui.core.tickets import reading
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean, fold
from postventa_tui.tui import finding, keys, words
from postventa_tui.tui.dialogs.pick import Pick
from postventa_tui.tui.widgets.vlist import VList

if TYPE_CHECKING:
    from postventa_tui.desk import Desk
    from postventa_tui.tui.session import Session

MOST_EACH = 4


class Entry(NamedTuple):
    """A line of the palette: what it gives, its kind, its words, its key."""

    key: str
    kind: str
    text: str
    shortcut: str = ""


def commands(session: Session) -> list[Entry]:
    """Give every command, those without a key last."""
    found = []
    for key in keys.DEFAULTS.values():
        if key.id.startswith(("list.", "pane.")) and key.id not in ("list.view", "list.filter"):
            continue
        found.append(Entry(f"action {key.action}", _("command"), _(key.text).capitalize(), session.keymap.show(key.id)))
    from postventa_tui.tui import theming

    for loaded in theming.load_themes().by_name.values():
        found.append(
            Entry(
                f"theme {loaded.theme.name}",
                _("command"),
                _("Theme: {name}").format(name=clean(loaded.title, lines=False)),
            )
        )
    found += [
        Entry("do counter", _("command"), _("Counter: take a machine in, give one back")),
        Entry("do mail-quarantine", _("command"), _("Mail: quarantine")),
        Entry("do mail-automatic", _("command"), _("Mail: automatic mail without a ticket")),
        Entry("do mail-outbox", _("command"), _("Mail: outbox, doubts first")),
        Entry("do mail-failed", _("command"), _("Mail: send what failed again")),
        Entry("do notices", _("command"), _("Notices: what the toasts said")),
        *_languages(),
        Entry("do policies", _("command"), _("Policies: what a new version would touch")),
        Entry("do motion", _("command"), _("Motion on or off")),
        Entry("do presence", _("command"), _("Presence on or off")),
        Entry("do linear", _("command"), _("Working without a screen")),
        Entry("do about", _("command"), _("About postventa")),
    ]
    if not session.desk.settings.restricted:
        # Both leave the console: one writes a file of its user's choice, the other gives the shell back.
        found += [
            Entry("do export", _("command"), _("Export this view to a CSV file")),
            Entry("do suspend", _("command"), _("Suspend: back to the shell, fg returns")),
        ]
    return found


def _languages() -> list[Entry]:
    # Each language is named in itself: who reads only that one must find it.
    return [
        Entry(f"lang {code}", _("command"), f"{_('Language')}: {name}")
        for code, name in (("es", "Español"), ("en", "English"))
    ]


def search(desk: Desk, text: str, prefix: str) -> list[Entry]:
    """Give tickets, customers and articles for some words."""
    wanted = text.strip().lstrip("#@").strip()
    if not wanted:
        return []
    found: list[Entry] = []
    with contextlib.suppress(PostventaError):
        ticket = reading.get(desk, wanted)
        found.append(
            Entry(f"ticket {ticket.id}", _("ticket"), f"{prefix}{ticket.number} {clean(ticket.subject, lines=False)}")
        )
    if not text.startswith(("#", "@")):
        found += [
            Entry(
                f"canned {one.slug}",
                _("reply"),
                f"{clean(one.title, lines=False)}",
                clean(one.shortcut or "", lines=False),
            )
            for one in canned.pick(desk, wanted)[:MOST_EACH]
        ]
    if not text.startswith("#"):
        for person in customers.find(desk, wanted, MOST_EACH):
            tickets = reading.of_customer(desk, person.id, 3)
            found.append(Entry(f"customer {person.id} {person.name}", _("customer"), clean(person.name, lines=False)))
            for row in tickets:
                state = "" if row.status_type in ("new", "open") else f" ({words.status(row.status_type)})"
                found.append(
                    Entry(
                        f"ticket {row.id}",
                        _("ticket"),
                        f"{prefix}{row.number} {clean(row.subject, lines=False)}{state}",
                    )
                )
    kinds = [kind for kind, off in (("tickets", "@"), ("articles", "#@")) if not text.startswith(tuple(off))]
    hits = finding.found(desk, wanted, kinds, MOST_EACH)
    found += [
        Entry(f"ticket {one.id}", _("ticket"), f"{one.ref} {clean(one.title, lines=False)}")
        for one in hits.get("tickets", [])
    ]
    found += [
        Entry(f"article {one.ref}", _("article"), clean(one.title, lines=False)) for one in hits.get("articles", [])
    ]
    return list({entry.key: entry for entry in found}.values())


class Palette(Pick):
    """Type to find; a number or a telephone opens at once with Enter."""

    WIDTH = 70
    MOST = 14

    def __init__(self, session: Session) -> None:
        self._commands = commands(session)
        super().__init__(session, _("Search or command"), [])
        self._wanted = ""
        self._theme_before = ""

    def hint(self) -> str:
        return _("> commands · # ticket · @ customer · without a sign, everything")

    def body(self) -> list:  # type: ignore[type-arg]
        parts = super().body()
        self.list.styles.height = self.MOST
        return parts

    def on_mount(self) -> None:
        self._theme_before = self.app.theme
        self._show(self._commands)

    def on_vlist_moved(self, event: VList.Moved) -> None:
        event.stop()
        kind, _sep, name = str(event.key or "").partition(" ")
        # A theme is seen on the work behind the palette while the cursor stands on it.
        wanted = name if kind == "theme" else self._theme_before
        if wanted in self.app.available_themes and wanted != self.app.theme:
            self.app.theme = wanted

    def action_cancel(self) -> None:
        self.app.theme = self._theme_before
        super().action_cancel()

    def _show(self, entries: list[Entry]) -> None:
        self.choices = [(one.key, f"{one.kind:<9}{one.text}", one.shortcut) for one in entries]
        keys_ = [key for key, _words, _right in self.choices]
        self.list.set_rows(keys_, cursor=keys_[0] if keys_ else None)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        event.prevent_default()  # else the list's own filter runs after this one and empties it at a «>»
        text = self._wanted = event.value.strip()
        plain = fold(text.lstrip(">").strip())
        fits = [one for one in self._commands if plain in fold(one.text)]
        if not text or text.startswith(">"):
            self._show(fits)
            return
        if text.startswith(("#", "@")):
            fits = []
        session = self.session
        prefix = session.desk.shop.number_prefix
        if session.reader is not None:
            session.reader.put(
                "palette",
                lambda: search(session.desk, text, prefix),
                lambda found: self._found(text, found, fits),
                lambda _error: self._show(fits),
            )

    def _found(self, text: str, found: list[Entry], fits: list[Entry]) -> None:
        if text == self._wanted and self.is_mounted:
            self._show([*found, *fits])
