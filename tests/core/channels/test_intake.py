"""Mail in: every input stored or held, bytes identical, grouping by threads, trust by parties."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import subprocess
import sys

import pytest

from postventa_tui.core.channels import intake, service, store
from postventa_tui.core.channels.email import tokens
from postventa_tui.core.channels.rows import Envelope
from postventa_tui.core.tickets import outbox, writing
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Outgoing

PIPE = Envelope("deliver")


def mail(
    n: int,
    *,
    sender: str = "ana@correo.es",
    ref: str = "",
    subject: str = "Lavadora",
    to: str = "taller@tienda.es",
    body: str = "",
    more: str = "",
) -> bytes:
    refs = f"In-Reply-To: <{ref}>\n" if ref else ""
    return (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <m{n}@correo.es>\n{refs}{more}"
        f"Date: Thu, 19 Nov 2026 10:{n % 60:02}:00 +0100\n\n{body or f'Mensaje {n}: no funciona la lavadora que compré.'}\n"
    ).encode()  # fmt: skip


def take(desk, raw: bytes, envelope: Envelope = PIPE):
    return intake.take(desk, raw, envelope)


def ticket_of(desk, arrival):
    return writing.by_id(desk, outbox.by_number(desk, store.find_message(desk.db, arrival.message_id).ticket_number))


@pytest.fixture
def shop(desk):
    from postventa_tui.db import shop as settings

    with desk.transaction("settings.set"):
        settings.save(desk.db, "mail_boxes", [{"address": "taller@tienda.es"}], desk.clock.now())
    desk.forget_shop()
    return desk


def test_a_first_mail_opens_a_ticket_and_its_answer_joins_it(shop):
    first = take(shop, mail(1))
    second = take(shop, mail(2, ref="m1@correo.es"))
    assert (first.outcome, second.outcome) == ("stored", "stored")
    assert ticket_of(shop, first).id == ticket_of(shop, second).id
    assert store.find_message(shop.db, second.message_id).thread_by == "references"


def test_the_same_mail_twice_makes_one_message(shop):
    first = take(shop, mail(1))
    again = take(shop, mail(1))
    copy = take(shop, b"Received: from x by y\nDelivered-To: z@tienda.es\n" + mail(1))
    assert (again.outcome, again.reason, again.message_id) == ("duplicate", "same_bytes", first.message_id)
    assert (copy.outcome, copy.reason, copy.message_id) == ("duplicate", "same_content", first.message_id)
    assert shop.db.value("SELECT count(*) FROM messages") == 1


def test_the_same_message_id_with_other_words_is_a_second_message(shop):
    take(shop, mail(1))
    other = take(shop, mail(1, body="Otra cosa distinta."))
    assert other.outcome == "stored"
    assert "second_message_id" in store.find_message(shop.db, other.message_id).notes


def test_the_bytes_come_back_as_they_came(shop):
    raw = b"\xef\xbb\xbf" + mail(1) + b"\x00\xff\r\n"
    assert service.raw(shop, take(shop, raw).message_id) == raw


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "empty"), (b" \n", "empty"), (b"\x00" * 40, "no_headers"), (b"Subject: x\n\nhola", "no_sender"), (b"\x7fELF", "no_headers")],
)  # fmt: skip
def test_what_cannot_be_placed_is_held_with_its_reason(shop, raw, reason):
    arrival = take(shop, raw)
    assert (arrival.outcome, arrival.reason) == ("quarantined", reason)
    assert service.raw(shop, arrival.message_id) == raw


def test_a_stranger_who_knows_the_thread_changes_nothing(shop):
    first = ticket_of(shop, take(shop, mail(1)))
    tickets.reply(shop, first.id, Outgoing("Mañana pasamos."))
    before = writing.by_id(shop, first.id)
    arrival = take(shop, mail(2, sender="intruso@malo.es", ref="m1@correo.es"))
    after = writing.by_id(shop, first.id)
    message = store.find_message(shop.db, arrival.message_id)
    assert message.ticket_number == first.number and message.sender_verified == 0
    assert (after.status_type, after.waiting_since, after.due_at) == (
        before.status_type,
        before.waiting_since,
        before.due_at,
    )


def test_an_accepted_stranger_has_his_effects_and_may_write_again(shop):
    first = ticket_of(shop, take(shop, mail(1)))
    tickets.reply(shop, first.id, Outgoing("Mañana pasamos."))
    arrival = take(shop, mail(2, sender="marido@correo.es", ref="m1@correo.es"))
    service.accept_sender(shop, store.find_message(shop.db, arrival.message_id).interaction_id)
    assert writing.by_id(shop, first.id).status_type == "open"
    third = take(shop, mail(3, sender="marido@correo.es", ref="m1@correo.es"))
    assert store.find_message(shop.db, third.message_id).sender_verified == 1


def test_the_customers_answer_reopens_a_solved_ticket(shop, clock):
    first = ticket_of(shop, take(shop, mail(1)))
    tickets.reply(shop, first.id, Outgoing("Hecho.", then="solved"))
    clock.advance(3600)
    take(shop, mail(2, ref="m1@correo.es"))
    after = writing.by_id(shop, first.id)
    assert (after.status_type, after.reopen_count) == ("open", 1)


def test_an_answer_after_the_days_of_reopening_makes_a_follow_up(shop, clock):
    first = ticket_of(shop, take(shop, mail(1)))
    tickets.reply(shop, first.id, Outgoing("Hecho.", then="solved"))
    clock.advance(8 * 86_400)
    arrival = take(shop, mail(2, ref="m1@correo.es"))
    assert ticket_of(shop, arrival).id != first.id
    assert store.find_message(shop.db, arrival.message_id).thread_by == "references"


def test_a_machine_never_opens_reopens_or_stops_anything(shop, clock):
    alone = take(shop, mail(9, more="Auto-Submitted: auto-replied\n"))
    assert store.find_message(shop.db, alone.message_id).ticket_number is None
    first = ticket_of(shop, take(shop, mail(1)))
    tickets.reply(shop, first.id, Outgoing("Hecho.", then="solved"))
    before = writing.by_id(shop, first.id)
    clock.advance(60)
    on_ticket = take(shop, mail(2, ref="m1@correo.es", subject="Fuera de la oficina"))
    assert store.find_message(shop.db, on_ticket.message_id).ticket_number == first.number
    assert writing.by_id(shop, first.id)[:-1] == before[:-1]


def test_a_machine_mail_becomes_a_ticket_when_an_agent_says_so(shop):
    alone = take(shop, mail(9, more="Precedence: list\n"))
    assert [one.id for one in service.automatic_mail(shop)] == [alone.message_id]
    number = service.release(shop, alone.message_id)
    assert service.view(shop, alone.message_id).ticket == number
    assert service.automatic_mail(shop) == []


def test_a_signed_token_finds_its_ticket_and_a_forged_one_does_not(shop):
    first = ticket_of(shop, take(shop, mail(1)))
    mark = tokens.token(shop.shop.secret, "PV-", first.number)
    by_token = take(shop, mail(2, subject=f"Re: x [{mark.upper()}]"))
    by_address = take(shop, mail(3, to=f"taller+{mark.lower()}@tienda.es"))
    forged = take(shop, mail(4, subject=f"Re: x [PV-{first.number}-aaa] [PV-99999999999999999999999-aaa]"))
    shown = [store.find_message(shop.db, one.message_id) for one in (by_token, by_address, forged)]
    assert [one.thread_by for one in shown] == ["token", "address", "new"]
    assert shown[0].ticket_number == shown[1].ticket_number == first.number != shown[2].ticket_number


def test_mail_from_our_own_address_is_automatic(shop):
    arrival = take(shop, mail(1, sender="taller@tienda.es"))
    assert store.find_message(shop.db, arrival.message_id).automatic_reason == "own_address"


def test_a_flood_of_one_sender_goes_on_one_ticket(shop):
    numbers = {store.find_message(shop.db, take(shop, mail(n)).message_id).ticket_number for n in range(30)}
    assert len(numbers) == 20


def test_a_failed_second_step_leaves_the_bytes_held_and_retry_finishes_it(shop, monkeypatch):
    from postventa_tui.core.channels import filing

    def broken(*_args):
        raise ValueError("secret words of the mail")

    with monkeypatch.context() as patch:
        patch.setattr(filing, "file", broken)
        arrival = take(shop, mail(1))
    held = store.find_message(shop.db, arrival.message_id)
    assert (held.state, held.reason, held.detail) == ("quarantined", "parse_error", "ValueError")
    assert [one.outcome for one in service.retry_all(shop)] == ["stored"]


def test_a_mail_over_the_limit_keeps_its_beginning_and_digest(shop):
    from postventa_tui.db import shop as settings

    with shop.transaction("settings.set"):
        settings.save(shop.db, "mail_max_bytes", 2_000_000, shop.clock.now())
    shop.forget_shop()
    raw = mail(1) + b"x" * 3_000_000
    first = service.deliver(shop, io.BytesIO(raw), PIPE)
    again = service.deliver(shop, io.BytesIO(raw), PIPE)
    message = store.find_message(shop.db, first.message_id)
    assert (first.outcome, first.reason, again.outcome) == ("quarantined", "too_large", "duplicate")
    assert message.detail == f"sha256:{hashlib.sha256(raw).hexdigest()} size:{len(raw)}"
    assert service.raw(shop, first.message_id) == raw[: 1 << 20]


def test_attachments_are_kept_once_for_equal_bytes(shop):
    parts = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
    body = "--b\n\nhola\n" + "--b\nContent-Type: image/png; name=a.png\n\nPNGPNG\n" * 2 + "--b--"
    message = store.find_message(shop.db, take(shop, mail(1, more=parts, body=body)).message_id)
    rows = store.list_attachments(shop.db, message.interaction_id)
    assert [row[0] for row in rows] == ["a.png", "a (2).png"] and rows[0][2] == rows[1][2]


def test_a_forged_bounce_marks_nobody(shop, corpus):
    first = ticket_of(shop, take(shop, mail(1, sender="nadie@correo.example")))
    take(shop, (corpus / "es" / "013-rebote.eml").read_bytes())
    assert shop.db.value("SELECT valid FROM contact_points WHERE customer_id = :c", c=first.customer_id) == 1


def test_the_whole_corpus_is_accounted_for_and_a_second_import_changes_nothing(
    run_cli, corpus, manifest, expected, shop_path
):
    run_cli("settings", "set", "mail_boxes", '[{"address": "soporte@tallersur.example"}]')
    first = run_cli("mail", "import", str(corpus), "--json")
    assert first.exit_code == 0, first.stderr
    results = json.loads(first.stdout)["results"]
    by_file = {row["file"]: row for row in results}
    for row in manifest:
        assert any(name in by_file for name in (row["file"], f"{row['file']}#1")), row["file"]
    groups: dict[str, set] = {}
    for row in expected:
        if row["file"].endswith(".mbox"):
            assert f"es/{row['file']}#{row['messages']}" in by_file
            continue
        found = by_file[f"es/{row['file']}"]
        same = [
            key
            for key in ("outcome", "reason", "thread_by", "sender_verified", "automatic")
            if row.get(key, found[key]) != found[key]
        ]
        assert same == [], row["file"]
        if "group" in row:
            groups.setdefault(row["group"], set()).add(found["ticket"])
    assert all(len(numbers) == 1 and None not in numbers for numbers in groups.values())
    assert len({number for numbers in groups.values() for number in numbers}) == len(groups)
    before = _counts(shop_path)
    second = json.loads(run_cli("mail", "import", str(corpus), "--json").stdout)["results"]
    assert {row["outcome"] for row in second} == {"duplicate"}
    assert _counts(shop_path) == before
    for one, again in zip(results, second, strict=True):
        changed = {key for key in one if one[key] != again[key]}
        assert changed <= {"outcome", "reason"}


def test_every_original_of_the_corpus_comes_back(make_desk, corpus, manifest):
    desk = make_desk()
    run = service.import_paths(desk, [str(corpus / "es"), str(corpus / "stalwart-mail-parser")])
    for one in run.results:
        raw = service.raw(desk, one.arrival.message_id)
        if one.arrival.outcome != "duplicate":
            assert hashlib.sha256(raw).hexdigest() == one.sha256, one.file


def _counts(path) -> dict[str, int]:
    with sqlite3.connect(path) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
    db.close()
    return found


@pytest.mark.slow
def test_twenty_pipes_of_one_mail_at_once_make_one_message(shop_path):
    command = [sys.executable, "-m", "postventa_tui", "--db", str(shop_path), "mail", "deliver"]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(20)]
    for one in running:
        one.stdin.write(mail(1))
        one.stdin.close()
    assert [one.wait(60) for one in running] == [0] * 20
    assert [one.stdout.read() for one in running] == [b""] * 20
    for one in running:
        one.stdout.close()
    assert _counts(shop_path)["messages"] == 1


def test_deliver_says_later_when_there_is_no_file(run_cli, monkeypatch, tmp_path):
    monkeypatch.setenv("POSTVENTA_DB", str(tmp_path / "none.db"))
    result = run_cli("--db", str(tmp_path / "none.db"), "mail", "deliver", input=mail(1))
    assert (result.exit_code, result.stdout) == (75, "")
    assert len(result.stderr.splitlines()) == 1


def test_deliver_strips_the_mbox_line_and_says_nothing(run_cli):
    result = run_cli(
        "mail", "deliver", "--to", "taller@tienda.es", input=b"From ana Thu Nov 19 10:00:00 2026\n" + mail(1)
    )
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_an_attachment_is_saved_privately_and_never_over_a_file(run_cli, corpus, tmp_path):
    run_cli("mail", "import", str(corpus / "es" / "024-nombre-peligroso.eml"))
    assert run_cli("mail", "save", "1", "1", "--to", str(tmp_path)).exit_code == 0
    assert oct((tmp_path / "bashrc").stat().st_mode)[-3:] == "600"
    assert run_cli("mail", "save", "1", "1", "--to", str(tmp_path)).exit_code == 4


def test_a_lock_in_the_second_step_outlasts_nothing_the_sender_sees(shop, monkeypatch):
    from postventa_tui.core.channels import filing
    from postventa_tui.kit.errors import Temporary

    def locked(*_args):
        raise Temporary("database_busy", seconds=30)

    with monkeypatch.context() as patch:
        patch.setattr(filing, "file", locked)
        arrival = service.deliver(shop, io.BytesIO(mail(1)), PIPE)
    assert (arrival.outcome, store.find_message(shop.db, arrival.message_id).state) == ("received", "received")
    assert [one.outcome for one in service.retry_all(shop)] == ["stored"]
