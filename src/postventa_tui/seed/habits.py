"""What people do beside writing: link an article, insert a canned reply, read; what the shop plans for its machines."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING

from postventa_tui.core.customers import service as customers
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.knowledge.suggestion import Letter
from postventa_tui.core.replies import canned
from postventa_tui.core.returns import notices
from postventa_tui.core.tickets import automation, reading, rules, views
from postventa_tui.seed import hours
from postventa_tui.seed.people import people
from postventa_tui.seed.words import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.seed.stage import Stage
    from postventa_tui.seed.story import Story

ARTICLES = {
    "drain-pump": "filtro-lavadora", "bearings": "tornillos-transporte", "condenser": "secadora-limpieza",
    "inlet-valve": "lavavajillas-agua", "spray-arm": "vasos-blancos", "fan": "frigo-no-enfria", "wifi": "frigo-conecta",
    "grinder": "molinillo", "docking": "robot-base", "firmware": "tele-actualizar", "scale": "cafetera-descalcificar",
    "door-lock": "puerta-lavadora",
}  # fmt: skip
"""Which article helps with which fault."""
GOLD, SILVER = 5, 4
"""Purchases that make a customer gold or silver."""


def after_solving(stage: Stage, story: Story) -> None:
    """Note what helped with a made case: the article linked, the canned reply inserted."""
    if not story.key.startswith("made") or story.steps[0].what != "in":
        return
    desk = stage.desk(story.agent)
    lang = people()[story.who].lang
    ticket_id = stage.tickets[story.key]
    slug = ARTICLES.get(story.code)
    if slug is not None:
        article = knowledge.get(desk, slug, lang)
        letter = Letter(story.subject, story.steps[0].text, stage.products.get(story.product), lang)
        knowledge.note_use(desk, article.id, ticket_id, "accepted", letter)
    reply = canned.get(desk, "listo" if story.workshop else "cierre", lang)
    canned.use(desk, reply.id, ticket_id)


def plans(stage: Stage) -> None:
    """Write the maintenance plans, the shared view and the rule in rehearsal on the shop's first day."""
    desk = stage.desk("carmen")
    for row in table("products.toml")["products"]:
        if "maintenance_months" in row:
            notices.add_plan(desk, stage.products[row["sku"]], "Revisión", every_months=row["maintenance_months"])
    text = resources.files("postventa_tui.seed").joinpath("data", "rule.toml").read_text(encoding="utf-8")
    automation.save(desk, rules.read(text, "rule.toml"))
    views.save(desk, "Esperan pieza", "status:on_hold", is_shared=True)


def doings(stage: Stage, stories: list[Story]) -> list[tuple[int, Callable[[], None]]]:
    """Give what is done in the last weeks: tiers, notices to look through, tickets read."""
    return [
        (hours.instant("2026-11-02 09:40"), lambda: _tiers(stage)),
        (hours.instant("2026-11-19 12:50"), lambda: _notices(stage)),
        (hours.instant("2026-11-19 17:40"), lambda: _read(stage, stories)),
    ]


def _tiers(stage: Stage) -> None:
    desk = stage.desk("carmen")
    bought = Counter(who for who, _sku, _serial in stage.assets if who)
    for who, count in sorted(bought.items()):
        if count >= SILVER:
            customers.change(desk, stage.customers[who], {"tier": "gold" if count >= GOLD else "silver"})


def _notices(stage: Stage) -> None:
    notices.prepare(stage.desk("carmen"))


def _read(stage: Stage, stories: list[Story]) -> None:
    """Let every agent have read her open tickets, but for what a customer wrote in the last two hours."""
    for story in stories:
        if story.status not in ("open", "pending", "on_hold") or not story.agent:
            continue
        desk = stage.desk(story.agent)
        ticket_id = stage.tickets[story.key]
        lines = [one.row for one in reading.thread(desk, ticket_id).contacts]
        old = [one.id for one in lines if one.direction != "in" or one.at < stage.clock.now() - 7200]
        if old:
            reading.mark_read(desk, ticket_id, max(old))
