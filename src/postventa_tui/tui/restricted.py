"""What a restricted console may do: a list of what is allowed; what is not on it does not happen.

Source: design, ssh section 3. Anything that starts a program, opens a path or leaves the console is not on the list.
"""

from __future__ import annotations

from postventa_tui.tui import keys

ALLOWED = frozenset(
    """
    pane.queue pane.conversation pane.history pane.canned pane.articles pane.conversation.f pane.history.f pane.canned.f
    pane.articles.f pane.next pane.prev pane.narrow pane.widen
    app.help app.palette app.back app.quit app.undo app.redraw app.retry
    list.down list.up list.page list.page.up list.first list.last list.open list.mark list.filter list.chips list.view
    reply.open note.open reply.canned ticket.pending ticket.hold ticket.open ticket.solve ticket.snooze ticket.assign
    ticket.mine ticket.up ticket.down ticket.tags ticket.watch ticket.edit ticket.rma ticket.merge ticket.split
    ticket.spam ticket.clocks ticket.machine item.full item.raw item.html item.copy item.accept
    ticket.next ticket.newcall ticket.following ticket.preceding ticket.goto
    reply.send reply.status reply.news
    """.split()  # noqa: SIM905 - a list of a hundred quoted words reads worse
)
"""Ids of the keys that work in restricted mode. A new key is refused until it stands here."""

REFUSED = frozenset({"reply.editor"})
"""Ids that were looked at and stay off: an editor starts a shell."""

BUILT_IN_REFUSED = frozenset({"suspend_process", "screenshot", "command_palette", "change_theme"})
"""Textual's own actions that stay off: a shell below, a file, a palette that is not ours."""


def refused_actions() -> frozenset[str]:
    """Give the names of the actions that do not run in restricted mode."""
    known = keys.DEFAULTS.values()
    allowed = {_name(key.action) for key in known if key.id in ALLOWED}
    off = {_name(key.action) for key in known if key.id not in ALLOWED}
    return frozenset(off - allowed) | BUILT_IN_REFUSED


def _name(action: str) -> str:
    return action.partition("(")[0].rpartition(".")[2]


def refuses(action: object) -> bool:
    """Tell whether an action, as Textual hands it over, stays off."""
    name = action if isinstance(action, str) else str(action[1]) if isinstance(action, tuple) else ""
    return _name(name) in refused_actions()
