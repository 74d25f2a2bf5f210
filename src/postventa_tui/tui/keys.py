"""Every key of the console: its id, its action, where it acts, and the user's own choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import _normalize_key_list  # the one Textual itself applies to a keymap

from postventa_tui.kit.i18n import _, lazy
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Key(NamedTuple):
    """One action of the console. The id is an interface, the keys may be changed by the user."""

    id: str
    keys: str
    action: str
    group: str
    text: str
    """Word of the footer and of the help, English key."""


def _keys(group: str, rows: str) -> tuple[Key, ...]:
    found = []
    for row in rows.strip().splitlines():
        name, keys, action, text = (part.strip() for part in row.split("|"))
        found.append(Key(name, keys, action, group, text))
    return tuple(found)


_PANES = _keys("Panes", """
    pane.queue          | 1         | pane('queue')        | queue
    pane.conversation   | 2         | pane('conversation') | conversation
    pane.history        | 3         | pane('history')      | history
    pane.canned         | 4         | pane('canned')       | replies
    pane.articles       | 5         | pane('articles')     | articles
    pane.conversation.f | f2        | pane('conversation') | conversation
    pane.history.f      | f3        | pane('history')      | history
    pane.canned.f       | f4        | pane('canned')       | replies
    pane.articles.f     | f5        | pane('articles')     | articles
    pane.next           | tab       | pane_next            | next pane
    pane.prev           | shift+tab | pane_prev            | previous pane
    pane.narrow         | <         | pane_narrow          | narrower
    pane.widen          | >         | pane_widen           | wider
""")  # fmt: skip
_APP = _keys("Program", """
    app.help            | ?,f1      | help                 | help
    app.palette         | ctrl+p,:  | palette              | palette
    app.back            | escape,q  | back                 | back
    app.quit            | ctrl+q    | quit_console         | quit
    app.undo            | u         | undo                 | undo
    app.redraw          | ctrl+l    | redraw               | paint again
    app.retry           | R         | retry                | try again
""")  # fmt: skip
_LIST = _keys("Move", """
    list.down           | j,down    | down                 | down
    list.up             | k,up      | up                   | up
    list.page           | pagedown  | page                 | page down
    list.page.up        | pageup    | page_up              | page up
    list.first          | home      | first                | first
    list.last           | end       | last                 | last
    list.open           | enter     | choose               | open
    list.mark           | space     | mark                 | mark
    list.filter         | /         | filter               | filter
    list.chips          | f         | chips                | filters
    list.view           | v         | view                 | views
""")  # fmt: skip
_TICKET = _keys("Ticket", """
    reply.open          | r         | reply                | reply
    note.open           | i         | note                 | note
    reply.canned        | c         | canned               | canned
    ticket.pending      | p         | status('pending')    | pending
    ticket.hold         | h         | status('on_hold')    | on hold
    ticket.open         | o         | status('open')       | reopen
    ticket.solve        | s         | status('solved')     | solve
    ticket.snooze       | z         | snooze               | snooze
    ticket.assign       | a         | assign               | assign
    ticket.mine         | m         | mine                 | mine
    ticket.up           | +         | priority(1)          | more urgent
    ticket.down         | -         | priority(-1)         | less urgent
    ticket.tags         | t         | tags                 | tags
    ticket.watch        | w         | watch                | follow
    ticket.edit         | e         | edit                 | edit
    ticket.rma          | d         | rma                  | RMA
    ticket.merge        | M         | merge                | merge
    ticket.split        | S         | split                | split
    ticket.spam         | X         | spam                 | spam
    ticket.clocks       | L         | clocks               | clocks
    ticket.machine      | D         | machine              | machine
    item.full           | x         | item_full            | whole text
    item.raw            | O         | item_raw             | original
    item.html           | H         | item_html            | HTML as text
    item.accept         | A         | item_accept          | accept sender
    item.copy           | y         | copy                 | copy
""")  # fmt: skip
_GO = _keys("Move", """
    ticket.next         | n         | take_next            | next
    ticket.newcall      | N         | new_call             | new call
    ticket.following    | J         | step(1)              | next ticket
    ticket.preceding    | K         | step(-1)             | previous ticket
    ticket.goto         | g         | goto                 | go to PV-…
""")  # fmt: skip
_WRITE = _keys("Write", """
    reply.send          | ctrl+s    | send                 | send
    reply.status        | f8        | then_status          | on send
    reply.editor        | ctrl+o    | editor               | editor
    reply.news          | f9        | news                 | show news
