"""Replies leave through the guard, with facts of the shop."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.replies import drafts, sending
from postventa_tui.core.replies.rows import ToSend
from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket
from postventa_tui.kit.errors import NotAllowed, Refused, Usage


def codes(desk, ticket, body: str, **more: object) -> list[str]:
    return [one.code for one in sending.check(desk, ticket.id, ToSend(body, **more))]  # type: ignore[arg-type]


def test_a_message_that_came_meanwhile_stops(shop, ticket, marta, clock) -> None:
    seen = reading.newest_id(shop, ticket.id)
    tickets.receive(shop, Incoming(marta, "email", "Ya funciona", ticket_id=ticket.id))
    with pytest.raises(Refused, match="overtaken") as caught:
        sending.send(shop, ticket.id, ToSend("Le llamamos.", seen_id=seen))
    assert caught.value.params["by"] == "Marta Ruiz"
    sending.send(shop, ticket.id, ToSend("Le llamamos.", seen_id=seen), {"overtaken"})


def test_a_newer_note_only_warns(shop, ticket, make_desk) -> None:
    seen = reading.newest_id(shop, ticket.id)
    tickets.note(make_desk("lucia"), ticket.id, "ojo")
    _sent, warnings = sending.send(shop, ticket.id, ToSend("Le llamamos.", seen_id=seen))
    assert [one.code for one in warnings] == ["newer_note"]


def test_own_messages_do_not_overtake(shop, ticket) -> None:
    seen = reading.newest_id(shop, ticket.id)
    sending.send(shop, ticket.id, ToSend("Le llamamos."))
    assert codes(shop, ticket, "Y le escribimos.", seen_id=seen) == []


@pytest.mark.parametrize("data", ["699 11 22 33", "+34 699112233", "iago@correo.example"])
def test_data_of_somebody_else_stops(shop, ticket, data: str) -> None:
    customers.create(shop, {"given": "Iago"}, {"email": "iago@correo.example", "phone": "699112233"})
    assert codes(shop, ticket, f"Le llamamos al {data}.") == ["other_person"]
    assert codes(shop, ticket, "Le llamamos al 612 345 678 o a marta@correo.example.") == []


def test_a_shared_telephone_is_nobody_elses(shop, ticket) -> None:
    customers.create(shop, {"given": "Iago"}, {"phone": "612 34 56 78"})
    assert codes(shop, ticket, "Le llamamos al 612345678.") == []


@pytest.mark.parametrize("day", ["el domingo", "el 22/11", "el 22 de noviembre", "2026-11-22"])
def test_a_day_on_which_the_shop_is_closed_stops(shop, ticket, day: str) -> None:
    assert codes(shop, ticket, f"Le llamamos {day}.") == ["impossible_promise"]
    assert codes(shop, ticket, "Le llamamos el lunes.") == []


def test_whatsapp_closes_a_day_after_the_last_message(shop, marta, clock) -> None:
    got = tickets.receive(shop, Incoming(marta, "whatsapp", "hola"))
    ticket = reading.by_id(shop, got.ticket_id)
    clock.advance(86_400)
    assert codes(shop, ticket, "Hola.") == []
    clock.advance(1)
    assert codes(shop, ticket, "Hola.") == ["wa_window_closed"]
    assert contacts.whatsapp_until(shop, marta) == clock.now() - 1


def test_commercial_mail_needs_consent_for_its_channel(shop, ticket, marta) -> None:
    with pytest.raises(Refused, match="no_consent"):
        sending.send(shop, ticket.id, ToSend("Oferta.", purpose="marketing"), {"no_consent"})
    groups.set_consent(shop, marta, "marketing", "email", "granted", proof="formulario")
    assert codes(shop, ticket, "Oferta.", purpose="marketing") == []
    groups.set_consent(shop, marta, "marketing", "email", "withdrawn")
    assert codes(shop, ticket, "Oferta.", purpose="marketing") == ["no_consent"]


def test_a_reply_goes_to_a_usable_point(shop, ticket, marta) -> None:
    points = {point.kind: point for point in customers.points_of(shop, marta)}
    sent, _warnings = sending.send(shop, ticket.id, ToSend("Le llamamos."))
    to = shop.db.value("SELECT to_point_id FROM outbox WHERE id = :id", id=sent.outbox_id)
    assert to == points["email"].id
    customers.change_point(shop, points["email"].id, do_not_use="lo pidió")
    sent, _warnings = sending.send(shop, ticket.id, ToSend("Le llamamos."))
    assert shop.db.value("SELECT to_point_id FROM outbox WHERE id = :id", id=sent.outbox_id) is None


def test_files_go_with_a_reply_once_in_the_file(shop, ticket) -> None:
    for _twice in range(2):
        sending.send(shop, ticket.id, ToSend("Va adjunta.", attachments=(("f.txt", "text/plain", b"hola"),)))
    files = reading.attachments(shop, ticket.id)
    assert [(one.name, one.size) for mine in files.values() for one in mine] == [("f.txt", 4)] * 2
    assert shop.db.value("SELECT count(*) FROM blobs") == 1


def test_a_draft_is_one_for_agent_ticket_and_kind(shop, ticket, make_desk) -> None:
    lucia = make_desk("lucia")
    assert [drafts.save(shop, ticket.id, "reply", text) for text in ("a", "ab")] == [1, 2]
    drafts.save(shop, ticket.id, "note", "n")
    drafts.save(lucia, ticket.id, "reply", "l")
    assert [one.body for one in drafts.of_ticket(shop, ticket.id)] == ["ab", "n"]
    assert [one.body for one in drafts.mine(lucia)] == ["l"]
    drafts.discard(shop, ticket.id)
    assert drafts.get(shop, ticket.id) is None


def test_drafts_are_written_without_a_unit(shop, ticket) -> None:
    before = shop.db.value("SELECT max(unit) FROM units")
    drafts.save(shop, ticket.id, "reply", "a")
    assert shop.db.value("SELECT max(unit) FROM units") == before


def test_nobody_has_no_draft(shop, ticket, make_desk) -> None:
    with pytest.raises(NotAllowed):
        drafts.save(make_desk(None), ticket.id, "reply", "a")


def test_send_later_waits(shop, ticket, clock) -> None:
    sent, _warnings = sending.send(shop, ticket.id, ToSend("Le llamamos.", send_after=clock.now() + 3600))
    assert reading.waiting_mail(shop, ticket.id) == {sent.interaction_id: clock.now() + 3600}


def test_a_second_ticket_of_hers_is_not_somebody_else(shop, ticket, marta) -> None:
    other = tickets.create(shop, NewTicket(marta, "Otro"))
    assert codes(shop, other, "Le llamamos al 612345678.") == []


def test_an_approved_template_goes_after_the_whatsapp_window(shop, marta, clock) -> None:
    ticket = reading.by_id(shop, tickets.receive(shop, Incoming(marta, "whatsapp", "hola")).ticket_id)
    clock.advance(86_401)
    with pytest.raises(Refused, match="wa_window_closed"):
        sending.send(shop, ticket.id, ToSend("Su equipo está listo."))
    sent, _warnings = sending.send(shop, ticket.id, ToSend("Su equipo está listo.", template="equipo_listo"))
    assert contacts.get(shop, sent.interaction_id).details == '{"wa_template": "equipo_listo"}'


@pytest.mark.parametrize(
    "out",
    [ToSend("Hola.", template="Equipo listo", channel="whatsapp"), ToSend("Hola.", channel="email", template="listo")],
)
def test_a_template_has_a_plain_name_and_belongs_to_whatsapp(shop, ticket, out) -> None:
    with pytest.raises(Usage, match="bad_value"):
        sending.send(shop, ticket.id, out)
