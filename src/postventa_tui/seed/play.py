"""Plays a story through the services: every step by the agent who did it, at its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import calls, fields, merging, outbox, people, reading, service, tagging
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Outgoing
from postventa_tui.seed.goods import SHARED
from postventa_tui.seed.habits import after_solving
from postventa_tui.seed.people import people as everybody
from postventa_tui.seed.stage import Stage
from postventa_tui.seed.words import table
from postventa_tui.seed.workshop import Workshop

if TYPE_CHECKING:
    from postventa_tui.desk import Desk
    from postventa_tui.seed.story import Step, Story

WRITTEN = ("email", "web", "chat", "whatsapp", "social")
CAUSES = {"conv-08": "fan", "conv-14": "battery"}
"""Faults that a visit of a story told by hand has found."""
OPEN_TYPES = ("open", "pending", "on_hold")


class Player:
    """Plays one story after another, step by step."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._workshop = Workshop(stage)

    def play(self, story: Story, index: int) -> None:
        """Do one step of a story."""
        step = story.steps[index]
        login = step.agent or story.agent or "lucia"
        desk = self._stage.desk(login, step.at)
        if index == 0:
            self._begin(desk, story, step)
            self._workshop.after(story, index)
            return
        ticket_id = self._stage.tickets[story.key]
        if step.what not in ("in", "auto", "merge", "spam"):
            self._take(story, ticket_id)
        if step.what == "solve":
            self._workshop.after(story, index)
        self._go_on(desk, story, step, ticket_id, is_last=self._is_last_word(story, index))
        if step.what != "solve":
            self._workshop.after(story, index)

    def _is_last_word(self, story: Story, index: int) -> bool:
        return not any(step.what in ("in", "out", "solve", "call_in") for step in story.steps[index + 1 :])

    def _facts(self, story: Story) -> NewTicket:
        owner = SHARED.get((story.who, story.product), story.who)
        return NewTicket(
            self._who(story), story.subject, story.channel, story.priority,
            asset_id=self._stage.asset_of(owner, story.product, story.serial),
            product_id=self._stage.products.get(story.product), tags=tuple(_tag(one) for one in story.tags),
            organisation_id=self._stage.firms.get(everybody()[story.who].organisation) if "empresa" in story.tags else None,
        )  # fmt: skip

    def _who(self, story: Story) -> int:
        if story.who in self._stage.customers:
            return self._stage.customers[story.who]
        name, address, _subject, _text = table("sentences/spam.toml")["spam"][int(story.who.partition(":")[2])]
        desk = self._stage.desk("lucia")
        self._stage.customers[story.who] = customers.create(desk, {"display": name}, {"email": address})
        return self._stage.customers[story.who]

    def _begin(self, desk: Desk, story: Story, step: Step) -> None:
        facts = self._facts(story)
        if step.what == "in":
            received = service.receive(
                desk,
                Incoming(
                    facts.customer_id, story.channel, step.text, story.subject, priority=facts.priority,
                    product_id=facts.product_id, asset_id=facts.asset_id, tags=facts.tags,
                ),
            )  # fmt: skip
            self._stage.tickets[story.key] = received.ticket_id
            return
        ticket = service.create(desk, facts)
        self._stage.tickets[story.key] = ticket.id
        self._go_on(desk, story, step, ticket.id, is_last=len(story.steps) == 1)

    def _take(self, story: Story, ticket_id: int) -> None:
        if story.agent and reading.by_id(self._stage.desk(story.agent), ticket_id).assignee_id is None:
            people.take(self._stage.desk(story.agent), ticket_id)

    def take(self, story: Story) -> None:
        """Let the agent of a story take it."""
        self._take(story, self._stage.tickets[story.key])

    def _go_on(self, desk: Desk, story: Story, step: Step, ticket_id: int, *, is_last: bool) -> None:
        match step.what:
            case "in":
                self._hear(desk, story, step, ticket_id)
            case "out":
                self._answer(desk, story, step, ticket_id, is_last=is_last)
            case "note":
                service.note(desk, ticket_id, step.text)
            case "visit":
                if story.key in CAUSES:
                    fields.set_fields(desk, ticket_id, {"cause": CAUSES[story.key]})
                calls.visit(desk, ticket_id, step.visit or "advice", text=step.text)
            case "call_in" | "call_out":
                direction = step.what[5:]
                outcome = "answered" if step.seconds else "no_answer"
                calls.call(desk, ticket_id, direction, outcome, seconds=step.seconds, text=step.text)
            case "auto":
                sent = service.auto_message(desk, ticket_id, Outgoing(step.text, channel=self._way(story)))
                outbox.sent(desk, sent.outbox_id, to=())
            case "solve":
                self._solve(desk, story, ticket_id)
                after_solving(self._stage, story)
            case "merge":
                merging.merge(desk, ticket_id, self._stage.tickets[story.merged_into])
            case "spam":
                fields.mark_spam(desk, ticket_id)

    def _way(self, story: Story) -> str:
        if story.channel in WRITTEN:
            return story.channel
        person = everybody()[story.who]
        return person.channel if person.channel in ("email", "whatsapp") else "whatsapp"

    def _point(self, desk: Desk, story: Story, channel: str) -> int | None:
        kind = {"email": "email", "web": "email", "whatsapp": "phone", "social": "handle"}.get(channel)
        found = customers.points_of(desk, self._stage.customers[story.who])
        return next((point.id for point in found if point.kind == kind), None)

    def _hear(self, desk: Desk, story: Story, step: Step, ticket_id: int) -> None:
        customer_id = self._stage.customers[story.who]
        if step.text.startswith("Mensaje en contestador"):
            calls.call(desk, ticket_id, "in", "voicemail", seconds=24, text=step.text)
            return
        service.receive(desk, Incoming(customer_id, self._way(story), step.text, ticket_id=ticket_id))

    def _answer(self, desk: Desk, story: Story, step: Step, ticket_id: int, *, is_last: bool) -> None:
        channel = self._way(story)
        then = story.status if is_last and story.status in OPEN_TYPES else None
        out = Outgoing(
            step.text, then=then, channel=channel, to_point_id=self._point(desk, story, channel), send_after=step.at
        )
        sent = service.reply(desk, ticket_id, out)
        outbox.sent(desk, sent.outbox_id, to=())

    def _solve(self, desk: Desk, story: Story, ticket_id: int) -> None:
        if story.code and not reading.by_id(desk, ticket_id).cause:
            fields.set_fields(desk, ticket_id, {"cause": story.code})
        fields.set_status(desk, ticket_id, "solved")

    def settle(self, story: Story, at: int) -> None:
        """Give an open story the status it has at the demo moment."""
        ticket_id = self._stage.tickets[story.key]
        desk = self._stage.desk(story.agent or "lucia", at)
        if story.agent:
            self._take(story, ticket_id)
        if reading.by_id(desk, ticket_id).status_type != story.status:
            fields.set_status(desk, ticket_id, story.status)


def _tag(name: str) -> str:
    return tagging.normal(name.replace(" ", "-"))
