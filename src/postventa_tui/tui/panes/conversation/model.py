"""What the conversation shows of a ticket, read aside and cleaned. No widget."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from postventa_tui.core.agents import presence
from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import outbox, reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.kit import moments
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean, fold
from postventa_tui.tui import words
from postventa_tui.tui.panes.conversation import guarantee
from postventa_tui.tui.panes.conversation.rows import Attachment, Head, HeadClock, Message
from postventa_tui.tui.ticketkeys import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postventa_tui.core.customers.rows import Contact, Customer
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk
    from postventa_tui.tui.clocks import TimerFacts
    from postventa_tui.tui.session import Session


class AtHand(NamedTuple):
    """The ticket at hand as the side panes and the composer need it."""

    id: int
    number: int
    customer_id: int
    customer: str
    product_id: int | None
    asset_id: int | None
    subject: str
    channel: str
    lang: str | None
    newest_id: int
    newest_at: int


class Loaded(NamedTuple):
    """A ticket as it was read."""

    ticket: Ticket
    head: Head
    timers: tuple[TimerFacts, ...]
    messages: tuple[Message, ...]
    target: Target
    at_hand: AtHand
    first_unread: int | None
    queued_until: dict[int, int]
    """Instant at which a message that waits in the outbox leaves, by interaction."""


def load(desk: Desk, session: Session, ticket_id: int) -> Loaded:
    """Read a ticket with everything said on it."""
    thread = reading.thread(desk, ticket_id)
    ticket = thread.ticket
    person = customers.survivor(desk, ticket.customer_id)
    name = clean(person.name, lines=False)
    files = {
        interaction_id: [Attachment(clean(file.name, lines=False), file.size) for file in found]
        for interaction_id, found in reading.attachments(desk, ticket_id).items()
    }
    seen = reading.seen(desk, ticket_id)
    messages = tuple(_message(one, ticket.number, name, files, session) for one in thread.contacts)
    assignee = agents.agent_by_id(desk, ticket.assignee_id).login if ticket.assignee_id else ""
    newest = thread.contacts[-1].row if thread.contacts else None
    at_hand = AtHand(
        ticket.id, ticket.number, person.id, name, ticket.product_id, ticket.asset_id, ticket.subject, ticket.channel,
        ticket.lang or person.lang, newest.id if newest else 0, newest.at if newest else 0,
    )  # fmt: skip
    unread = next((one.row.id for one in thread.contacts if one.row.id > seen and one.row.direction == "in"), None)
    target = Target(
        ticket.id, ticket.number, ticket.subject, ticket.status_type, ticket.priority, name, assignee, ticket.version
    )
    head = _head(desk, session, ticket, person, assignee)
    timers = _in_order(sla.timers(desk, [ticket.id]).get(ticket.id, []))
    session.clocks.learn(timers)
    return Loaded(ticket, head, timers, messages, target, at_hand, unread, _waiting(desk, ticket_id))


def _waiting(desk: Desk, ticket_id: int) -> dict[int, int]:
    """Give when messages leave that still wait in the outbox."""
    now = desk.clock.now()
    return {one: at for one, at in reading.waiting_mail(desk, ticket_id).items() if at > now}


def _in_order(timers: Sequence[TimerFacts]) -> tuple[TimerFacts, ...]:
    """Give the clocks a head shows: the answer that is due, then the solution."""
    by_kind = {timer.kind: timer for timer in timers}
    answer = by_kind.get("next_response") or by_kind.get("first_response")
    return tuple(timer for timer in (answer, by_kind.get("resolution")) if timer is not None)


def head_clocks(timers: tuple[TimerFacts, ...], session: Session, now: int) -> list[HeadClock]:
    """Give the clocks of the head as they stand at `now`."""
    names = {
        "first_response": (_("1st"), _("First reply")),
        "next_response": (_("Reply"), _("Reply")),
        "resolution": (_("Sol."), _("Solve")),
    }
    found = []
    for timer in timers:
        cell = session.clocks.head(timer, now)
        found.append(HeadClock(*names[timer.kind], cell.text, cell.style))
    return found


def _head(desk: Desk, session: Session, ticket: Ticket, person: Customer, assignee: str) -> Head:
    team = agents.team_by_id(desk, ticket.team_id) if ticket.team_id else None
    facts = [
        session.status_label(ticket.status),
        words.priority(ticket.priority),
        words.channel(ticket.channel).lower() if ticket.channel != "whatsapp" else "WhatsApp",
        assignee or _("unassigned"),
        team.name if team else "",
    ]
    if ticket.snoozed_until and ticket.snoozed_until > session.now():
        facts.append(
            _("snoozed until {when}").format(when=words.soon(ticket.snoozed_until, session.zone, session.now()))
        )
    facts += [f"#{tag}" for tag in reading.tags(desk, ticket.id)]
    from postventa_tui.core.assets import belongings  # machines and guarantees: not for the first paint

    said = contacts.count(desk, person.id)
    machines = len(belongings.machines_of(desk, person.id))
    about = [
        ngettext("{n} contact", "{n} contacts", said).format(n=said),
        ngettext("{n} machine", "{n} machines", machines).format(n=machines),
    ]
    if person.since_on:
        about.append(_("customer since {year}").format(year=person.since_on[:4]))
    asset, short, covered = _machine(desk, ticket)
    return Head(
        ref=session.ref(ticket.number),
        subject=clean(ticket.subject, lines=False),
        facts=tuple(clean(fact, lines=False) for fact in facts),
        customer=clean(person.name, lines=False),
        customer_facts=tuple(about),
        asset=clean(asset, lines=False),
        asset_short=clean(short, lines=False),
        guarantee=clean(covered, lines=False),
        notice=who_else(desk, ticket.id),
    )


def _machine(desk: Desk, ticket: Ticket) -> tuple[str, str, str]:
    """Give the machine of a ticket in words, long and short, and its guarantee with the days left."""
    if ticket.asset_id is None:
        return "", "", ""
    from postventa_tui.core.assets import service as assets

    machine = assets.get(desk, ticket.asset_id)
    name = (
        machine.product
        if not machine.brand or machine.product.startswith(machine.brand)
        else f"{machine.brand} {machine.product}"
    )
    serial = _("serial {serial}").format(serial=machine.serial) if machine.serial else ""
    shown, said = guarantee.in_order(name, serial, _guarantee(desk, ticket))
    return shown, machine.sku, said


def _guarantee(desk: Desk, ticket: Ticket) -> str:
    """Give what answers for the fault of a ticket; what cannot be known is said, too."""
    from postventa_tui.core.returns import cases

    try:
        answer = cases.cover_of_ticket(desk, str(ticket.number)).answer
    except PostventaError:
        # The shop's own rules may be wrong, or the survivor of a merge has no machine.
        return _("guarantee: not known")
    return guarantee.words_of(answer, datetime.date.fromisoformat(moments.local_date(desk.clock.now(), desk.shop.zone)))


def who_else(desk: Desk, ticket_id: int) -> str:
    """Give who else writes on the ticket, in words."""
    now = desk.clock.now()
    for other in presence.others(desk).get(ticket_id, []):
        since = words.ago(now - other.since_at)
        if other.mode == "editing":
            return _("{who} is writing a reply, for {since}").format(who=clean(other.login, lines=False), since=since)
    return ""


def presence_words(desk: Desk) -> dict[int, str]:
    """Give by ticket who else has it open: `aitor reading`, `joan writing`."""
    found = {}
    for ticket_id, present in presence.others(desk).items():
        first = present[0]
        word = _("{who} writing") if first.mode == "editing" else _("{who} reading")
        text = word.format(who=first.login)
        found[ticket_id] = text + (" " + _("(away)") if first.away else "")
    return found


def _message(one: Contact, number: int, customer: str, files: dict[int, list[Attachment]], session: Session) -> Message:
    row = one.row
    facts = []
    if row.kind == "call":
        facts.append(_call_words(row.duration_s, row.outcome))
    if one.number is not None and one.number != number:
        facts.append(session.ref(one.number))
    if not row.verified:
        facts.append(_("sender not verified"))
    if row.state in ("failed", "bounced", "uncertain"):
        facts.append({"failed": _("not sent"), "bounced": _("came back"), "uncertain": _("perhaps sent")}[row.state])
    own, quoted = _own_words(row.body, row.trim_start, row.trim_end)
    return Message(
        id=row.id,
        at=row.at,
        side=_side(row.kind, row.direction, row.author_kind),
        channel=row.channel or ("" if row.kind != "note" else _("note")),
        author=_author(one, customer),
        body=clean(words.rma_step(own) if row.kind == "event" else own, lines=True),
        quoted=clean(quoted, lines=True),
        facts=tuple(facts),
        attachments=tuple(files.get(row.id, ())),
    )


def _side(kind: str, direction: str, author_kind: str) -> str:
    if kind == "event":
        return "event"
    if direction == "internal":
        return "note"
    return "agent" if author_kind == "agent" or direction == "out" else "customer"


def _author(one: Contact, customer: str) -> str:
    row = one.row
    if row.author_kind == "agent":
        return clean(one.agent_login or row.author_name or "", lines=False)
    if row.author_kind == "auto":
        return clean(row.author_name or _("automatic"), lines=False)
    return clean(row.author_name or one.customer_name or customer, lines=False)


def _call_words(seconds: int | None, outcome: str | None) -> str:
    words_ = {
        "answered": _("answered"),
        "voicemail": _("voicemail"),
        "no_answer": _("no answer"),
        "busy": _("line busy"),
        "wrong_number": _("wrong number"),
    }.get(outcome or "", "")
    if seconds:
        return _("{min} min {s} s").format(min=seconds // 60, s=seconds % 60)
    return words_


def _own_words(body: str, start: int | None, end: int | None) -> tuple[str, str]:
    """Part the author's own words from older mail repeated below them."""
    if start is None and end is None:
        return body, ""
    first, last = start or 0, len(body) if end is None else end
    rest = (body[:first] + body[last:]).strip("\n")
    return body[first:last], rest


