"""The filters of the history: one choice in each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _
from postventa_tui.tui import words
from postventa_tui.tui.dialogs.pick import Pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.tui.session import Session


class ChipsDialog(Pick):
    """Choose a kind, a channel, a machine or a span; typing narrows."""

    def __init__(
        self,
        session: Session,
        kinds: dict[str, str],
        channels: Sequence[str],
        machines: Sequence[str],
    ) -> None:
        kind, channel, machine, since = _("kind"), _("channel"), _("machine"), _("since")
        choices = [(f"kind {key}", word, kind) for key, word in kinds.items()]
        choices += [("channel ", _("any channel"), channel)]
        choices += [(f"channel {key}", words.channel(key), channel) for key in channels]
        choices += [("machine ", _("any machine"), machine)]
        choices += [(f"machine {name}", name, machine) for name in machines]
        choices += [
            ("since ", _("always"), since),
            ("since 30d", _("30 days"), since),
            ("since 1y", _("one year"), since),
        ]
        super().__init__(session, _("Filters of the history"), choices)
