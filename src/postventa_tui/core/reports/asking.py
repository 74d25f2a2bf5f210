"""Asking people how it went: the surveys that are due, each with its message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import service as customers
from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.desk import verb

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

TEXTS = {
    ("csat", "es"): "¿Cómo de satisfecho está con este caso? Responda con un número del 1 (nada) al 5 (mucho).",
    ("csat", "en"): "How satisfied are you with this case? Answer with a number from 1 (not at all) to 5 (very).",
    ("nps", "es"): "¿Nos recomendaría a un conocido? Responda con un número del 0 (en absoluto) al 10 (seguro).",
    ("nps", "en"): "Would you recommend us to a friend? Answer with a number from 0 (not at all) to 10 (surely).",
    ("ces", "es"): "La tienda me lo ha puesto fácil: responda con un número del 1 (nada de acuerdo) al 7 (del todo).",
    ("ces", "en"): "The shop made it easy: answer with a number from 1 (not at all) to 7 (fully agree).",
}


@verb("survey.ask")
def send_due(desk: Desk, kind: str = "csat") -> list[int]:
    """Write the surveys that are due and put their messages into the outbox; gives their ids.

    Raises:
        Usage: `bad_value` for an unknown kind.
    """
    sent = metrics.send_due(desk, kind)
    for survey in sent:
        lang = customers.get(desk, survey.customer_id).lang or desk.shop.lang
        text = TEXTS[kind, "en" if lang == "en" else "es"]
        tickets.auto_message(desk, survey.ticket_id, Outgoing(text, channel=survey.channel, purpose="survey"))
    return [survey.id for survey in sent]
