"""Properties of undo: any writes, undone newest first, leave the tables as they were; undone undos bring them back."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postventa_tui.db import past, rewind
from postventa_tui.kit.errors import Conflict, Refused

_STEP = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "delete"]), st.integers(0, 4), st.text("abc", max_size=2)),
    min_size=1,
    max_size=3,
)


def _write(desk, steps) -> int:
    with desk.transaction("tag.change") as db:
        unit = desk.unit
        for action, which, word in steps:
            ids = [row[0] for row in db.all("SELECT id FROM tags ORDER BY id")]
            at = desk.clock.now()
            if action == "insert":
                name = f"{word}{desk.clock.now()}{len(ids)}{db.value('SELECT coalesce(max(seq), 0) FROM journal')}"
                db.run("INSERT INTO tags (name, created_at, updated_at) VALUES (:n, :at, :at)", n=name, at=at)
            elif ids:
                target = ids[which % len(ids)]
                if action == "update":
                    db.run("UPDATE tags SET colour = :c, updated_at = :at WHERE id = :id", c=word, at=at, id=target)
                else:
                    db.run("DELETE FROM tags WHERE id = :id", id=target)
    desk.clock.advance(10)
    return unit


def _undo(desk, unit) -> int:
    with desk.transaction("journal.undo", origin="undo", undoes=unit) as db:
        own = desk.unit
        rewind.undo(db, unit, own)
    return own


def _tags(desk):
    return desk.db.all("SELECT id, name, colour FROM tags ORDER BY id")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEP, min_size=1, max_size=5))
def test_writes_undone_newest_first_leave_the_same_rows_and_redo_brings_them_back(desk, rounds):
    start, marks = _tags(desk), []
    t0 = desk.clock.now()
    desk.clock.advance(10)
    units = []
    for steps in rounds:
        units.append(_write(desk, steps))
        marks.append(_tags(desk))
    end = _tags(desk)
    undos = [_undo(desk, unit) for unit in reversed(units)]
    assert _tags(desk) == start
    for undo in reversed(undos):
        _undo(desk, undo)
    assert _tags(desk) == end
    at_start = past.rows_at(desk.db, "tags", t0)
    assert sorted((r["id"], r["name"], r["colour"]) for r in at_start.values()) == start
    for unit in reversed(units):
        _undo(desk, unit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEP, min_size=2, max_size=4), st.integers(0, 3))
def test_an_undo_out_of_order_is_either_whole_or_refused_without_a_trace(desk, rounds, which):
    units = [_write(desk, steps) for steps in rounds]
    before = _tags(desk)
    seq = desk.db.value("SELECT max(seq) FROM journal")
    try:
        undo = _undo(desk, units[which % len(units)])
    except (Conflict, Refused):
        assert _tags(desk) == before
        assert desk.db.value("SELECT max(seq) FROM journal") == seq
        return
    _undo(desk, undo)
    assert _tags(desk) == before


def test_the_past_of_an_erased_person_can_still_be_read(desk, clock):
    from postventa_tui.core.custody.privacy import erase
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.tickets import service as tickets
    from postventa_tui.core.tickets.rows import Incoming, NewTicket
    from postventa_tui.db import rewound

    person = customers.create(desk, {"given": "Clara"}, {"email": "clara@correo.example"})
    ticket = tickets.create(desk, NewTicket(person, "Borrad mis datos", "email"))
    tickets.receive(desk, Incoming(person, "email", "Vendí el robot.", ticket_id=ticket.id))
    before = clock.now()
    clock.advance(3600)
    erase.person(desk, person)
    copy = rewound.copy_at(desk.db, before)
    try:
        assert copy.value("SELECT erased_at FROM customers WHERE id = :id", id=person) is None
        assert copy.value("SELECT count(*) FROM interactions WHERE body LIKE '%robot%'") == 0
    finally:
        copy.close()
