"""What stands open at the demo moment: a draft, a message for tomorrow, snoozes, reminders, the handover."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from postventa_tui.core.custody.privacy import erase
from postventa_tui.core.custody.privacy import export as privacy
from postventa_tui.core.customers import service as customers
from postventa_tui.core.exchange import service as exchange
from postventa_tui.core.replies import drafts
from postventa_tui.core.tickets import fields, people, reading, service
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.seed import hours

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.seed.stage import Stage

DRAFT = "Hola de nuevo, Paula. Acabo de hablar con el transportista: sale en la furgoneta de las 18:30 y"
TOMORROW = (
    "Hi Brandon, the battery is due on Thursday 26th and I'll fit it the same day, so the laptop is yours again"
    " before you travel. Bring it any time before 18:00.\nTom"
)


def doings(stage: Stage) -> list[tuple[int, Callable[[], None]]]:
    """Give what is done on the last days so that every screen has something to show."""
    return [
        (hours.instant("2026-09-21 10:05"), lambda: _erase(stage)),
        (hours.instant("2026-10-27 17:30"), lambda: _export(stage)),
        (hours.instant("2026-11-18 19:20"), lambda: _remind(stage, "carmen", "conv-05", "2026-11-24 09:30", "Norlan: pieza o cambio")),
        (hours.instant("2026-11-19 13:24"), lambda: _hand_over(stage)),
        (hours.instant("2026-11-19 16:40"), lambda: _message_for_tomorrow(stage)),
        (hours.instant("2026-11-19 16:58"), lambda: _remind(stage, "brais", "conv-38", "2026-11-19 18:00", "Resistencia del termo, hay un bebé")),
        (hours.instant("2026-11-19 17:06"), lambda: _snooze(stage)),
        (hours.instant("2026-11-19 17:24"), lambda: _remind(stage, "brais", "conv-57", "2026-11-19 18:15", "Relé y nevera de préstamo")),
        (hours.instant("2026-11-19 17:38"), lambda: _draft(stage)),
    ]  # fmt: skip


def _erase(stage: Stage) -> None:
    erase.person(stage.desk("carmen"), stage.customers["clara"])
    Path(erase.beside(stage.path)).unlink(missing_ok=True)


def _export(stage: Stage) -> None:
    """Give one person her data, as she has asked; the folder goes, the line in the history stays."""
    desk = stage.desk("carmen")
    customer_id = stage.customers["yolanda"]
    with tempfile.TemporaryDirectory() as folder:
        privacy.person(desk, customer_id, folder, exchange.rows_of(desk, customers.family(desk, customer_id)))


def _remind(stage: Stage, login: str, key: str, until: str, text: str) -> None:
    people.remind(stage.desk(login), stage.tickets[key], hours.instant(until), text)


def _hand_over(stage: Stage) -> None:
    desk = stage.desk("lucia")
    lines = (
        ("conv-38", "Termo desenchufado, están en casa.", "Brais pasa a las 18:00 con la resistencia", "Llamar si se retrasa más de diez minutos"),
        ("conv-34", "El paquete salió tarde del almacén.", "Mañana antes de las 14:00 en su casa", "Mirar el seguimiento a las 18:30"),
        ("conv-03", "La tele se apaga; creo que es el temporizador.", "Le llamo a las seis, con su nieto delante", "Si no es eso, actualización 3.1"),
    )  # fmt: skip
    for key, state, promise, next_step in lines:
        people.hand_over(desk, stage.tickets[key], state, promise=promise, next_step=next_step)


def _message_for_tomorrow(stage: Stage) -> None:
    desk = stage.desk("tom")
    points = customers.points_of(desk, stage.customers["brandon"])
    out = Outgoing(
        TOMORROW, then="open", channel="email", send_after=hours.instant("2026-11-20 09:30"),
        to_point_id=next(point.id for point in points if point.kind == "email"),
    )  # fmt: skip
    service.reply(desk, stage.tickets["conv-14"], out)


def _snooze(stage: Stage) -> None:
    fields.snooze(stage.desk("brais"), stage.tickets["conv-13"], hours.instant("2026-11-24 09:30"))
    fields.snooze(stage.desk("brais"), stage.tickets["conv-46"], hours.instant("2026-11-23 09:30"))


def _draft(stage: Stage) -> None:
    desk = stage.desk("lucia")
    ticket_id = stage.tickets["conv-34"]
    seen = reading.thread(desk, ticket_id).contacts[-1].row.id
    drafts.save(desk, ticket_id, "reply", DRAFT, cursor=len(DRAFT), based_on_id=seen)