def outbox_counts(desk: Desk) -> tuple[int, int]:
    """Give how many messages wait to leave, and how many failed or are in doubt."""
    waiting = len(outbox.in_state(desk, "queued"))
    failed = sum(len(outbox.in_state(desk, state)) for state in ("failed", "uncertain", "bounced"))
    return waiting, failed


def verb_words(verb: str) -> str:
    """Give what a verb of the journal did, in words."""
    return {
        "ticket.reply": _("reply"),
        "reply.send": _("reply"),
        "ticket.note": _("note"),
        "ticket.status": _("status"),
        "ticket.take": _("take"),
        "ticket.next": _("take"),
        "ticket.assign": _("assign"),
        "ticket.assign_team": _("assign"),
        "ticket.priority": _("priority"),
        "ticket.snooze": _("snooze"),
        "ticket.tag": _("tags"),
        "ticket.merge": _("merge"),
        "ticket.split": _("split"),
        "ticket.spam": _("spam"),
        "ticket.call": _("call"),
        "ticket.new": _("new ticket"),
        "ticket.set": _("edit"),
        "undo": _("undo"),
    }.get(verb, verb)


def next_match(messages: Iterable[Message], text: str, after: object) -> int | None:
    """Give the next message that holds `text`, whatever case and accents; round from the end to the start."""
    wanted = fold(text)
    hits = [one.id for one in messages if wanted in fold(f"{one.author} {one.body} {one.quoted}")]
    if not hits:
        return None
    if after in hits:
        return hits[(hits.index(after) + 1) % len(hits)]
    return next((one for one in hits if isinstance(after, int) and one > after), hits[0])


def own_waiting(desk: Desk) -> int:
    """Count the agent's own replies that can still be taken back."""
    now, me = desk.clock.now(), desk.agent.id if desk.agent else 0
    undo_s = tickets.undo_seconds(desk)
    waiting = [row for row in outbox.in_state(desk, "queued") if now < row.send_after <= now + undo_s]
    return sum(1 for row in waiting if contacts.get(desk, row.interaction_id).agent_id == me)


def with_leaving(message: Message, at: int, now: int, zone: str) -> Message:
    """Give a message that waits in the outbox with the words for when it leaves."""
    if at <= now:
        return message
    if at - now <= 60:
        words_ = _("leaves in {s} s").format(s=at - now)
    else:
        words_ = _("leaves {when}").format(when=words.soon(at, zone, now))
    return message._replace(facts=(*message.facts, words_))
