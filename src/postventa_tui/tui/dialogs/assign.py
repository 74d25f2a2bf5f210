"""Give tickets to a colleague or a team, with a note for who gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from postventa_tui.core.agents import service as agents
from postventa_tui.core.tickets import loads
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean, fold
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import cut, fit, line
from postventa_tui.tui.widgets.vlist import Look, VList

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from rich.text import Text
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.tui.session import Session
    from postventa_tui.tui.ticketkeys import Target


class Assigned(NamedTuple):
    """Who gets the tickets; neither agent nor team is nobody."""

    agent_id: int | None
    team_id: int | None
    name: str
    note: str


class Assign(Dialog[Assigned]):
    """Choose by typing; the second field is the note."""

    AUTO_FOCUS = "#who"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", show=False, priority=True),
        Binding("up", "up", show=False, priority=True),
        Binding("f8", "nobody", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Assign VList { height: 8; }
    """

    def __init__(self, session: Session, targets: Sequence[Target]) -> None:
        super().__init__(session)
        self._targets = list(targets)
        self.choices: dict[str, tuple[str, str, str]] = {}
        self._ids: dict[str, tuple[int | None, int | None]] = {}
        self._read()

    def _read(self) -> None:
        desk = self.session.desk
        load = loads.open_counts(desk)
        for agent in agents.agents(desk):
            if not agent.active:
                continue
            key = f"agent {agent.id}"
            here = _("here") if agent.availability == "here" else _("away")
            count = load.get(agent.id, 0)
            text = ngettext("{n} open", "{n} open", count).format(n=count)
            self.choices[key] = (
                clean(agent.login, lines=False),
                clean(agent.team or "", lines=False),
                f"{fit(here, 10)} {text}",
            )
            self._ids[key] = (agent.id, None)
        for team in agents.teams(desk):
            key = f"team {team.id}"
            members = ngettext("{n} agent", "{n} agents", team.members).format(n=team.members)
            self.choices[key] = (clean(team.name, lines=False), _("team"), members)
            self._ids[key] = (None, team.id)

    def title_words(self) -> str:
        if len(self._targets) == 1:
            return _("Assign {ref}").format(ref=self.session.ref(self._targets[0].number))
        return _("Assign {n} tickets").format(n=len(self._targets))

    def body(self) -> list[Widget]:
        self.list = VList(self._paint, self.session.ink, id="people-list")
        self.list.can_focus = False
        self.list.styles.height = min(max(len(self.choices), 1), 8)
        kept = self.kept()
        return [
            Input(placeholder=_("name or team"), id="who"),
            self.list,
            self.rule(),
            self.words(_("Note for who gets it (optional):")),
            Input(kept.get("note", ""), id="note"),
            self.rule(),
            self.words(_("Enter assigns · F8 to nobody · Esc cancels · u undo")),
        ]

    def on_mount(self) -> None:
        self.list.set_rows(list(self.choices))

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        name, team, rest = self.choices[str(key)]
        bar = self.session.marks["cursor"] if look.cursor else " "
        return [
            line(" ", bar, " ", fit(name, 10), " ", (fit(team, 12), "muted"), " ", (cut(rest, width - 27), "muted"))
        ]

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "who":
            wanted = fold(event.value)
            keys = [key for key, words in self.choices.items() if wanted in fold(" ".join(words[:2]))]
            keys.sort(key=lambda key: not fold(self.choices[key][0]).startswith(wanted))
            self.list.set_rows(keys, cursor=keys[0] if keys else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def on_vlist_chosen(self, event: VList.Chosen) -> None:
        event.stop()
        self.action_accept()

    def action_down(self) -> None:
        self.list.move(1)

    def action_up(self) -> None:
        self.list.move(-1)

    def action_nobody(self) -> None:
        self.dismiss(Assigned(None, None, "", self.query_one("#note", Input).value))

    def action_accept(self) -> None:
        key = self.list.key
        if key is None:
            return
        agent_id, team_id = self._ids[str(key)]
        self.dismiss(Assigned(agent_id, team_id, self.choices[str(key)][0], self.query_one("#note", Input).value))
