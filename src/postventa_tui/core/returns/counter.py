"""The counter: find who stands there, take her machine in, give it back.

Source: RD 58/1988 art. 3 (deposit receipt); the slip or an identity document opens the door to the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets import stays
from postventa_tui.core.assets.model import AssetInput
from postventa_tui.core.customers import directory
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import cases, findings, service, store
from postventa_tui.core.returns.model import Move, NewLine, NewRma
from postventa_tui.core.returns.rows import ref
from postventa_tui.core.returns.slip import Slip
from postventa_tui.core.returns.states import FINAL
from postventa_tui.core.tickets import calls, reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotFound, Refused, Usage
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import format_date

if TYPE_CHECKING:
    from postventa_tui.core.assets.rows import AssetRow
    from postventa_tui.core.customers.rows import Customer
    from postventa_tui.core.returns.model import Deposit
    from postventa_tui.core.returns.rows import Rma
    from postventa_tui.desk import Desk

MAX_FOUND = 20
FEWEST_DIGITS = 3


class Hit(NamedTuple):
    """Something a word at the counter may mean: a return by its slip, a machine, or a person."""

    kind: str
    customer_id: int | None
    asset_id: int | None
    number: int | None
    text: str


class Deposited(NamedTuple):
    """What a deposit made, in one unit."""

    ticket_id: int
    ticket_number: int
    slip: str
    rma: Rma
    asset_id: int


def find(desk: Desk, word: str) -> list[Hit]:
    """Give what a slip number, serial, phone or name may mean, the most exact first."""
    hits: dict[Hit, None] = {}
    ticket = reading.by_public_ref(desk, word)
    if ticket is not None:
        for rma in store.list_of_ticket(desk.db, ticket.id):
            text = f"{ref(rma.number)} · {rma.state} · {ticket.subject}"
            hits[Hit("return", ticket.customer_id, None, rma.number, text)] = None
    for machine in assets.find_in_text(desk, word):
        hits[_machine_hit(desk, machine)] = None
    for person in _people(desk, word):
        hits[Hit("customer", person.id, None, None, person.name)] = None
        for machine in assets.of_customer(desk, person.id):
            hits[_machine_hit(desk, machine)] = None
    return list(hits)[:MAX_FOUND]


def _people(desk: Desk, word: str) -> list[Customer]:
    """The people a word means; some digits of a phone are enough."""
    found = customers.find(desk, word, MAX_FOUND)
    digits = "".join(char for char in word if char.isdigit())
    if found or len(digits) < FEWEST_DIGITS or len(digits) < len(word.replace(" ", "").lstrip("+")):
        return found
    return [customers.get(desk, one) for one in directory.by_digits(desk, digits, MAX_FOUND)]


def _machine_hit(desk: Desk, machine: AssetRow) -> Hit:
    """A machine with its owner."""
    owner = "" if machine.customer_id is None else customers.get(desk, machine.customer_id).name
    words = [machine.product, machine.serial or "", owner]
    return Hit("asset", machine.customer_id, machine.id, None, " · ".join(one for one in words if one))


@verb("counter.deposit")
def deposit(desk: Desk, given: Deposit) -> Deposited:
    """Take a machine in: ticket, machine, return and visit in one unit. The slip is `slip_of`.

    Raises:
        Usage: `bad_value` without fault, state of the unit, machine or product. Refused: `in_workshop` when the
            machine is there already. NotFound: customer, machine or product.
    """
    _check(given)
    person = customers.survivor(desk, given.customer_id)
    machine = _machine(desk, given, person.id)
    if stays.has_open_stay(desk, machine.id):
        raise Refused("in_workshop", serial=machine.serial or machine.product)
    subject = f"{machine.product}: {given.fault}"
    new = NewTicket(
        person.id,
        subject[:120],
        "counter",
        asset_id=machine.id,
        product_id=machine.product_id,
        order_id=machine.order_id,
        lang=person.lang,
    )
    ticket = tickets.create(desk, new)
    calls.visit(desk, ticket.id, "deposit", text=given.fault)
    line = NewLine(given.asked, machine.id, None, given.fault_code)
    rma = service.open_rma(desk, NewRma(ticket.id, (line,), given.fault, "shop", given.promised_on))
    service.move(desk, rma.number, Move("approved", tell=False))
    condition, accessories = given.condition, given.accessories
    service.move(desk, rma.number, Move("received", condition=condition, accessories=accessories, tell=False))
    if given.estimate:
        store.save_rma(desk.db, rma.id, {"estimate": given.estimate}, desk.clock.now())
    return Deposited(ticket.id, ticket.number, ticket.public_ref, service.get(desk, rma.number), machine.id)


def _check(given: Deposit) -> None:
    """Refuse a deposit without what the slip must say."""
    for name in ("fault", "condition"):
        if not getattr(given, name).strip():
            raise Usage("bad_value", field=name, value="", reason="")
    if given.asset_id is None and not given.sku:
        raise Usage("bad_value", field="product", value="", reason="")
    if given.estimate not in ("", "wanted", "declined"):
        raise Usage("bad_value", field="estimate", value=given.estimate, reason="wanted, declined")


def _machine(desk: Desk, given: Deposit, customer_id: int) -> AssetRow:
    """The machine on the counter, written down when it is not known yet."""
    if given.asset_id is not None:
        return assets.get(desk, given.asset_id)
    return assets.add(
        desk, AssetInput(given.sku or "", customer_id, given.serial, sold_by_us=not given.bought_elsewhere)
    )


def rma_of(desk: Desk, word: str) -> Rma:
    """Give the return a slip number, `RMA-0058` or ticket number names; of several the one still here.

    Raises:
        NotFound: `rma_unknown` or the ticket.
    """
    text = word.strip().upper()
    digits = text.removeprefix("RMA-")
    if text.startswith("RMA-") and digits.isascii() and digits.isdigit() and len(digits) < 18:
        return service.get(desk, int(digits))
    found = service.of_ticket(desk, cases.ticket_of(desk, word).id)
    if not found:
        raise NotFound("rma_unknown", number=word)
    here = [one for one in found if one.state not in FINAL]
    return (here or found)[0]


@verb("counter.pickup")
def pickup(desk: Desk, word: str, *, with_slip: bool, identity: str = "") -> Rma:
    """Give a machine back over the counter; who came is noted.

    Args:
        identity: Note on the document shown when there is no slip.
    Raises:
        Refused: `slip_or_identity`, `already_collected`, and what `service.move` refuses (not ready yet).
    """
    if not with_slip and not identity.strip():
        raise Refused("slip_or_identity")
    rma = rma_of(desk, word)
    if rma.collected_with is not None:
        raise Refused("already_collected", number=rma.ref)
    if rma.state not in FINAL:
        rma = service.move(desk, rma.number, Move("returned", tell=False))
    shown = "slip" if with_slip else identity.strip()
    store.save_rma(desk.db, rma.id, {"collected_with": shown}, desk.clock.now())
    ticket = cases.ticket_of(desk, str(cases.ticket_by_id(desk, rma.ticket_id).number))
    calls.visit(desk, ticket.id, "pickup", text=f"{rma.ref}: {shown}")
    return service.get(desk, rma.number)


@verb("counter.print")
def printed(desk: Desk, number: int) -> None:
    """Note that the slip of a return went to paper: from then on its deposit cannot be taken back."""
    rma = service.get(desk, number)
    store.save_rma(desk.db, rma.id, {"printed_at": desk.clock.now()}, desk.clock.now())


def slip_of(desk: Desk, rma: Rma) -> Slip:
    """Give what the deposit slip of a return says."""
    ticket = cases.ticket_by_id(desk, rma.ticket_id)
    person = customers.survivor(desk, ticket.customer_id)
    line = store.list_lines(desk.db, rma.id)[0]
    machine = None if line.asset_id is None else assets.get(desk, line.asset_id)
    lang = "en" if cases.language_of(desk, ticket) == "en" else "es"
    phones = [point.raw for point in customers.points_of(desk, person.id) if point.kind == "phone"]
    guarantee = "" if rma.estimate else findings.judged(desk, rma, line).sentence(lang)
    return Slip(
        number=ticket.public_ref,
        date=moments.show(rma.created_at, desk.shop.zone),
        shop=desk.shop.name,
        tax_id=desk.shop.text("shop.tax_id"),
        address=desk.shop.text("shop.address"),
        phone=desk.shop.text("shop.phone"),
        customer=" · ".join([person.name, *phones[:1]]),
        product=ticket.subject if machine is None else machine.product,
        serial="" if machine is None else machine.serial or "",
        condition=rma.condition or "",
        accessories=rma.accessories or "",
        fault=rma.reason or "",
        asked=line.asked,
        guarantee=guarantee,
        estimate=rma.estimate or "",
        promised=format_date(rma.due_on, lang) if rma.due_on else "",
        storage_fee=bool(desk.shop.get("storage_fee_on_price_list", False)),
        lang=lang,
    )
