"""Mail out: headers, at most once, doubts shown; a real SMTP server that refuses, hangs up and forgets."""

from __future__ import annotations

import email
import io
import json
from email import policy

import pytest

from postventa_tui.core.channels import intake, options, sending, store
from postventa_tui.core.channels.email import addresses, compose, tokens
from postventa_tui.core.channels.rows import Envelope
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import outbox, writing
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Attachment, Outgoing
from postventa_tui.db import shop as settings
from postventa_tui.kit.errors import Refused, Temporary

SHOP = "taller@tienda.es"


def set_up(desk, port: int, **more) -> None:
    values = {
        "mail_boxes": [{"address": SHOP}],
        "smtp": {"host": "127.0.0.1", "port": port, "tls": "none"},
        "undo_seconds": 0,
        **more,
    }
    with desk.transaction("settings.set"):
        for key, value in values.items():
            settings.save(desk.db, key, value, desk.clock.now())
    desk.forget_shop()


@pytest.fixture
def shop(desk, postman):
    set_up(desk, postman.port)
    return desk


def incoming(
    n: int = 1,
    *,
    ref: str = "",
    more: str = "",
    sender: str = "Ana Ruiz <ana@correo.es>",
    subject: str = "RE: Lavadora",
) -> bytes:
    refs = f"In-Reply-To: <{ref}>\nReferences: <m0@correo.es> <{ref}>\n" if ref else "References: <m0@correo.es>\n"
    return (
        f"From: {sender}\nTo: {SHOP}\nSubject: {subject}\nMessage-ID: <m{n}@correo.es>\n{refs}{more}"
        f"Date: Thu, 19 Nov 2026 10:00:00 +0100\n\nNo funciona, ¿cuándo vienen? {n}\n"
    ).encode()  # fmt: skip


def receive(desk, raw: bytes) -> int:
    message = store.find_message(desk.db, intake.take(desk, raw, Envelope("deliver")).message_id)
    return outbox.by_number(desk, message.ticket_number)


def answer(desk, ticket_id: int, text: str = "Mañana pasamos.", **more):
    return tickets.reply(desk, ticket_id, Outgoing(text, channel="email", **more))


def parsed(raw: bytes):
    return email.message_from_bytes(raw, policy=policy.default)


def test_an_answer_leaves_as_a_proper_reply_in_the_thread(shop, postman):
    ticket_id = receive(shop, incoming())
    number = writing.by_id(shop, ticket_id).number
    out = answer(shop, ticket_id, "Pasamos mañana a las diez, señora.")
    assert [one.state for one in sending.send_due(shop)] == ["sent"]
    sender, to, raw = postman.got[0]
    mail = parsed(raw)
    mark = tokens.token(shop.shop.secret, "PV-", number)
    assert (sender, to) == (SHOP, ["ana@correo.es"])
    assert mail["In-Reply-To"] == "<m1@correo.es>"
    assert mail["References"] == "<m0@correo.es> <m1@correo.es>"
    assert mail["Subject"] == f"Re: Lavadora [{mark}]"
    assert mail["From"].addresses[0].display_name == "Ana Ruiz Vila"
    assert mail["Date"].endswith("+0100")
    assert mail["Auto-Submitted"] is None
    assert "Pasamos mañana" in mail.get_content() and "> No funciona" in mail.get_content()
    assert outbox.get(shop, out.outbox_id).message_ref == mail["Message-ID"].strip("<>")
    assert contacts.get(shop, out.interaction_id).state == "sent"


def test_the_customers_answer_to_our_answer_comes_back_to_its_ticket(shop, postman):
    ticket_id = receive(shop, incoming())
    answer(shop, ticket_id, then="solved")
    sending.send_due(shop)
    ours = parsed(postman.got[0][2])["Message-ID"].strip("<>")
    assert receive(shop, incoming(2, ref=ours)) == ticket_id
    assert writing.by_id(shop, ticket_id).status_type == "open"


