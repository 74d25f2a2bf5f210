"""Merge is a pointer, split a move: no row is lost, none is copied."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import fields, merging, reading, undo
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Outgoing
from postventa_tui.kit.errors import NotFound, Refused


@pytest.fixture
def three(shop, marta, clock):
    """Three tickets of one customer, a minute apart."""
    made = []
    for word in "abc":
        made.append(tickets.create(shop, NewTicket(marta, f"Caso {word}"), f"hola {word}").id)
        clock.advance(60)
    return made


def words(desk, ticket_id: int) -> list[str]:
    return [line.row.body for line in reading.thread(desk, ticket_id).contacts if line.row.kind != "event"]


def test_the_survivor_shows_both_with_their_numbers(shop, three) -> None:
    first, second, _third = three
    merging.merge(shop, second, first)
    thread = reading.thread(shop, first)
    assert [(line.row.body, line.number) for line in thread.contacts if line.row.kind == "message"] == [
        ("hola a", 1001), ("hola b", 1002),
    ]  # fmt: skip
    assert thread.merged == [1002]
    merged = reading.by_id(shop, second)
    assert (merged.status, merged.is_open, merged.merged_into_id) == ("merged", 0, first)


def test_later_mail_goes_to_the_survivor(shop, marta, three) -> None:
    first, second, _third = three
    merging.merge(shop, second, first)
    tickets.reply(shop, first, Outgoing("Le llamamos"))
    got = tickets.receive(shop, Incoming(marta, "email", "otra vez", ticket_id=second))
    assert (got.ticket_id, reading.by_id(shop, first).status) == (first, "open")


def test_chains_are_flattened_on_reading_only(shop, three) -> None:
    first, second, third = three
    merging.merge(shop, first, second)
    merging.merge(shop, second, third)
    assert words(shop, third) == ["hola a", "hola b", "hola c"]
    merging.unmerge(shop, second)
    assert words(shop, second) == ["hola a", "hola b"]
    assert words(shop, third) == ["hola c"]


def test_the_longer_wait_counts_for_the_survivor(shop, three) -> None:
    first, second, _third = three
    since = reading.by_id(shop, first).waiting_since
    merging.merge(shop, first, second)
    assert reading.by_id(shop, second).waiting_since == since
    merging.unmerge(shop, first)
    assert reading.by_id(shop, second).waiting_since == since + 60


def test_the_earlier_due_counts_for_the_survivor(shop, marta, three, clock) -> None:
    first, second, _third = three
    due = reading.by_id(shop, first).due_at
    later = reading.by_id(shop, second).due_at
    merging.merge(shop, first, second)
    assert (due < later, reading.by_id(shop, second).due_at) == (True, due)
    merging.unmerge(shop, first)
    assert reading.by_id(shop, first).status == "open"


def test_merge_and_unmerge_leave_the_same_interactions(shop, three) -> None:
    first, second, _third = three
    before = shop.db.all("SELECT id, ticket_id, body FROM interactions ORDER BY id")
    merging.merge(shop, second, first)
    merging.unmerge(shop, second)
    assert shop.db.all("SELECT id, ticket_id, body FROM interactions ORDER BY id") == before


@pytest.mark.parametrize(
    ("order", "code"), [((0, 0), "same_ticket"), ((0, 1), "bad_survivor"), ((2, 1), "bad_survivor")]
)
def test_merges_that_cannot_be(shop, three, order, code: str) -> None:
    fields.mark_spam(shop, three[1])
    with pytest.raises(Refused, match=code):
        merging.merge(shop, three[order[0]], three[order[1]])


def test_two_people_are_named_and_may_be_confirmed(shop, three) -> None:
    iago = customers.create(shop, {"given": "Iago"})
    other = tickets.create(shop, NewTicket(iago, "Otro"), "hola").id
    with pytest.raises(Refused, match="other_customer") as caught:
        merging.merge(shop, other, three[0])
    assert (caught.value.params["person"], caught.value.params["other"]) == ("Iago", "Marta Ruiz Ochoa")
    merging.merge(shop, other, three[0], confirm=True)
    assert [row.number for row in reading.of_customer(shop, iago)] == [1004]


def test_split_moves_and_remembers(shop, marta, three) -> None:
    first = three[0]
    tickets.receive(shop, Incoming(marta, "email", "por cierto, la secadora", ticket_id=first))
    note = tickets.note(shop, first, "es otro aparato")
    moved = [line.row.id for line in reading.thread(shop, first).contacts][1:]
    new = merging.split(shop, first, moved, "Secadora")
    assert words(shop, new.id) == ["por cierto, la secadora", "es otro aparato"]
    assert words(shop, first) == ["hola a"]
    assert {line.row.split_from_id for line in reading.thread(shop, new.id).contacts} == {first}
    assert reading.links(shop, new.id) == [("split", 1001, "to")]
    assert note in moved


def test_split_and_its_undo_leave_the_same_interactions(shop, marta, three) -> None:
    first = three[0]
    tickets.receive(shop, Incoming(marta, "email", "otra cosa", ticket_id=first))
    before = shop.db.all("SELECT id, ticket_id, split_from_id FROM interactions ORDER BY id")
    new = merging.split(shop, first, [before[-1][0]])
    undo.undo(shop)
    assert shop.db.all("SELECT id, ticket_id, split_from_id FROM interactions ORDER BY id") == before
    with pytest.raises(NotFound):
        reading.by_id(shop, new.id)


def test_a_ticket_keeps_its_first_contact(shop, marta, three) -> None:
    first = three[0]
    only = [line.row.id for line in reading.thread(shop, first).contacts]
    with pytest.raises(Refused, match="would_be_empty"):
        merging.split(shop, first, only)
    tickets.note(shop, first, "nota")
    with pytest.raises(Refused, match="first_stays"):
        merging.split(shop, first, only)
    with pytest.raises(NotFound, match="interaction_unknown"):
        merging.split(shop, first, [9999])
