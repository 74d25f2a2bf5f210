"""What was done can be taken back, and the tables are as before."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postventa_tui.core.replies import drafts, sending
from postventa_tui.core.replies.rows import ToSend
from postventa_tui.core.tickets import calls, fields, merging, people, reading, tagging, undo
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Outgoing
from postventa_tui.db import journal
from postventa_tui.kit.errors import Conflict, NotAllowed, NotFound, PostventaError, Refused

FREE = {"version", "updated_at"}
DERIVED = ("sla_timers",)


def tables(desk) -> dict[str, list[tuple]]:
    """Give every journalled row of a shop without what only moves on."""
    found = {}
    for table in journal.JOURNALLED:
        names = [row[1] for row in desk.db.all(f"PRAGMA table_info({table})") if row[1] not in FREE]
        skipped = {"id"} if table in DERIVED else set()
        columns = ", ".join(f'"{name}"' for name in names if name not in skipped)
        found[table] = sorted(desk.db.all(f"SELECT {columns} FROM {table}"), key=repr)
    return found


def test_a_reply_in_its_seconds_comes_back_as_a_draft(shop, ticket) -> None:
    drafts.save(shop, ticket.id, "reply", "Le llamamos", cursor=3)
    before = tables(shop)
    sending.send(shop, ticket.id, ToSend("Le llamamos", cursor=3))
    assert drafts.get(shop, ticket.id) is None
    done = undo.undo(shop)
    assert (done.verb, done.drafts) == ("ticket.send", [ticket.id])
    assert tables(shop) == before
    back = drafts.get(shop, ticket.id)
    assert (back.body, back.cursor) == ("Le llamamos", 3)


def test_undo_again_is_redo(shop, ticket) -> None:
    before = tables(shop)
    fields.set_priority(shop, ticket.id, "urgent")
    after = tables(shop)
    first, second, third = undo.undo(shop), undo.undo(shop), undo.undo(shop)
    assert (first.is_redo, second.is_redo, third.is_redo) == (False, True, True)
    assert tables(shop) == before
    undo.undo(shop, third.by_unit)
    assert tables(shop) == after


def test_redo_of_a_send_takes_the_draft_away(shop, ticket) -> None:
    sending.send(shop, ticket.id, ToSend("Le llamamos"))
    undo.undo(shop)
    undo.undo(shop)
    assert drafts.get(shop, ticket.id) is None
    assert reading.by_id(shop, ticket.id).status == "pending"


def test_what_has_left_cannot_be_taken_back(shop, ticket) -> None:
    sent = tickets.reply(shop, ticket.id, Outgoing("Le llamamos"))
    with shop.transaction("mail.send") as db:
        db.run("UPDATE outbox SET state = 'sent' WHERE id = :id", id=sent.outbox_id)
    units = [row[0] for row in shop.db.all("SELECT unit FROM units WHERE verb = 'ticket.reply'")]
    with pytest.raises(Refused, match="already_sent"):
        undo.undo(shop, units[-1])


def test_a_later_change_of_the_same_field_stands_in_the_way(shop, ticket, make_desk) -> None:
    fields.set_priority(shop, ticket.id, "urgent")
    unit = undo.newest(shop)
    fields.set_priority(make_desk("joan"), ticket.id, "low")
    with pytest.raises(Conflict, match="changed_since") as caught:
        undo.undo(shop, unit)
    assert caught.value.params["by"] == "joan"
    assert reading.by_id(shop, ticket.id).priority == "low"


def test_a_later_change_of_another_field_does_not(shop, ticket, make_desk) -> None:
    fields.set_priority(shop, ticket.id, "urgent")
    unit = undo.newest(shop)
    tagging.tag(make_desk("lucia"), ticket.id, ["ruido"])
    undo.undo(shop, unit)
    assert (reading.by_id(shop, ticket.id).priority, reading.tags(shop, ticket.id)) == ("normal", ["ruido"])


def test_others_units_need_a_lead(shop, ticket, make_desk) -> None:
    fields.set_priority(shop, ticket.id, "urgent")
    unit = undo.newest(shop)
    with pytest.raises(NotAllowed, match="not_yours"):
        undo.undo(make_desk("lucia"), unit)
    assert undo.undo(make_desk("joan"), unit).unit == unit
    with pytest.raises(Refused, match="already_undone"):
        undo.undo(shop, unit)


def test_nothing_of_mine_is_said(shop, make_desk) -> None:
    with pytest.raises(NotFound, match="nothing_to_undo"):
        undo.undo(make_desk("lucia"))


def test_the_newest_on_a_ticket_is_taken_back(shop, marta, ticket) -> None:
    other = tickets.create(shop, NewTicket(marta, "Otro"))
    tagging.tag(shop, ticket.id, ["ruido"])
    fields.set_priority(shop, other.id, "high")
    undo.undo(shop, ticket_id=ticket.id)
    assert reading.tags(shop, ticket.id) == []
    assert reading.by_id(shop, other.id).priority == "high"


def test_a_new_ticket_with_a_colleagues_note_stays(shop, marta, make_desk) -> None:
    mine = tickets.create(shop, NewTicket(marta, "Otro"))
    unit = undo.newest(shop)
    tickets.note(make_desk("lucia"), mine.id, "yo sé algo")
    with pytest.raises(Conflict, match="changed_since"):
        undo.undo(shop, unit)
    assert reading.by_id(shop, mine.id).subject == "Otro"


def test_undo_brings_back_even_new(shop, ticket) -> None:
    people.take(shop, ticket.id)
    undo.undo(shop)
    assert reading.by_id(shop, ticket.id).status == "new"


VERBS = {
    "reply": lambda d, t, o: tickets.reply(d, t, Outgoing("Le llamamos")),
    "reply_solved": lambda d, t, o: tickets.reply(d, t, Outgoing("Hecho", then="solved")),
    "note": lambda d, t, o: tickets.note(d, t, "visto @joan"),
    "call": lambda d, t, o: calls.call(d, t, "out", "answered", seconds=30),
    "voicemail": lambda d, t, o: calls.call(d, t, "in", "voicemail"),
    "visit": lambda d, t, o: calls.visit(d, t, "advice", text="viene"),
    "take": lambda d, t, o: people.take(d, t),
    "assign": lambda d, t, o: people.assign_words(d, t, "lucia"),
    "team": lambda d, t, o: people.assign_words(d, t, "Tienda"),
    "escalate": lambda d, t, o: people.escalate(d, t, "joan", "urge"),
    "solve": lambda d, t, o: fields.set_status(d, t, "solved"),
    "hold": lambda d, t, o: fields.set_status(d, t, "on_hold"),
    "close": lambda d, t, o: fields.set_status(d, t, "closed"),
    "urgent": lambda d, t, o: fields.set_priority(d, t, "urgent"),
    "subject": lambda d, t, o: fields.set_fields(d, t, {"subject": "otro", "cause": "bomba"}),
    "tag": lambda d, t, o: tagging.tag(d, t, ["ruido", "agua"]),
    "untag": lambda d, t, o: tagging.tag(d, t, [], ["ruido"]),
    "rename": lambda d, t, o: tagging.rename(d, "ruido", "golpe"),
    "snooze": lambda d, t, o: fields.snooze(d, t, d.clock.now() + 9999),
    "spam": lambda d, t, o: fields.mark_spam(d, t),
    "not_spam": lambda d, t, o: fields.not_spam(d, t),
    "merge": lambda d, t, o: merging.merge(d, o, t),
    "merge_back": lambda d, t, o: merging.merge(d, t, o),
    "unmerge": lambda d, t, o: merging.unmerge(d, o),
    "split": lambda d, t, o: merging.split(d, t, [reading.thread(d, t).contacts[-1].row.id]),
    "message": lambda d, t, o: tickets.receive(d, Incoming(1, "email", "sigue igual", ticket_id=t)),
    "remind": lambda d, t, o: people.remind(d, t, d.clock.now() + 60),
    "hand_over": lambda d, t, o: people.hand_over(d, t, "pendiente", promise_on="2027-01-01"),
    "follow": lambda d, t, o: people.follow(d, t),
    "new": lambda d, t, o: tickets.create(d, NewTicket(1, "otro más"), "hola"),
}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from([0, 60, 90_000])), min_size=1, max_size=7))
def test_any_sequence_of_verbs_and_its_undo_leave_the_same_tables(shop_and_two, steps) -> None:
    shop, first, second = shop_and_two
    before = tables(shop)
    units: list[int] = []
    for name, seconds in steps:
        shop.clock.advance(seconds)
        newest = shop.db.value("SELECT coalesce(max(unit), 0) FROM units")
        try:
            VERBS[name](shop, first, second)
        except PostventaError:
            continue
        units += [row[0] for row in shop.db.all("SELECT unit FROM units WHERE unit > :n ORDER BY unit", n=newest)]
    for unit in reversed(units):
        if journal.entries_of(shop.db, unit):
            undo.undo(shop, unit)
    after = tables(shop)
    for table in before:
        if table != "sla_timers":
            assert after[table] == before[table], table


@pytest.fixture
def shop_and_two(shop, marta, ticket):
    tickets.receive(shop, Incoming(marta, "email", "y gotea", ticket_id=ticket.id))
    other = tickets.create(shop, NewTicket(marta, "Gotea"), "Gotea por abajo.")
    return shop, ticket.id, other.id