def test_nothing_leaves_before_the_undo_time(shop, postman, clock):
    set_up(shop, postman.port, undo_seconds=15)
    answer(shop, receive(shop, incoming()))
    assert sending.send_due(shop) == []
    clock.advance(15)
    assert len(sending.send_due(shop)) == 1


def test_two_runs_send_it_once(shop, postman, make_desk):
    answer(shop, receive(shop, incoming()))
    sending.send_due(shop)
    assert sending.send_due(make_desk()) == []
    assert len(postman.got) == 1


def test_a_reply_the_customer_overtook_goes_back_to_its_author(shop, postman):
    ticket_id = receive(shop, incoming())
    out = answer(shop, ticket_id)
    receive(shop, incoming(2, ref="m1@correo.es"))
    assert [(one.state, one.words) for one in sending.send_due(shop)] == [("cancelled", "customer_wrote")]
    assert postman.got == []
    draft = shop.db.one("SELECT body, reason FROM drafts WHERE ticket_id = :id", id=ticket_id)
    assert draft == ("Mañana pasamos.", "customer_wrote")
    assert contacts.get(shop, out.interaction_id).state == "cancelled"


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_refusal_for_now_waits_and_is_tried_again_five_times(shop, postman, clock, stage):
    out = answer(shop, receive(shop, incoming()))
    postman.say[stage] = "451 later"
    states = []
    for wait in (0, 60, 300, 900, 3600, 14_400):
        clock.advance(wait)
        states += [one.state for one in sending.send_due(shop)]
    assert states == ["queued"] * 5 + ["failed"]
    assert "451" in outbox.get(shop, out.outbox_id).last_error


def test_a_refusal_for_good_is_shown_with_the_servers_words(shop, postman):
    ticket_id = receive(shop, incoming())
    out = answer(shop, ticket_id)
    postman.say["rcpt"] = "550 no such \x1b[31m user"
    assert [one.state for one in sending.send_due(shop)] == ["failed"]
    words = outbox.get(shop, out.outbox_id).last_error
    assert words.startswith("550 no such") and "\x1b" not in words
    assert writing.by_id(shop, ticket_id).undelivered == 1


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_line_lost_before_the_end_of_the_mail_is_tried_again(shop, postman, clock, stage):
    answer(shop, receive(shop, incoming()))
    postman.cut = stage
    assert [one.state for one in sending.send_due(shop)] == ["queued"]
    postman.cut = ""
    clock.advance(60)
    assert [one.state for one in sending.send_due(shop)] == ["sent"]
    assert len(postman.got) == 1


def test_a_line_lost_after_the_final_dot_is_a_doubt_that_a_person_decides(shop, postman, clock):
    out = answer(shop, receive(shop, incoming()))
    postman.cut = "answer"
    assert [one.state for one in sending.send_due(shop)] == ["uncertain"]
    clock.advance(86_400)
    assert sending.send_due(shop) == []
    assert outbox.listed(shop)[0].state == "uncertain"
    postman.cut = ""
    outbox.send_again(shop, out.outbox_id)
    assert [one.state for one in sending.send_due(shop)] == ["sent"]
    first, second = (parsed(raw)["Message-ID"] for _s, _t, raw in postman.got)
    assert first == second


def test_a_doubtful_mail_that_arrived_is_said_to_be_sent(shop, postman, run_cli):
    out = answer(shop, receive(shop, incoming()))
    postman.cut = "answer"
    sending.send_due(shop)
    result = run_cli("mail", "outbox", "arrived", str(out.outbox_id), "--json")
    assert json.loads(result.stdout)["state"] == "sent"


@pytest.mark.parametrize(("stage", "state"), [("connect", "sent"), ("data", "uncertain")])
def test_what_a_dead_process_had_taken_is_settled_by_how_far_it_came(shop, postman, stage, state):
    out = answer(shop, receive(shop, incoming()))
    outbox.take(shop, out.outbox_id, "elsewhere boot 1")
    with shop.transaction("test"):
        shop.db.run("UPDATE outbox SET stage = :s, taken_at = taken_at - 700 WHERE id = :id", s=stage, id=out.outbox_id)
    sending.send_due(shop)
    assert outbox.get(shop, out.outbox_id).state == state
    assert len(postman.got) == (state == "sent")


