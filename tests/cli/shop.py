"""A small shop with something of everything, the same at each building: what the golden texts are told about."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import AssetInput, ProductInput
from postventa_tui.core.customers import service as customers
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.knowledge.markdown import ArticleText
from postventa_tui.core.replies import canned
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import calls, fields, people, service, tagging, views
from postventa_tui.core.tickets.rows import NewTicket, Outgoing
from postventa_tui.desk import open_desk
from postventa_tui.kit import ids

if TYPE_CHECKING:
    from postventa_tui.desk import Desk
    from postventa_tui.kit.clock import FixedClock


def fill(path: str, clock: FixedClock) -> None:
    """Work a morning in the shop of `path`; the clock stands at the end of it."""
    ids.repeat(random.Random(7))
    try:
        desk = open_desk(path, agent="ana", clock=clock)
        _people(desk)
        _knowledge(desk)
        _tickets(desk, clock)
        desk.tidy()
        desk.close()
    finally:
        ids.repeat(None)


def _people(desk: Desk) -> None:
    sla.install_starter(desk)
    agents.add_team(desk, "Taller")
    agents.add(desk, "bea", "Bea Souto Rial", "agent", "Taller", lang="es")
    agents.add(desk, "leo", "Leo Prado", "read_only")
    assets.save_product(desk, ProductInput("LAV-9", "Lavadora Nerea 9", "Nerea", "N9", goods="new"))


def _knowledge(desk: Desk) -> None:
    body = "Cierre el grifo y limpie el filtro.\n\n1. Abra la tapa.\n2. Gire el filtro."
    for text in (
        ArticleText("no-desagua", "es", "La lavadora no desagua", body, ("lavadora",), "public"),
        ArticleText("no-desagua", "en", "The washer does not drain", "Clean the filter.", ("lavadora",), "public"),
        ArticleText("horario", "es", "Horario del taller", "De 9:30 a 13:30.", (), "internal"),
    ):
        knowledge.save(desk, text)
    knowledge.publish(desk, "no-desagua")
    canned.save(
        desk, "cita", "es", "Cita del técnico", "Hola {{customer.given}}: el técnico va el {{?día}}.", shortcut=";cita"
    )
    canned.save(desk, "cita", "en", "Technician's visit", "Hello {{customer.given}}, we come on {{?day}}.")
    views.save(desk, "lavadoras", "etiqueta:lavadora estado:abierto", is_shared=True)


def _tickets(desk: Desk, clock: FixedClock) -> None:
    nuria = customers.create(
        desk, {"given": "Nuria", "surname1": "Bermúdez", "surname2": "Lago"},
        {"phone": "612405517", "email": "nuria@example.com"},
    )  # fmt: skip
    brais = customers.create(desk, {"given": "Brais", "surname1": "Otero"}, {"email": "brais@example.com"})
    washer = assets.add(desk, AssetInput("LAV-9", nuria, "N9-00417", delivered_on="2025-03-02"))
    one = service.create(
        desk, NewTicket(nuria, "La lavadora no desagua", "whatsapp", "high", asset_id=washer.id),
        "La bomba \x1b[2J no va.\nSale agua por debajo.",
    )  # fmt: skip
    clock.advance(900)
    two = service.create(desk, NewTicket(brais, "Factura [bold]mal[/]", "email"), "=1+1 en el total\n> lo de antes")
    three = service.create(desk, NewTicket(nuria, "Otra vez la bomba", "email"), "Sigue igual.")
    four = service.create(desk, NewTicket(brais, "¿Abren el sábado?", "web"), "Gracias")
    tagging.tag(desk, one.id, ["lavadora", "bomba"])
    people.take(desk, one.id)
    clock.advance(1800)
    service.reply(desk, two.id, Outgoing("Le mandamos otra mañana."))
    service.note(desk, one.id, "Pedir la bomba al almacén.")
    calls.call(desk, one.id, "out", "no_answer", text="Nadie en casa.")
    people.assign_words(desk, three.id, "Taller")
    fields.set_status(desk, four.id, "solved")
    people.follow(desk, two.id)
    clock.advance(60)
