"""What stands in the shop before the first ticket: people behind the counter, hours, promises, models, texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postventa_tui.core.agents import service as agents
from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import AssetInput, LineInput, OrderInput, ProductInput, RepairInput, WarrantyInput
from postventa_tui.core.customers import groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.knowledge.markdown import ArticleText
from postventa_tui.core.replies import canned
from postventa_tui.core.sla import service as sla
from postventa_tui.core.sla.files import CalendarFile
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.core.sla.policy import SlaPolicy
from postventa_tui.seed import hours
from postventa_tui.seed.goods import NO_MACHINE, STAYS, Purchase
from postventa_tui.seed.people import Person, people
from postventa_tui.seed.stage import ADMIN, Stage
from postventa_tui.seed.words import Picker, table

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

H = 3600
MAKER_OFFER_SINCE = "2023-01-01"
"""The maker gives ten years on motors for machines sold since."""
STANDARD = {
    "urgent": {"first_response": H // 2, "next_response": 6 * H, "resolution": 90 * H},
    "high": {"first_response": H, "next_response": 8 * H, "resolution": 120 * H},
    "normal": {"first_response": 2 * H, "next_response": 16 * H, "resolution": 240 * H},
    "low": {"first_response": 8 * H, "next_response": 24 * H, "resolution": 320 * H},
}


def _targets(first: int, following: int, resolution: int) -> dict[str, dict[str, int]]:
    goals = {"first_response": first, "next_response": following, "resolution": resolution}
    return {priority: dict(goals) for priority in STANDARD}


POLICIES = (
    ("1-reclamaciones", "Reclamaciones", {"tag": ("reclamación",)}, _targets(2 * H, 2 * H, 90 * H)),
    ("2-chat", "Chat", {"channel": ("chat",)}, _targets(H, H, 160 * H)),
    ("3-web", "Formulario web", {"channel": ("web",)}, _targets(8 * H, 16 * H, 240 * H)),
    ("4-normal", "Normal", {"channel": ("email", "phone", "whatsapp")}, STANDARD),
)
"""Files, names, conditions and targets in work seconds; counter and social tickets have no promise."""


def furnish(stage: Stage) -> None:
    """Set up the shop on its first day."""
    desk = stage.desk(ADMIN[0])
    _staff(desk)
    stage.forget(ADMIN[0])
    desk = stage.desk(ADMIN[0])
    _promises(desk)
    _models(desk, stage)
    _texts(desk)
    _people(desk, stage)


def _staff(desk: Desk) -> None:
    content = table("shop.toml")
    for name in content["teams"]:
        agents.add_team(desk, name)
    for row in content["agents"]:
        if row["login"] == ADMIN[0]:
            agents.change(desk, row["login"], team_name=row["team"], lang=row["language"])
            agents.set_members(desk, row["team"], [row["login"]], [])
        else:
            agents.add(desk, row["login"], row["name"], row["role"], row["team"], lang=row["language"])


def _promises(desk: Desk) -> None:
    weekday = [[_clock(start), _clock(end)] for start, end in hours.WEEKDAY]
    weekly: dict[str, object] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), weekday)
    weekly["sat"] = [[_clock(start), _clock(end)] for start, end in hours.SATURDAY]
    closed: dict[str, object] = {day: [] for day in hours.HOLIDAYS}
    model = parse_calendar({"zone": hours.ZONE, "weekly": weekly, "overrides": closed})
    sla.save_calendar(desk, CalendarFile("Tienda", model, dict(hours.HOLIDAYS)))
    for file, name, conditions, targets in POLICIES:
        policy = SlaPolicy(name, "Tienda", targets, tuple(conditions.items()), frozenset(("pending", "on_hold")))
        sla.save_policy(desk, policy, file=f"{file}.toml")


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _models(desk: Desk, stage: Stage) -> None:
    sold = {"V3-2410": 31, "V3-2405": 24, "V3-2502": 28}
    for row in table("products.toml")["products"]:
        given = ProductInput(
            row["sku"], row["name"], row["brand"], row["model"], row["category"], row["goods"],
            weight_g=row["weight_g"], maintenance_months=row.get("maintenance_months"),
            consumables=tuple(row.get("consumables", ())), price_cents=row["price"], currency="EUR",
        )  # fmt: skip
        product = assets.save_product(desk, given)
        stage.products[row["sku"]] = product.id
        for lot in row.get("lots", ()):
            values = {"units_sold": sold[lot]} if lot in sold else {}
            if lot == "V3-2410":
                serials = table("recall.toml")["serials"]
                values |= {"serial_from": serials["from"], "serial_to": serials["to"]}
            assets.save_lot(desk, product.id, lot, **values)


def _texts(desk: Desk) -> None:
    rows = table("articles.toml")["articles"]
    for slug, lang, visibility, about, title, body in rows:
        tags = tuple(dict.fromkeys(word.lower() for word in about))
        knowledge.save(desk, ArticleText(slug, lang, title, body, tags, visibility, "published"))
    for shortcut, lang, slug, channels, body in table("canned.toml")["canned"]:
        title = slug.replace("-", " ").capitalize()
        canned.save(desk, slug, lang, title, body, shortcut=shortcut, channels=channels)


def _people(desk: Desk, stage: Stage) -> None:
    content = table("customers.toml")
    for index, (key, row) in enumerate(content["organisations"].items()):
        stage.firms[key] = groups.create_organisation(
            desk, row["name"], tax_id=f"B3600010{index + 1}", domains=[f"{key}.example"]
        )
    picker = Picker("people")
    for person in people().values():
        stage.customers[person.key] = _customer(desk, stage, person, picker)
    names = {"moana": "Casa de Moaña", "nigran": "Casa de Nigrán", "amrani": "Familia El Amrani", "lema": "Casa Lema"}
    for key, members in content["households"].items():
        groups.create_household(desk, names.get(key, key), [stage.customers[one] for one in members])


def _customer(desk: Desk, stage: Stage, person: Person, picker: Picker) -> int:
    fields = {
        "given": person.given, "surname1": person.surname1 or None, "surname2": person.surname2 or None,
        "formality": person.formality, "lang": person.lang, "city": person.city, "notes": person.remark or None,
    }  # fmt: skip
    contact = {"email": person.email, "phone": person.phone}
    customer_id = customers.create(desk, fields, {kind: text for kind, text in contact.items() if text})
    if person.channel == "social":
        customers.add_point(desk, customer_id, "handle", f"instagram:{person.key}.vigo")
    if person.organisation:
        groups.join(desk, customer_id, stage.firms[person.organisation], "encargado")
    for channel in ("email", "whatsapp", "web", "chat"):
        if picker.chance(0.85):
            groups.set_consent(desk, customer_id, "survey", channel, "granted", proof="casilla del resguardo")
    if picker.chance(0.5):
        groups.set_consent(desk, customer_id, "maintenance", "email", "granted", proof="casilla del formulario web")
    if picker.chance(0.2):
        groups.set_consent(desk, customer_id, "marketing", "email", "granted", proof="alta en la lista de la tienda")
    return customer_id


def sell(stage: Stage, one: Purchase, number: str) -> None:
    """Write one purchase: order, machine, maker's guarantee."""
    desk = stage.desk(ADMIN[0])
    row = _product(one.sku)
    customer_id = stage.customers.get(one.who)
    order_id = None
    if customer_id is not None:
        firm = people()[one.who].organisation if one.firm else ""
        order = OrderInput(
            customer_id, number, organisation_id=stage.firms[firm] if firm else None, invoice=number.replace("EB", "F"),
            sale_channel=one.sale_channel, contract_on=one.contract_on, invoice_on=one.invoice_on or one.contract_on,
            delivered_on=one.delivered_on, total_cents=row["price"],
            lines=(LineInput(one.sku, 1, row["price"]),),
            withdrawal={"informed": True} if one.sale_channel == "distance" else {},
        )  # fmt: skip
        order_id = assets.add_order(desk, order).id
    if one.sku in NO_MACHINE:
        return
    supply = row.get("supply_years")
    given = AssetInput(
        one.sku, customer_id, one.serial, one.lot, order_id, delivered_on=one.delivered_on,
        agreed_months=one.agreed_months,
        supply_until=f"{int(one.delivered_on[:4]) + supply}{one.delivered_on[4:]}" if supply else None,
        organisation_id=None,
    )  # fmt: skip
    machine = assets.add(desk, given)
    stage.assets[one.who, one.sku, one.serial] = machine.id
    for part, months in row.get("maker_months", {}).items() if one.delivered_on >= MAKER_OFFER_SINCE else ():
        assets.add_warranty(desk, WarrantyInput(machine.id, "maker", months, covers=(part,)))
    if one.firm:
        months = 24 if one.sku == "FR-C400" else 12
        assets.add_warranty(desk, WarrantyInput(machine.id, "maker", months))
    for stay in STAYS:
        if (stay.who, stay.sku) == (one.who, one.sku) and stay.returned_on < "2025-05":
            repaired(stage, stay.who, stay.sku, stay.handed_over_on, stay.returned_on, stay.fault_code)


def repaired(stage: Stage, who: str, sku: str, handed_over_on: str, returned_on: str, fault_code: str) -> None:
    """Note a past stay in the workshop."""
    machine = stage.asset_of(who, sku)
    if machine is not None:
        given = RepairInput(machine, handed_over_on, "statutory", returned_on, fault_code)
        assets.add_repair(stage.desk(ADMIN[0]), given)


def _product(sku: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in table("products.toml")["products"] if row["sku"] == sku)
    return found
