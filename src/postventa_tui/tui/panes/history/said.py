"""Contacts of a lifeline: light lines at first, their texts only when they come into sight."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING

from postventa_tui.core.customers import contacts
from postventa_tui.kit.i18n import _, pgettext
from postventa_tui.kit.text import clean
from postventa_tui.tui import words
from postventa_tui.tui.panes.history.rows import LifeItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.core.customers.rows import Contact
    from postventa_tui.desk import Desk

PAGE = 1000
BODY_SHOWN = 4000


def all_of(desk: Desk, customer_id: int) -> list[Contact]:
    """Give every contact with a person and those she shares a home with, newest first."""
    found: list[Contact] = []
    before = None
    while True:
        page = contacts.lifeline(desk, customer_id, limit=PAGE, before=before, household=True)
        found += page.items
        before = page.after
        if before is None:
            return found


def light(one: Contact, prefix: str, own: frozenset[int]) -> LifeItem:
    """Give the line of a contact without its words; `own` holds the rows read as the person herself."""
    row = one.row
    kind = _kind(one)
    outgoing = row.direction != "in" or row.author_kind == "agent"
    mark = "▸" if outgoing and row.kind != "call" else "◂"
    other = row.customer_id is not None and row.customer_id not in own
    return LifeItem(
        key=("contact", row.id),
        at=row.at,
        kind=kind,
        column=words.channel_short(row.channel) if row.channel else _column(kind),
        mark=mark if kind == "contact" else "·",
        text="",
        fact=f"{prefix}{one.number}" if one.number is not None else _("no ticket"),
        detail=_detail(row.kind, one.agent_login or "", one.ticket_subject or ""),
        who=_one_line(one.customer_name) if other else "",
    )


def _kind(one: Contact) -> str:
    """Give the kind of the line: what was said, or what was done about it."""
    if one.row.kind != "event":
        return "contact"
    return {"merge": "merge", "rma": "rma"}.get(one.row.event or "", "event")


def _column(kind: str) -> str:
    return {"merge": pgettext("column", "merge"), "rma": "RMA"}.get(kind, _("note"))


_one_line = functools.lru_cache(maxsize=512)(functools.partial(clean, lines=False))
"""Many contacts stand on one ticket and are of one person: her name and its subject are cleaned once."""


def _detail(kind: str, login: str, subject: str) -> str:
    """Give the second line of a contact in the middle layout: what its first line does not say."""
    said = _one_line(subject)
    if kind == "call" and login:
        return _("Taken by {who}. {subject}").format(who=clean(login, lines=False), subject=said).strip()
    return said


def whole(item: LifeItem, one: Contact, prefix: str) -> LifeItem:
    """Give a light line with its words."""
    row = one.row
    if item.kind == "merge":
        return item._replace(text=_merged(row.details, item.fact, prefix))
    cut_ = row.body[:BODY_SHOWN]
    body = clean(words.rma_step(cut_) if row.kind == "event" else cut_, lines=True)
    first = next((text.strip() for text in body.split("\n") if text.strip()), "") or clean(
        row.subject or "", lines=False
    )
    facts = []
    if row.kind == "call" and row.duration_s:
        facts.append(_("{n} min").format(n=max(row.duration_s // 60, 1)))
    if row.kind == "call" and one.agent_login:
        facts.append(_("taken by {who}").format(who=one.agent_login))
    text = first + (f" ({', '.join(facts)})" if facts else "")
    if item.who:
        text = f"{item.who}: {text}"
    return item._replace(text=clean(text, lines=False), body=body)


def _merged(details: str, into: str, prefix: str) -> str:
    """Give the words of a merge of tickets."""
    number = json.loads(details).get("number")
    return _("{ticket} was merged into {other}").format(ticket=f"{prefix}{number}", other=into)


def step_of(one: Contact) -> str:
    """Give the name of the return that a contact is a step of: `RMA-0031`; empty when it is none."""
    return one.row.body.partition(":")[0] if one.row.event == "rma" else ""


def home_of(lines: Iterable[Contact], own: frozenset[int]) -> dict[int, str]:
    """Give the names of the others of the home, by customer."""
    return {
        one.row.customer_id: _one_line(one.customer_name)
        for one in lines
        if one.row.customer_id is not None and one.row.customer_id not in own
    }
