"""What stands behind a mail that is safe: rules at once, spam put away, colleagues of one firm, ways out of advertising."""

from __future__ import annotations

import email
import json
import signal
from email import policy

import pytest
from tests.core.channels.servers import WORD
from tests.core.channels.test_intake import mail, take
from tests.core.channels.test_sending import SHOP, answer, incoming, receive, set_up

from postventa_tui.core.channels import faults, sending, service, store
from postventa_tui.core.channels.email import compose
from postventa_tui.core.custody import check
from postventa_tui.core.customers import groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import automation, outbox, reading, rules, writing
from postventa_tui.kit.errors import Refused

TAG = """
format = "postventa-rule/1"
name = "Correo"
when = "created"
do = ["tag +correo"]
"""


@pytest.fixture
def ruled(desk):
    automation.save(desk, rules.read(TAG, "x.toml"))
    automation.switch(desk, "Correo", True)
    return desk


def tags(desk, number: int = 1001) -> list[str]:
    return reading.tags(desk, outbox.by_number(desk, number))


def test_rules_follow_an_import_at_once(run_cli, ruled, tmp_path) -> None:
    place = tmp_path / "a.eml"
    place.write_bytes(mail(1))
    assert run_cli("mail", "import", str(place)).exit_code == 0
    assert tags(ruled) == ["correo"]