def test_a_server_that_is_away_takes_nothing(shop, postman):
    set_up(shop, 1)
    out = answer(shop, receive(shop, incoming()))
    with pytest.raises(Temporary, match="mail_away"):
        sending.send_due(shop)
    assert outbox.get(shop, out.outbox_id).state == "queued"


def test_a_bounce_marks_the_address_and_the_ticket(shop, postman):
    ticket_id = receive(shop, incoming())
    out = answer(shop, ticket_id)
    sending.send_due(shop)
    ours = parsed(postman.got[0][2])["Message-ID"]
    point = customers.points_of(shop, writing.by_id(shop, ticket_id).customer_id)[0]
    with shop.transaction("test"):
        shop.db.run("UPDATE outbox SET to_point_id = :p WHERE id = :id", p=point.id, id=out.outbox_id)
    before = writing.by_id(shop, ticket_id).status_type
    intake.take(shop, _bounce(ours, "failed", "5.1.1"), Envelope("deliver", ""))
    assert outbox.get(shop, out.outbox_id).state == "bounced"
    assert customers.get_point(shop, point.id).valid == 0
    after = writing.by_id(shop, ticket_id)
    assert (after.undelivered, after.status_type) == (1, before)


def test_a_delay_is_only_noted(shop, postman):
    out = answer(shop, receive(shop, incoming()))
    sending.send_due(shop)
    ours = parsed(postman.got[0][2])["Message-ID"]
    intake.take(shop, _bounce(ours, "delayed", "4.4.1"), Envelope("deliver", ""))
    assert outbox.get(shop, out.outbox_id).state == "sent"


def _bounce(about: str, action: str, status: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.es\nTo: {SHOP}\nSubject: Undelivered\nMessage-ID: <d{status}@mx.es>\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nNo.\n--b\n"
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@correo.es\n"
        f"Action: {action}\nStatus: {status}\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {about}\n--b--\n"
    ).encode()


def _with_ack(desk, postman) -> None:
    set_up(desk, postman.port, ack={"es": "acuse"})
    with desk.transaction("test"):
        desk.db.run(
            "INSERT INTO canned_replies (slug, title, lang, body, created_at, updated_at)"
            " VALUES ('acuse', 'Acuse', 'es', 'Hemos recibido su mensaje: {{ticket.number}}.', 0, 0)"
        )


def test_a_first_mail_is_acknowledged_once_and_a_machine_never(shop, postman):
    _with_ack(shop, postman)
    receive(shop, incoming())
    receive(shop, incoming(2, ref="m1@correo.es"))
    intake.take(shop, incoming(3, more="Auto-Submitted: auto-replied\n", sender="bot@x.es"), Envelope("deliver"))
    intake.take(shop, incoming(4, more="X-Auto-Response-Suppress: OOF\n", sender="b@x.es"), Envelope("deliver"))
    sending.send_due(shop)
    assert len(postman.got) == 1
    sender, _to, raw = postman.got[0]
    mail = parsed(raw)
    assert (sender.strip("<>"), mail["Auto-Submitted"], mail["Precedence"], mail["X-Auto-Response-Suppress"]) == (
        "", "auto-replied", "bulk", "All")  # fmt: skip
    assert "PV-1001" in mail.get_content()


def test_one_address_gets_three_machine_mails_a_day(shop, postman):
    _with_ack(shop, postman)
    for n in range(1, 7):
        receive(shop, incoming(n, subject=f"Otro {n}").replace(b"References: <m0@correo.es>\n", b""))
    sending.send_due(shop)
    assert len(postman.got) == 3


def test_our_marked_addresses_are_signed_when_they_are_on(shop, postman):
    set_up(shop, postman.port, plus_addressing=True)
    ticket_id = receive(shop, incoming())
    out = answer(shop, ticket_id)
    sending.send_due(shop)
    sender, _to, raw = postman.got[0]
    assert tokens.verp_id(shop.shop.secret, [sender]) == out.outbox_id
    reply_to = parsed(raw)["Reply-To"].addresses[0].addr_spec
    own = options.read(shop).own_addresses
    assert (
        tokens.in_recipients(shop.shop.secret, "PV-", [addresses.normal(reply_to)], own)
        == writing.by_id(shop, ticket_id).number
    )


