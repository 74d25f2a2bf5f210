"""Facts in, timers out, on a real file: events, undo, calendars, policies, breaches by time alone."""

from __future__ import annotations

import random
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from postventa_tui.core.sla import correction, files, proof, rehearsal, service, store
from postventa_tui.core.sla.events import SlaEvent
from postventa_tui.core.sla.policy import SlaPolicy
from postventa_tui.core.sla.timers import NO_CLOCK, PAUSED
from postventa_tui.db import rewind
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused

CALENDAR = """
format = "postventa-calendar/1"
name = "Taller"
zone = "Europe/Madrid"
[weekly]
mon = [["09:00", "14:00"], ["16:30", "20:00"]]
tue = [["09:00", "14:00"], ["16:30", "20:00"]]
wed = [["09:00", "14:00"], ["16:30", "20:00"]]
thu = [["09:00", "14:00"], ["16:30", "20:00"]]
fri = [["09:00", "14:00"], ["16:30", "20:00"]]
"""
HOLIDAY = CALENDAR + '[overrides]\n2026-11-19 = []\n[names]\n2026-11-19 = "Local"\n'
TARGETS = {
    "normal": {"first_response": 7200, "next_response": 3600, "resolution": 36_000},
    "urgent": {"first_response": 1800, "resolution": 7200},
}
POLICY = SlaPolicy("General", "Taller", TARGETS)
TICKET, OTHER = 1042, 1043


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Madrid")).timestamp())


@pytest.fixture
def shop(desk, clock):
    clock.set(at("2026-11-19T09:00"))
    service.save_calendar(desk, files.read_calendar(CALENDAR, "taller.toml"))
    service.save_policy(desk, POLICY, file="general.toml")
    return desk


def event(shop, clock, when: str, kind: str, ticket: int = TICKET, **more):
    clock.set(at(when))
    return service.on_event(shop, ticket, SlaEvent(kind, clock.now(), by="ana", **more))


def state(shop, clock, kind: str, ticket: int = TICKET):
    shown = {one.timer: one for one in service.views(shop, [ticket], clock.now())[ticket]}
    return shown[kind]


def last_unit(shop) -> int:
    return int(shop.db.value("SELECT max(unit) FROM units"))


def undo(shop, unit: int):
    with shop.transaction("undo", undoes=unit):
        touched = rewind.undo(shop.db, unit, shop.unit)
        return service.after_undo(shop, touched)


def test_a_created_ticket_gets_the_first_matching_policy_and_its_due(shop, clock):
    due = event(shop, clock, "2026-11-19T10:00", "created")
    assert due == (at("2026-11-19T12:00"), at("2026-11-19T12:00"))
    rows = shop.db.all("SELECT kind, state, due_at, warn_at, counting FROM sla_timers ORDER BY kind")
    assert rows == [
        ("first_response", "running", at("2026-11-19T12:00"), at("2026-11-19T11:30"), 1),
        ("resolution", "running", at("2026-11-20T11:30"), at("2026-11-19T20:00"), 1),
    ]