def test_rules_follow_an_import_of_many_to_its_end(run_cli, ruled, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(automation, "BATCH", 2)
    for n in range(7):
        (tmp_path / f"{n}.eml").write_bytes(mail(n, sender=f"p{n}@correo.es"))
    assert run_cli("mail", "import", *[str(tmp_path / f"{n}.eml") for n in range(7)]).exit_code == 0
    assert [tags(ruled, 1001 + n) for n in range(7)] == [["correo"]] * 7


def test_rules_follow_a_fetch_at_once(run_cli, ruled, dovecot, monkeypatch) -> None:
    monkeypatch.setenv("PV_MAIL", WORD)
    box = {
        "address": SHOP, "host": "127.0.0.1", "port": dovecot.port, "tls": "none", "user": "taller",
        "password_from": "env:PV_MAIL",
    }  # fmt: skip
    set_up(ruled, 25, mail_boxes=[box])
    dovecot.put(1, incoming().replace(b"\n", b"\r\n"))
    done = run_cli("mail", "fetch")
    assert done.exit_code == 0, done.stderr
    assert tags(ruled) == ["correo"]


def test_a_rule_that_breaks_holds_no_mail_that_is_safe(run_cli, ruled) -> None:
    with ruled.transaction("rule.break") as db:
        db.run("UPDATE rules SET effects = '{'")
    done = run_cli("mail", "deliver", input=mail(1))
    assert done.exit_code == 0
    assert "JSONDecodeError" in done.stderr and done.stdout == ""
    assert ruled.db.value("SELECT state FROM messages") == "stored"


@pytest.mark.parametrize(
    ("point", "code", "states"),
    [("deliver.blob", 75, []), ("deliver.parsed", 0, ["received"]), ("deliver.ticket", 0, ["received"])],
)
def test_a_stop_before_the_bytes_are_safe_holds_the_mail_and_one_after_does_not(
    run_cli, desk, monkeypatch, point, code, states
) -> None:
    def stop(name: str) -> None:
        if name == point:
            signal.raise_signal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    try:
        with monkeypatch.context() as bent:
            bent.setattr(faults, "point", stop)
            assert run_cli("mail", "deliver", input=mail(1)).exit_code == code
    finally:
        signal.signal(signal.SIGTERM, before)
    assert [row[0] for row in desk.db.all("SELECT state FROM messages")] == states
    desk.clock.advance(61)
    assert run_cli("mail", "deliver", input=mail(1)).exit_code == 0
    assert [row[0] for row in desk.db.all("SELECT state FROM messages")] == ["stored"]


def test_a_held_mail_is_put_away_as_spam_and_can_still_be_taken_up(run_cli, desk) -> None:
    held = take(desk, b"Subject: gane dinero\n\nya").message_id
    done = run_cli("mail", "quarantine", "spam", str(held), "--json")
    assert json.loads(done.stdout) == {"format": "postventa-mail-spam/1", "message_id": held}
    assert service.quarantine(desk) == []
    assert service.retry_all(desk) == []
    row = store.find_message(desk.db, held)
    assert (row.state, row.reason, row.ticket_number) == ("stored", "spam", None)
    assert service.raw(desk, held) == b"Subject: gane dinero\n\nya"
    assert run_cli("mail", "quarantine", "spam", str(held)).exit_code == 4
    assert run_cli("mail", "quarantine", "spam", "999").exit_code == 3
    assert run_cli("mail", "quarantine", "release", str(held)).stdout.strip() == "PV-1001"


def test_a_file_with_spam_put_away_is_sound(desk, shop_path) -> None:
    held = take(desk, b"Subject: gane dinero\n\nya").message_id
    service.mark_spam(desk, held)
    assert check.run(str(shop_path)).ok


def test_only_held_mail_is_put_away(desk) -> None:
    placed = take(desk, mail(1)).message_id
    with pytest.raises(Refused, match="not_held"):
        service.mark_spam(desk, placed)


@pytest.fixture
def firm(desk):
    """A firm with the person who wrote first and a colleague of hers."""
    set_up(desk, 25)
    first = take(desk, mail(1))
    firm = groups.create_organisation(desk, "Café Rúa")
    groups.join(desk, customers.match_point(desk, "email", "ana@correo.es"), firm)
    groups.join(desk, customers.create(desk, {"given": "Iago"}, {"email": "iago@correo.es"}), firm)
    return first


def verified(desk, n: int, sender: str) -> int:
    arrival = take(desk, mail(n, sender=sender, ref="m1@correo.es"))
    return store.find_message(desk.db, arrival.message_id).sender_verified


def test_a_colleague_speaks_on_the_ticket_only_where_the_firm_shares_its_own(run_cli, desk, firm) -> None:
    assert verified(desk, 2, "iago@correo.es") == 0
    assert run_cli("customer", "organisation", "Café Rúa", "--shared").exit_code == 0
    assert verified(desk, 3, "Iago@Correo.es") == 1
    assert verified(desk, 4, "otro@correo.es") == 0
    assert run_cli("customer", "organisation", "Café Rúa", "--not-shared").exit_code == 0
    assert verified(desk, 5, "iago@correo.es") == 0


def test_a_member_of_another_sharing_firm_is_a_stranger(desk, firm) -> None:
    other = groups.create_organisation(desk, "Otra")
    groups.share(desk, other, True)
    groups.join(desk, customers.create(desk, {"given": "Uxía"}, {"email": "uxia@otra.es"}), other)
    assert verified(desk, 2, "uxia@otra.es") == 0


def test_organisations_are_listed_with_what_they_share(run_cli, desk, firm) -> None:
    listed = json.loads(run_cli("customer", "organisation", "--json").stdout)
    assert listed["organisations"] == [{"name": "Café Rúa", "tax_id": None, "shared": False}]
    changed = json.loads(run_cli("customer", "organisation", "Café Rúa", "--shared", "--json").stdout)
    assert changed["organisations"][0]["shared"] is True
    assert run_cli("customer", "organisation", "Nadie").exit_code == 3
    assert run_cli("customer", "organisation", "--shared").exit_code == 2


def advertise(desk, postman, **more) -> email.message.EmailMessage:
    set_up(desk, postman.port, **more)
    ticket_id = receive(desk, incoming())
    customer = writing.by_id(desk, ticket_id).customer_id
    groups.set_consent(desk, customer, "marketing", "email", "granted", proof="formulario")
    answer(desk, ticket_id, "Una oferta de otoño.", purpose="marketing")
    assert [one.state for one in sending.send_due(desk)] == ["sent"]
    return email.message_from_bytes(postman.got[-1][2], policy=policy.default)


def test_advertising_names_one_click_only_with_an_https_address(run_cli, desk, postman) -> None:
    assert run_cli("settings", "set", "unsubscribe_url", "http://tienda.es/baja").exit_code == 2
    assert run_cli("settings", "set", "unsubscribe_url", "https://tienda.es/baja?m={message_id}").exit_code == 0
    desk.forget_shop()
    sent = advertise(desk, postman)
    message_id = sent["Message-ID"].strip("<>").replace("@", "%40")
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["List-Unsubscribe"] == f"<mailto:{SHOP}>, <https://tienda.es/baja?m={message_id}>"


def test_advertising_without_an_address_names_the_mailbox(desk, postman) -> None:
    sent = advertise(desk, postman)
    assert (sent["List-Unsubscribe"], sent["List-Unsubscribe-Post"]) == (f"<mailto:{SHOP}>", None)


@pytest.mark.parametrize("url", ["http://x.es", "https://x.es/a>b", "https://x.es/\r\nBcc: a@b.es", "javascript:1", ""])
def test_an_address_that_is_no_plain_https_makes_no_header(url) -> None:
    letter = compose.Letter(SHOP, "", "a@b.es", "", "x", "hola", "1@tienda.es", 0, "UTC", unsubscribe=SHOP)
    raw = compose.render(letter._replace(unsubscribe_url=url)).raw
    assert b"List-Unsubscribe-Post" not in raw and b"Bcc" not in raw


def test_flowed_text_leaves_as_the_setting_says_and_reads_back_whole(run_cli, desk, postman) -> None:
    assert run_cli("settings", "set", "format_flowed", "true").exit_code == 0
    long = "Le llamamos mañana para acordar la hora de la visita, " * 4
    words = f"{long.strip()}\n From aquí\nFrom allí\n> cita\n-- \nTaller"
    set_up(desk, postman.port, quote_original=False)
    answer(desk, receive(desk, incoming()), words)
    sending.send_due(desk)
    raw = postman.got[-1][2]
    sent = email.message_from_bytes(raw, policy=policy.default)
    assert sent["Content-Type"].params["format"] == "flowed"
    assert max(map(len, sent.get_content().splitlines())) <= 72
    back = service.view(desk, take(desk, raw.replace(b"From: ", b"From: x@y.es\r\nX-Was: ", 1)).message_id)
    assert back.text_full.strip() == words


def test_text_is_not_flowed_by_itself(desk, postman) -> None:
    set_up(desk, postman.port)
    answer(desk, receive(desk, incoming()))
    sending.send_due(desk)
    assert b"flowed" not in postman.got[-1][2]
