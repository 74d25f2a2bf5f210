"""The mail commands as a person meets them: a first day, secrets, hostile words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.core.channels.servers import WORD
from tests.core.channels.test_intake import mail, take
from tests.core.channels.test_sending import incoming, parsed, receive, set_up

from postventa_tui.core.channels import intake, service, store
from postventa_tui.core.channels.rows import Envelope
from postventa_tui.core.tickets import outbox, writing


def test_a_mail_is_answered_and_the_next_one_opens_the_ticket_again(run_cli, desk, dovecot, postman, monkeypatch):
    monkeypatch.setenv("PV_MAIL", WORD)
    done = run_cli(
        "mail", "setup", "--address", "taller@tienda.es", "--imap-host", "127.0.0.1", "--imap-port", str(dovecot.port),
        "--imap-tls", "none", "--user", "taller", "--password-from", "env:PV_MAIL", "--smtp-host", "127.0.0.1",
        "--smtp-port", str(postman.port), "--smtp-tls", "none",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    run_cli("settings", "set", "undo_seconds", "0")
    dovecot.put(1, incoming().replace(b"\n", b"\r\n"))
    assert json.loads(run_cli("mail", "fetch", "--json").stdout)["mailboxes"][0]["stored"] == 1
    replied = run_cli("ticket", "reply", "PV-1001", "--text", "Pasamos mañana.", "--then", "solved")
    assert replied.exit_code == 0, replied.stderr
    sent = run_cli("mail", "send", "--json")
    assert [one["state"] for one in json.loads(sent.stdout)["messages"]] == ["sent"]
    ours = parsed(postman.got[0][2])
    assert ours["In-Reply-To"] == "<m1@correo.es>"
    dovecot.put(2, incoming(2, ref=ours["Message-ID"].strip("<>")).replace(b"\n", b"\r\n"))
    run_cli("mail", "fetch")
    assert writing.by_id(desk, outbox.by_number(desk, 1001)).status_type == "open"


def test_the_password_of_the_outgoing_server_is_written_nowhere(
    run_cli, desk, postman, monkeypatch, shop_path, tmp_path
):
    monkeypatch.setenv("PV_MAIL", WORD)
    set_up(desk, postman.port, smtp={"host": "127.0.0.1", "port": postman.port, "tls": "none", "user": "taller", "password_from": "env:PV_MAIL"})  # fmt: skip
    desk.clock.advance(100)
    receive(desk, incoming())
    run_cli("ticket", "reply", "PV-1001", "--text", "Hola.")
    desk.clock.advance(100)
    results = [run_cli("mail", verb, "--verbose") for verb in ("send", "outbox", "fetch", "quarantine")]
    assert results[0].exit_code == 75
    assert all(WORD not in one.stdout + one.stderr for one in results)
    for place in tmp_path.rglob("*"):
        if place.is_file():
            assert WORD.encode() not in place.read_bytes(), place


def test_a_usage_error_of_a_delivery_still_holds_the_mail(run_cli):
    assert run_cli("mail", "deliver", "--bogus", input=mail(1)).exit_code == 75


def test_a_dry_import_writes_nothing(run_cli, desk, tmp_path):
    place = tmp_path / "a.eml"
    place.write_bytes(mail(1))
    result = run_cli("mail", "import", str(place), "--dry-run", "--json")
    assert result.exit_code == 0, result.stderr
    assert desk.db.value("SELECT count(*) FROM messages") == 0


def test_a_missing_path_is_not_found(run_cli, tmp_path):
    assert run_cli("mail", "import", str(tmp_path / "none")).exit_code == 3


def test_links_and_devices_are_passed_over(run_cli, tmp_path):
    import os

    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail(1))
    (folder / "loop").symlink_to(folder)
    (folder / "b.eml").symlink_to(folder / "a.eml")
    os.mkfifo(folder / "pipe")
    result = run_cli("mail", "import", str(folder), "--json")
    assert [row["file"] for row in json.loads(result.stdout)["results"]] == ["a.eml"]
    assert "3" in result.stderr


def test_an_mbox_and_a_maildir_are_read_without_change(run_cli, desk, tmp_path):
    box = tmp_path / "in.mbox"
    box.write_bytes(
        b"From ana Thu Nov 19 10:00:00 2026\n"
        + mail(1, body="Uno\n>From aqui\n")
        + b"\nFrom ana Thu Nov 19 10:01:00 2026\n"
        + mail(2)
    )
    maildir = tmp_path / "Maildir"
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    (maildir / "cur" / "1:2,S").write_bytes(mail(3))
    (maildir / "tmp" / "x").write_bytes(mail(4))
    before = box.read_bytes()
    rows = json.loads(run_cli("mail", "import", str(box), str(maildir), "--json").stdout)["results"]
    assert [row["file"] for row in rows] == ["in.mbox#1", "in.mbox#2", "cur/1:2,S"]
    assert "\nFrom aqui" in rows[0]["visible_text"]
    assert b">From aqui" in service.raw(desk, rows[0]["message_id"])
    assert box.read_bytes() == before


def test_the_order_of_names_does_not_decide_the_groups(run_cli, tmp_path):
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail(3, ref="m2@correo.es"))
    (folder / "b.eml").write_bytes(mail(2, ref="m1@correo.es"))
    (folder / "c.eml").write_bytes(mail(1))
    rows = json.loads(run_cli("mail", "import", str(folder), "--json").stdout)["results"]
    assert {row["ticket"] for row in rows} == {"PV-1001"}
    assert [row["thread_by"] for row in rows] == ["references", "references", "new"]


def test_an_unknown_sender_is_accepted_by_command(run_cli, desk):
    take(desk, mail(1))
    other = take(desk, mail(2, sender="x@y.es", ref="m1@correo.es"))
    assert run_cli("mail", "accept", str(other.message_id)).exit_code == 0
    assert run_cli("mail", "accept", str(other.message_id)).exit_code == 4
    assert store.find_message(desk.db, other.message_id).sender_verified == 1


def test_machine_mail_is_listed_and_released(run_cli, desk):
    alone = take(desk, mail(9, more="Precedence: bulk\n"))
    listed = json.loads(run_cli("mail", "automatic", "--json").stdout)["messages"]
    assert [one["message_id"] for one in listed] == [alone.message_id]
    assert run_cli("mail", "automatic", "release", str(alone.message_id)).stdout.strip() == "PV-1001"


def test_marked_spam_is_no_work(desk):
    arrival = take(desk, mail(1, more="X-Spam-Flag: YES\n"))
    number = store.find_message(desk.db, arrival.message_id).ticket_number
    assert writing.by_id(desk, outbox.by_number(desk, number)).status_type == "spam"


HOSTILE = [
    "\x1b[2J\x1b[31mrojo", "\x1b]52;c;aG9sYQ==\x07", "\x1b]8;;http://x\x07y\x1b]8;;\x07", "\x1b[21t", "\x9b31m", "\x1bP+q\x1b\\",
    "a\rb\x08\x08\x07", "[bold]x[/bold] [@click=app.quit]x[/]", "\u202egpj.exe", "\u200b\u200b", "a" + "\u0301" * 500, "\x00nul",
    "'; DROP TABLE tickets;--", "{{ticket.number}} {0.__class__} %(x)s", "\ud800", "\u2028\u2029\x85",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_of_a_mail_reach_no_terminal(run_cli, desk, words):
    raw = mail(1, sender="X <x@y.es>", subject="S", body=words).replace(
        b"Subject: S", b"Subject: " + words.encode("utf-8", "surrogatepass").replace(b"\n", b" ").replace(b"\r", b" ")
    ) if "\ud800" not in words else mail(1, body="x").replace(b"x\n", b"\xed\xa0\x80\n")  # fmt: skip
    arrival = intake.take(desk, raw, Envelope("deliver"))
    assert arrival.outcome == "stored"
    for command in (
        ("mail", "show", "1", "--full"),
        ("mail", "show", "1", "--json"),
        ("queue",),
        ("ticket", "show", "PV-1001"),
    ):
        shown = run_cli(*command).stdout
        bad = [char for char in shown if (ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160]
        assert bad == [], (command, bad)
    assert service.raw(desk, 1) == raw


def test_the_guide_names_only_commands_there_are(run_cli):
    guide = (Path(__file__).parents[3] / "docs" / "mail.md").read_text()
    from postventa_tui.cli import mail as group

    known = {command.name for command in group.app.registered_commands}
    words = {
        line.split("postventa mail ", 1)[1].split()[0].strip("`.,")
        for line in guide.splitlines()
        if "postventa mail " in line
    }
    assert words <= known
