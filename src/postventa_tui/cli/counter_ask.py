"""The counter as a conversation: a word, a choice, what is wrong, the state of the unit, the slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.returns.counter import Hit
    from postventa_tui.core.returns.rows import Rma
    from postventa_tui.desk import Desk


class Talk(NamedTuple):
    """How to ask, how to say a line, and how to put a slip on paper."""

    ask: Callable[[str], str]
    say: Callable[[str], None]
    paper: Callable[[Rma], None]


def serve(desk: Desk, talk: Talk) -> int:
    """Serve people one after another until a blank answer; gives how many machines changed hands."""
    from postventa_tui.core.returns import counter

    served = 0
    while word := talk.ask(_("Phone, name, serial or slip (blank ends)")).strip():
        hits = counter.find(desk, word)
        if not hits:
            talk.say(_("Nothing found. A new person: postventa customer new --name … --phone …"))
            continue
        for number, hit in enumerate(hits, 1):
            talk.say(f"{number}. {hit.text}")
        chosen = _chosen(hits, talk)
        if chosen is None:
            continue
        try:
            done = _pickup(desk, chosen, talk) if chosen.kind == "return" else _deposit(desk, chosen, talk)
        except PostventaError as error:
            from postventa_tui.kit.messages import describe

            talk.say(describe(error))
            continue
        served += done
    return served


def _chosen(hits: list[Hit], talk: Talk) -> Hit | None:
    """The hit of the number typed; the only one without asking."""
    if len(hits) == 1:
        return hits[0]
    answer = talk.ask(_("Number")).strip()
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(hits):
        return hits[int(answer) - 1]
    return None


def _deposit(desk: Desk, hit: Hit, talk: Talk) -> bool:
    """Take the machine in; a blank fault leaves everything as it is."""
    from postventa_tui.core.returns import counter
    from postventa_tui.core.returns.model import Deposit

    if hit.customer_id is None:
        talk.say(_("This machine has no owner. Give it one: postventa asset give SERIAL --to CUSTOMER"))
        return False
    sku, serial = None, None
    if hit.asset_id is None:
        sku = talk.ask(_("Product (SKU)")).strip() or None
        serial = talk.ask(_("Serial (blank: none)")).strip() or None
    fault = talk.ask(_("What is wrong, in the customer's words (blank: leave)"))
    if not fault.strip():
        return False
    condition = talk.ask(_("State of the unit"))
    accessories = talk.ask(_("Accessories (blank: none)"))
    promised = talk.ask(_("Promised for, YYYY-MM-DD (blank: no day)")).strip() or None
    given = Deposit(hit.customer_id, fault, condition, hit.asset_id, sku, serial, accessories, promised_on=promised)
    talk.paper(counter.deposit(desk, given).rma)
    return True


def _pickup(desk: Desk, hit: Hit, talk: Talk) -> bool:
    """Give the machine of a slip back: the slip was in the hand of who asked."""
    from postventa_tui.core.returns import counter

    done = counter.pickup(desk, f"RMA-{hit.number}", with_slip=True)
    talk.say(f"{done.ref}  {done.state}")
    return True