def test_attachments_leave_under_their_names(shop, postman):
    answer(shop, receive(shop, incoming()), attachments=(Attachment("factura nº 7.pdf", "application/pdf", b"%PDF"),))
    sending.send_due(shop)
    part = next(parsed(postman.got[0][2]).iter_attachments())
    assert (part.get_filename(), part.get_content()) == ("factura nº 7.pdf", b"%PDF")


def letter(**more) -> compose.Letter:
    base = {"from_address": SHOP, "from_name": "Ana", "to_address": "ana@correo.es", "to_name": "Ana", "subject": "x",
            "text": "hola", "message_id": "pv.1.abc@tienda.es", "at": 1_795_106_520, "zone": "Europe/Madrid"}  # fmt: skip
    return compose.Letter(**(base | more))


@pytest.mark.parametrize("bad", ["a\r\nBcc: x@y.es", "a\nb", 'x"<>', "a\u2028Bcc: x@y.es"])
def test_what_people_write_makes_no_header(bad):
    raw = compose.render(
        letter(subject=bad, to_name=bad, from_name=bad, files=(compose.File(bad, "text/plain", b"x"),))
    ).raw
    assert "Bcc" not in parsed(raw)
    assert not [line for line in raw.split(b"\r\n") if line.lower().startswith(b"bcc")]


@pytest.mark.parametrize("bad", ["a", "a@b\r\nBcc: x", "<a@b.es>", '"a b"@x.es', "a@b.es,c@d.es", "ñ@b.es"])
def test_addresses_that_are_none_are_refused(bad):
    with pytest.raises(Refused, match="bad_address"):
        compose.render(letter(to_address=bad))


def test_too_much_to_carry_is_refused_with_the_biggest_named():
    files = (compose.File("a.bin", "application/zip", b"x" * (21 * 2**20)), compose.File("b", "text/plain", b"y"))
    with pytest.raises(Refused, match=r"too_large_to_send.*a\.bin"):
        compose.render(letter(files=files))


def test_references_stay_short():
    ids = [f"{'x' * 30}{n}@correo.es" for n in range(200)]
    kept = compose.shortened(ids)
    assert kept[0] == ids[0] and kept[-1] == ids[-1]
    assert len(kept) <= 20 and sum(len(one) + 3 for one in kept) <= 900


@pytest.mark.parametrize("written", ["Re: RE: Rv: hola", "hola", "AW: Fwd: hola", "Re[2]: hola"])
def test_one_re_stands_before_the_subject(written):
    assert compose.subject_of(written, "") == "Re: hola"


def test_plain_words_go_as_seven_bits_and_others_quoted():
    assert b"Content-Transfer-Encoding: 7bit" in compose.render(letter(text="hola")).raw
    assert b"quoted-printable" in compose.render(letter(text="señal")).raw


def test_a_name_like_a_quote_mark_does_not_hide_our_own_words(shop):
    ticket_id = receive(shop, incoming(sender="El lun 3 nov 2025 10:12 X escribio: <q@correo.es>"))
    answer(shop, ticket_id, "Nuestras palabras.")
    assert "Nuestras palabras." in contacts.get(shop, shop.db.value("SELECT max(id) FROM interactions")).body


def test_send_without_a_server_says_what_to_do(desk, run_cli):
    answer(desk, receive(desk, incoming()), send_after=0)
    result = run_cli("mail", "send")
    assert result.exit_code == 4 and "mail_not_set" in result.stderr


def test_an_empty_outbox_is_no_fault(run_cli):
    assert run_cli("mail", "send").exit_code == 0
    assert run_cli("mail", "outbox", "--json").exit_code == 0


def test_deliver_reads_from_a_stream_once(shop):
    from postventa_tui.core.channels import service

    assert service.deliver(shop, io.BytesIO(incoming()), Envelope("deliver")).outcome == "stored"
