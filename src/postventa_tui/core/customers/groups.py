"""Verbs about organisations, households, consents and loyalty points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.customers import service, store, store_groups
from postventa_tui.core.customers.rows import Consent, Membership, Organisation
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotFound, Usage
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.desk import Desk

PURPOSES = ("service", "survey", "recall", "maintenance", "marketing")
CHANNELS = ("email", "phone", "web", "chat", "whatsapp", "social", "counter")
FREE_PURPOSES = ("service", "recall")
"""Purposes that need no consent: contract and safety."""
_STRICT = {"withdrawn": 2, "never_asked": 1, "granted": 0}


@verb("organisation.new")
def create_organisation(
    desk: Desk,
    name: str,
    *,
    tax_id: str | None = None,
    domains: Sequence[str] = (),
    sla_policy: str | None = None,
    notes: str | None = None,
) -> int:
    """Write a new organisation; gives its id. The tax id is kept upper-case without spaces and dashes."""
    return store_groups.insert_organisation(
        desk.db,
        typed(name).strip(),
        desk.clock.now(),
        tax_id=tax_code(tax_id),
        domains=json.dumps([domain.strip().lower() for domain in domains], ensure_ascii=False),
        sla_policy=sla_policy,
        notes=notes,
    )


def tax_code(text: str | None) -> str | None:
    """Give a NIF or CIF in normal form: upper-case, without spaces, dots or dashes."""
    code = "".join(c for c in (text or "").upper() if c.isalnum())
    return code or None


def organisation(desk: Desk, organisation_id: int) -> Organisation:
    """Give an organisation.

    Raises:
        NotFound: `organisation_unknown`.
    """
    found = store_groups.find_organisation(desk.db, organisation_id)
    if found is None:
        raise NotFound("organisation_unknown", name=organisation_id)
    return found


def organisation_named(desk: Desk, name: str) -> Organisation | None:
    """Give the organisation with this name, or None."""
    return store_groups.find_organisation_named(desk.db, name)


def organisations(desk: Desk) -> list[Organisation]:
    """Give all organisations by name."""
    return store_groups.list_organisations(desk.db)


def organisation_of_address(desk: Desk, address: str) -> Organisation | None:
    """Give the organisation whose domain list holds the domain of a mail address, or None."""
    domain = address.rpartition("@")[2].lower()
    for found in organisations(desk):
        if domain and domain in json.loads(found.domains):
            return found
    return None


@verb("organisation.share")
def share(desk: Desk, organisation_id: int, on: bool) -> None:
    """Say whether the people of an organisation may write on each other's tickets.

    Raises:
        NotFound: `organisation_unknown`.
    """
    found = organisation(desk, organisation_id)
    store_groups.save_organisation(desk.db, found._replace(shared=int(on)), desk.clock.now())


def share_tickets(desk: Desk, customer_id: int, other_id: int) -> bool:
    """Tell whether two people belong to one organisation that shares its tickets."""
    theirs = {one.organisation_id for one in memberships(desk, other_id)}
    both = [one.organisation_id for one in memberships(desk, customer_id) if one.organisation_id in theirs]
    return any(organisation(desk, one).shared for one in both)


@verb("organisation.join")
def join(desk: Desk, customer_id: int, organisation_id: int, role: str | None = None) -> None:
    """Put a customer into an organisation, with a role there."""
    organisation(desk, organisation_id)
    store_groups.insert_membership(desk.db, customer_id, organisation_id, role, desk.clock.now())


@verb("organisation.leave")
def leave(desk: Desk, customer_id: int, organisation_id: int) -> None:
    """Take a customer out of an organisation."""
    store_groups.delete_membership(desk.db, customer_id, organisation_id)


def memberships(desk: Desk, customer_id: int) -> list[Membership]:
    """Give the organisations of a person, those of merged rows too."""
    found = [m for one in service.family(desk, customer_id) for m in store_groups.list_memberships(desk.db, one)]
    return list({m.organisation_id: m for m in reversed(found)}.values())[::-1]


@verb("household.new")
def create_household(desk: Desk, name: str, members: Sequence[int] = ()) -> int:
    """Write a new household and put its members in; gives its id."""
    household_id = store_groups.insert_household(desk.db, typed(name).strip(), desk.clock.now())
    for member in members:
        store.save_customer(desk.db, member, {"household_id": household_id}, desk.clock.now())
    return household_id


@verb("household.join")
def move_in(desk: Desk, customer_id: int, household_id: int | None) -> None:
    """Put a customer into a household; None takes her out."""
    service.get(desk, customer_id)
    store.save_customer(desk.db, customer_id, {"household_id": household_id}, desk.clock.now())


def household_name(desk: Desk, household_id: int | None) -> str | None:
    """Give the name of a household, or None."""
    return None if household_id is None else store_groups.find_household_name(desk.db, household_id)


@verb("customer.consent")
def set_consent(
    desk: Desk,
    customer_id: int,
    purpose: str,
    channel: str,
    state: str,
    *,
    proof: str | None = None,
    at: int | None = None,
) -> int:
    """Write a consent row; older rows stay. Gives its id.

    Raises:
        Usage: `bad_value` for an unknown purpose, channel or state.
    """
    known = {"purpose": PURPOSES, "channel": CHANNELS, "state": tuple(_STRICT)}
    for field, value in (("purpose", purpose), ("channel", channel), ("state", state)):
        if value not in known[field]:
            raise Usage("bad_value", field=field, value=value, reason=", ".join(known[field]))
    service.get(desk, customer_id)
    now = desk.clock.now()
    agent_id = desk.agent.id if desk.agent else None
    row = Consent(0, customer_id, purpose, channel, state, now if at is None else at, proof, agent_id)
    return store_groups.insert_consent(desk.db, row, now)


def consents(desk: Desk, customer_id: int) -> list[Consent]:
    """Give the state of every purpose and channel; of merged people the more restrictive one counts."""
    counting: dict[tuple[str, str], Consent] = {}
    for one in service.family(desk, customer_id):
        newest = {(row.purpose, row.channel): row for row in store_groups.list_consents(desk.db, one)}
        for key, row in newest.items():
            other = counting.get(key)
            if other is None or _STRICT[row.state] > _STRICT[other.state]:
                counting[key] = row
    return [counting[key] for key in sorted(counting)]


def may_send(desk: Desk, customer_id: int, purpose: str, channel: str) -> bool:
    """Tell whether a message of this purpose may go out by this channel (contact points are checked apart)."""
    if purpose in FREE_PURPOSES:
        return True
    return any(
        (row.purpose, row.channel, row.state) == (purpose, channel, "granted") for row in consents(desk, customer_id)
    )


@verb("loyalty.add")
def add_points(desk: Desk, customer_id: int, points: int, reason: str) -> None:
    """Write a signed row of the loyalty ledger."""
    service.get(desk, customer_id)
    store_groups.insert_points(desk.db, customer_id, points, typed(reason), desk.clock.now())


def points_balance(desk: Desk, customer_id: int) -> int:
    """Give the balance of a person's loyalty points."""
    return sum(store_groups.sum_points(desk.db, one) for one in service.family(desk, customer_id))