def test_a_paused_ticket_without_other_clock_sorts_with_the_paused(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T10:30", "agent_reply")
    due = event(shop, clock, "2026-11-19T10:30", "status", status="pending")
    assert due == (None, PAUSED)


def test_notes_and_automatic_mail_leave_no_fact(shop, clock):
    before = event(shop, clock, "2026-11-19T10:00", "created")
    for kind in ("note", "auto_message", "snooze"):
        assert event(shop, clock, "2026-11-19T10:01", kind) == before
    assert shop.db.value("SELECT count(*) FROM sla_events") == 1


def test_a_ticket_without_created_has_no_clock(shop, clock):
    assert event(shop, clock, "2026-11-19T10:00", "agent_reply") == (None, NO_CLOCK)
    assert shop.db.value("SELECT count(*) FROM sla_events") == 0
    with pytest.raises(Refused, match="no_clock"):
        service.reapply(shop, TICKET)


def test_a_clock_that_went_back_counts_from_the_last_event(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T09:30", "agent_reply")
    shown = state(shop, clock, "first_response")
    assert (shown.state, shown.elapsed) == ("met", 0)


def test_a_breach_that_nobody_saw_is_stated_once_at_the_right_instant(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    clock.set(at("2026-11-19T18:00"))
    assert service.tick(shop) == 1
    unit = last_unit(shop)
    row = shop.db.one("SELECT state, due_at, breach FROM sla_timers WHERE kind = 'first_response'")
    assert row[:2] == ("missed", at("2026-11-19T12:00"))
    assert f'"at":{at("2026-11-19T12:00") + 1}' in row[2]
    assert service.tick(shop) == 0
    assert last_unit(shop) == unit


def test_undo_of_a_mistaken_priority_takes_its_breach_back(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T11:00", "priority", priority="urgent")
    mistake = last_unit(shop)
    assert state(shop, clock, "first_response").state == "missed"
    clock.advance(60)
    service.tick(shop)
    dues = undo(shop, mistake)
    assert dues[TICKET].due_at == at("2026-11-19T12:00")
    assert state(shop, clock, "first_response").state == "running"
    assert shop.db.value("SELECT breach FROM sla_timers WHERE kind = 'first_response'") is None


def test_undo_and_redo_of_a_question_restore_its_cycle(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T10:10", "agent_reply")
    event(shop, clock, "2026-11-19T10:20", "customer_message")
    question = last_unit(shop)
    undo(shop, question)
    assert state(shop, clock, "next_response").state == "none"
    assert shop.db.value("SELECT count(*) FROM sla_timers WHERE kind = 'next_response'") == 0
    undo(shop, last_unit(shop))
    assert state(shop, clock, "next_response").state == "running"


def test_a_tick_between_a_change_and_its_undo_does_not_stand_in_the_way(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T10:10", "status", status="pending")
    pause = last_unit(shop)
    clock.set(at("2026-11-19T13:00"))
    service.tick(shop)
    undo(shop, pause)
    assert state(shop, clock, "resolution").state == "running"
    assert state(shop, clock, "first_response").state == "missed"


def test_a_forgotten_holiday_helps_tickets_in_progress(shop, clock):
    event(shop, clock, "2026-11-18T19:00", "created")
    clock.set(at("2026-11-19T08:00"))
    dues = service.save_calendar(shop, files.read_calendar(HOLIDAY, "taller.toml"))
    assert dues[TICKET].due_at == at("2026-11-20T10:00")
    assert shop.db.value("SELECT due_at FROM sla_timers WHERE kind = 'first_response'") == at("2026-11-20T10:00")


def test_a_breach_survives_a_holiday_without_the_word_of_a_lead(shop, clock):
    event(shop, clock, "2026-11-19T09:00", "created")
    clock.set(at("2026-11-19T12:00"))
    service.save_calendar(shop, files.read_calendar(HOLIDAY, "taller.toml"))
    shown = state(shop, clock, "first_response")
    assert (shown.state, shown.due) == ("missed", at("2026-11-19T11:00"))


def test_a_lead_withdraws_the_breaches_of_a_forgotten_holiday_in_one_unit(shop, clock):
    event(shop, clock, "2026-11-19T09:00", "created")
    event(shop, clock, "2026-11-18T09:00", "created", ticket=OTHER)
    clock.set(at("2026-11-19T12:00"))
    file = files.read_calendar(HOLIDAY, "taller.toml")
    seen = correction.preview(shop, file, date(2026, 11, 19))
    assert [(one.ticket_id, one.timer, one.due) for one in seen.withdrawn] == [
        (TICKET, "first_response", at("2026-11-19T11:00")),
        (OTHER, "resolution", at("2026-11-19T10:30")),
    ]
    assert state(shop, clock, "first_response").state == "missed"
    done, dues = correction.save_from(shop, file, date(2026, 11, 19), "Holiday of the town")
    assert done == seen
    assert state(shop, clock, "first_response").state == "running"
    assert dues[TICKET].due_at == at("2026-11-20T11:00")
    assert state(shop, clock, "first_response", OTHER).state == "missed"
    (note,) = service.clocks(shop, [TICKET])[TICKET].corrections
    assert (note.by, note.note, note.at) == ("ana", "Holiday of the town", clock.now())
    unit = last_unit(shop)
    clock.advance(60)
    undo(shop, unit)
    assert state(shop, clock, "first_response").state == "missed"
    assert store.find_calendar(shop.db, "Taller").work.model.overrides == {}


def test_a_policy_version_stays_with_its_tickets_until_it_is_applied(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    faster = POLICY._replace(targets={"normal": {"first_response": 5400}})
    assert service.save_policy(shop, faster) == 2
    assert state(shop, clock, "first_response").target == 7200
    due = service.reapply(shop, TICKET, "General")
    assert due.due_at == at("2026-11-19T11:30")
    assert service.reapply(shop, TICKET, "") == (None, NO_CLOCK)
    with pytest.raises(NotFound, match="policy_unknown"):
        service.reapply(shop, TICKET, "Nowhere")


def test_policies_are_chosen_in_the_order_of_their_file_names(shop, clock):
    vip = POLICY._replace(name="Vip", conditions=(("tag", ("vip",)),), targets={"normal": {"first_response": 60}})
    service.save_policy(shop, vip, file="a-vip.toml")
    assert [row.policy.name for row in service.policies(shop)] == ["Vip", "General"]
    assert event(shop, clock, "2026-11-19T10:00", "created", tags=("vip",)).due_at == at("2026-11-19T10:01")


def test_a_merge_hands_the_earlier_due_to_the_survivor(shop, clock):
    event(shop, clock, "2026-11-19T09:00", "created", ticket=OTHER)
    event(shop, clock, "2026-11-19T10:00", "created")
    assert event(shop, clock, "2026-11-19T10:30", "merge", ticket=OTHER, into=TICKET) == (None, NO_CLOCK)
    unit = last_unit(shop)
    assert service.recompute(shop, TICKET).due_at == at("2026-11-19T11:00")
    assert state(shop, clock, "first_response", OTHER).state == "cancelled"
    undo(shop, unit)
    assert state(shop, clock, "first_response").due == at("2026-11-19T12:00")
    assert state(shop, clock, "first_response", OTHER).state == "running"


def test_a_ticket_taken_out_of_a_merge_listens_to_new_questions(shop, clock):
    event(shop, clock, "2026-11-19T09:00", "created", ticket=OTHER)
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T10:30", "merge", ticket=OTHER, into=TICKET)
    event(shop, clock, "2026-11-19T10:40", "status", ticket=OTHER, status="open")
    due = event(shop, clock, "2026-11-19T10:50", "customer_message", ticket=OTHER)
    assert due.due_at == at("2026-11-19T11:50")


def test_the_past_shows_the_clocks_as_they_stood(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T11:00", "agent_reply")
    clock.set(at("2026-11-19T13:00"))
    past = service.views(shop, [TICKET], at("2026-11-19T10:30"))[TICKET]
    assert (past[0].state, past[0].elapsed) == ("running", 1800)


def test_cached_rows_equal_a_fresh_computation(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T10:10", "agent_reply")
    event(shop, clock, "2026-11-19T10:20", "customer_message")
    event(shop, clock, "2026-11-19T10:30", "status", status="pending")
    shown = {one.timer: one for one in service.views(shop, [TICKET], clock.now())[TICKET]}
    for row in service.timers(shop, [TICKET])[TICKET]:
        fresh = shown[row.kind]
        assert (row.state, row.due_at, row.warn_at, row.counting, row.stopped_at, row.cycle) == (
            fresh.state, fresh.due, fresh.warn_at, fresh.running, fresh.stopped_at, fresh.cycle,
        )  # fmt: skip
        assert (row.policy, row.calendar) == ("General", "Taller")


def test_a_rehearsal_says_what_would_have_been_met_and_writes_nothing(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T11:00", "agent_reply")
    event(shop, clock, "2026-11-19T11:00", "created", ticket=OTHER)
    clock.set(at("2026-11-20T19:00"))
    seq = shop.db.value("SELECT max(seq) FROM journal")
    strict = POLICY._replace(targets={"normal": {"first_response": 1800}})
    found = rehearsal.rehearse(shop, strict, 90)
    assert found.tickets == 2
    assert found.before["first_response"] == {"met": 1, "missed": 1}
    assert found.after["first_response"] == {"missed": 2}
    assert (TICKET, "first_response", 1, "met", "missed") in found.changes
    closed = files.read_calendar('format="postventa-calendar/1"\nname="Taller"\nzone="UTC"', "x")
    assert rehearsal.rehearse(shop, closed, 90).after["first_response"] == {"met": 1, "running": 1}
    assert shop.db.value("SELECT max(seq) FROM journal") == seq


def test_roles_are_kept(shop, make_desk, clock):
    with shop.transaction("x"):
        shop.db.run(
            "INSERT INTO agents (login, name, role, created_at, updated_at) VALUES ('leo', 'Leo', 'lead', 0, 0)"
        )
    lead = make_desk("leo")
    file = files.read_calendar(HOLIDAY, "taller.toml")
    with pytest.raises(NotAllowed):
        service.save_calendar(lead, file)
    with pytest.raises(NotAllowed):
        service.save_policy(lead, POLICY)
    correction.save_from(lead, file, date(2026, 11, 19))


def test_an_exception_leaves_no_fact_and_no_timer(shop, clock):
    with pytest.raises(RuntimeError), shop.transaction("ticket.new"):
        service.on_event(shop, TICKET, SlaEvent("created", clock.now()))
        raise RuntimeError
    assert shop.db.value("SELECT count(*) FROM sla_events") == 0
    assert shop.db.value("SELECT count(*) FROM sla_timers") == 0


def test_a_new_shop_gets_a_calendar_and_a_policy_once(desk):
    service.install_starter(desk)
    service.install_starter(desk)
    assert [row.name for row in service.calendars(desk)] == ["Tienda"]
    assert [row.policy.version for row in service.policies(desk)] == [1]
    assert service.on_event(desk, TICKET, SlaEvent("created", desk.clock.now())).due_at is not None


def test_quick_views_equal_a_replay(shop, clock):
    dice = random.Random(7)
    kinds = ["customer_message", "agent_reply", "status", "status", "status", "priority", "spam", "policy"]
    for ticket in range(1, 41):
        now = at("2026-11-19T09:00") + ticket
        clock.set(now)
        service.on_event(shop, ticket, SlaEvent("created", now))
        for _step in range(dice.randrange(8)):
            now += dice.randrange(12_000)
            clock.set(now)
            kind = dice.choice(kinds)
            status = dice.choice(["open", "pending", "solved", "closed", "on_hold"]) if kind == "status" else None
            priority = dice.choice(["normal", "urgent", "low"]) if kind == "priority" else None
            service.on_event(shop, ticket, SlaEvent(kind, now, status=status, priority=priority))
    tickets = list(range(1, 43))
    for later in (0, 3600, 90_000):
        clock.set(at("2026-11-21T09:00") + later)
        assert service.quick_views(shop, tickets) == service.views(shop, tickets, clock.now())
    service.save_calendar(shop, files.read_calendar(HOLIDAY, "taller.toml"))
    clock.advance(180_000)
    assert service.quick_views(shop, tickets) == service.views(shop, tickets, clock.now())
    service.tick(shop)
    seq = shop.db.value("SELECT max(seq) FROM journal WHERE tbl = 'sla_timers'")
    clock.advance(60)
    service.recompute_many(shop, tickets)
    assert shop.db.value("SELECT max(seq) FROM journal WHERE tbl = 'sla_timers'") == seq


def test_a_cached_clock_that_does_not_follow_from_the_facts_is_found(shop, clock):
    event(shop, clock, "2026-11-19T10:00", "created")
    event(shop, clock, "2026-11-19T10:30", "created", ticket=OTHER)
    event(shop, clock, "2026-11-19T11:30", "agent_reply")
    assert proof.differing(shop.db) == []
    with shop.transaction("x"):
        shop.db.run("UPDATE sla_timers SET due_at = due_at + 1 WHERE ticket_id = :id", id=OTHER)
    assert proof.differing(shop.db) == [OTHER]