""")  # fmt: skip

DEFAULTS: dict[str, Key] = {key.id: key for key in (*_TICKET, *_LIST, *_GO, *_PANES, *_WRITE, *_APP)}
"""The default keymap: id to key, in the order of the help."""

PRIORITY = frozenset(
    [
        "pane.conversation.f",
        "pane.history.f",
        "pane.canned.f",
        "pane.articles.f",
        "app.quit",
        "app.redraw",
        "reply.send",
        "reply.status",
        "reply.news",
    ]
)
"""Ids that act while a text field has the focus, too."""

SCREEN = (*(key.id for key in (*_PANES, *_APP, *_GO)), "reply.news")
TICKET = tuple(key.id for key in _TICKET)
LIST = tuple(key.id for key in _LIST)
WRITE = ("reply.send", "reply.status", "reply.editor")
PLACES: dict[str, tuple[str, ...]] = {
    "queue": TICKET + LIST,
    "conversation": TICKET + LIST,
    "history": ("reply.open", "item.copy", *LIST),
    "canned": ("list.down", "list.up", "list.page", "list.page.up", "list.open"),
    "articles": ("list.down", "list.up", "list.page", "list.page.up", "list.open"),
    "compose": WRITE,
}
"""Ids bound in each pane; those of the screen act besides them."""

_EXACT_NEVER = frozenset(
    [
        "ctrl+enter",
        "shift+enter",
        "alt+enter",
        "ctrl+i",
        "ctrl+m",
        "ctrl+h",
        "ctrl+backspace",
        "ctrl+slash",
        "ctrl+/",
        "ctrl+underscore",
        "ctrl+space",
        "ctrl+]",
        "ctrl+right_square_bracket",
        "ctrl+\\",
        "ctrl+backslash",
        "ctrl+^",
        "ctrl+circumflex_accent",
        "ctrl+a",
        "ctrl+b",
        "´",
        "`",
        "^",
        "~",
        "acute_accent",
        "grave_accent",
        "circumflex_accent",
        "tilde",
    ]
)
ALTGR = frozenset(["@", "#", "[", "]", "{", "}", "\\", "|", "ñ", "ç", "¿", "¡", "º"])
"""Keys the defaults leave alone: on some layouts they need AltGr or are missing."""


def is_never_bound(key: str) -> bool:
    """Say whether `key` arrives wrongly, or not at all, in a common terminal."""
    key = key.strip()
    return key in _EXACT_NEVER or key.startswith(("alt+", "ctrl+alt+", "ctrl+shift+", "super+", "meta+"))


def bindings(ids: Iterable[str]) -> list[Binding]:
    """Give the Textual bindings of the named actions, with ids, for a class attribute."""
    return [
        Binding(
            key.keys,
            key.action,
            lazy(key.text),
            show=False,
            priority=key.id in PRIORITY,
            id=key.id,
        )
        for key in (DEFAULTS[name] for name in ids)
    ]


class KeyFault(NamedTuple):
    """An override that was left out, and why: `unknown`, `never` or `clash`."""

    id: str
    key: str
    reason: str
    other: str = ""

    def sentence(self) -> str:
        """Give the fault in one line for the toast at the start."""
        if self.reason == "unknown":
            return _("{id} is not an action; left out").format(id=self.id)
        if self.reason == "never":
            return _("{key} does not arrive in every terminal; {id} keeps its key").format(key=self.key, id=self.id)
        return _("{key} already stands for {other}; {id} keeps its key").format(
            key=self.key, other=self.other, id=self.id
        )


def check(overrides: Mapping[str, str]) -> tuple[dict[str, str], list[KeyFault]]:
    """Give the keymap to set and the faults found in the user's `[keys]`.

    Textual itself ignores an unknown id and takes a key away from the other action on a clash, so both
    are looked for here; the default stays for an id with a fault.
    """
    wanted: dict[str, str] = {}
    faults: list[KeyFault] = []
    for name, keys in overrides.items():
        parts = [part.strip() for part in keys.split(",") if part.strip()]
        never = next((part for part in parts if is_never_bound(part)), None)
        if name not in DEFAULTS:
            faults.append(KeyFault(name, keys, "unknown"))
        elif never is not None:
            faults.append(KeyFault(name, never, "never"))
        else:
            wanted[name] = ",".join(parts)
    for name in list(wanted):
        clash = _clash(name, wanted)
        if clash is not None:
            faults.append(KeyFault(name, clash[0], "clash", clash[1]))
            del wanted[name]
    return wanted, faults


def _clash(name: str, wanted: Mapping[str, str]) -> tuple[str, str] | None:
    own = _normal(wanted[name])
    for place in PLACES.values():
        here = (*place, *SCREEN)
        if name not in here:
            continue
        for other in here:
            if other == name:
                continue
            both = own & _normal(wanted.get(other, DEFAULTS[other].keys))
            if both:
                return min(both), other
    return None


def _normal(keys: str) -> frozenset[str]:
    return frozenset(part for part in _normalize_key_list(keys).split(",") if part)


_NAMES = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "home": lazy("Home"), "end": lazy("End"),
    "pagedown": lazy("PgDn"), "pageup": lazy("PgUp"), "up": "↑", "down": "↓", "space": lazy("space"),
    "shift+tab": "⇧Tab",
}  # fmt: skip


class Keymap:
    """The keys in force: the defaults and the overrides that passed `check`."""

    def __init__(self, overrides: Mapping[str, str] | None = None) -> None:
        self.overrides = dict(overrides or {})

    def keys(self, name: str) -> list[str]:
        """Give the keys of an action, the first one first; empty when the user took it away."""
        text = self.overrides.get(name, DEFAULTS[name].keys)
        return [part.strip() for part in text.split(",") if part.strip()]

    def show(self, name: str) -> str:
        """Give the first key of an action as the footer shows it: `^S`, `F8`, `Enter`."""
        keys = self.keys(name)
        return show_key(keys[0]) if keys else ""


def show_pair(keymap: Keymap, name: str) -> str:
    """Give the key of an action for the footer, with that of its counterpart: `↑↓`, `J/K`."""
    if name == "list.down":
        return "↑↓"
    if name == "ticket.following":
        return "/".join(part for part in (keymap.show(name), keymap.show("ticket.preceding")) if part)
    return keymap.show(name)


def show_key(key: str) -> str:
    """Give a key as people read it."""
    if key in _NAMES:
        return str(_NAMES[key])
    if key.startswith("ctrl+"):
        return "^" + key[5:].upper()
    if key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key
