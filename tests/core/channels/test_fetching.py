"""Mail out of a real mailbox: Dovecot on loopback."""

from __future__ import annotations

import json

import pytest
from tests.core.channels.servers import WORD

from postventa_tui.core.channels import fetching, intake, options, reconcile, service
from postventa_tui.core.channels.rows import Envelope
from postventa_tui.db import shop as settings
from postventa_tui.kit.errors import Temporary


def mail(n: int) -> bytes:
    return (
        f"From: c{n}@correo.es\r\nTo: taller@tienda.es\r\nSubject: Uno {n}\r\nMessage-ID: <f{n}@correo.es>\r\n"
        f"Date: Thu, 19 Nov 2026 10:00:00 +0100\r\n\r\nHola, soy el número {n}.\r\n"
    ).encode()


@pytest.fixture
def box(desk, dovecot, monkeypatch):
    monkeypatch.setenv("PV_IMAP", WORD)
    row = {"address": "taller@tienda.es", "host": "127.0.0.1", "port": dovecot.port, "tls": "none", "user": "taller",
           "password_from": "env:PV_IMAP"}  # fmt: skip
    with desk.transaction("settings.set"):
        settings.save(desk.db, "mail_boxes", [row], desk.clock.now())
    desk.forget_shop()
    return options.read(desk).boxes[0]


def test_two_hundred_mails_come_once_and_are_marked_after_their_commit(desk, box, dovecot):
    for n in range(200):
        dovecot.put(n, mail(n))
    first = fetching.fetch(desk, box)
    assert (first.stored, first.duplicates, dovecot.seen()) == (200, 0, 200)
    again = fetching.fetch(desk, box)
    assert (again.stored, again.duplicates) == (0, 0)
    dovecot.number_anew()
    anew = fetching.fetch(desk, box)
    assert (anew.stored, anew.duplicates, anew.is_reset) == (0, 200, True)


def test_no_mail_is_marked_before_its_bytes_are_safe(desk, box, dovecot, monkeypatch):
    dovecot.put(1, mail(1))

    def full(*_args, **_more):
        raise Temporary("disk_full", path="x")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "accept", full)
        with pytest.raises(Temporary):
            fetching.fetch(desk, box)
    assert dovecot.seen() == 0
    assert fetching.fetch(desk, box).stored == 1


def test_a_mail_that_came_by_the_pipe_is_not_taken_again_from_the_mailbox(desk, box, dovecot):
    intake.take(desk, b"Delivered-To: x@y.es\n" + mail(1).replace(b"\r\n", b"\n"), Envelope("deliver"))
    dovecot.put(1, mail(1))
    found = fetching.fetch(desk, box)
    assert (found.stored, found.duplicates) == (0, 1)


def test_the_bytes_are_those_of_the_server(desk, box, dovecot):
    dovecot.put(1, mail(1))
    fetching.fetch(desk, box)
    assert service.raw(desk, 1) == mail(1)


def test_a_wrong_password_is_said_without_the_word(desk, box, dovecot, monkeypatch, run_cli):
    monkeypatch.setenv("PV_IMAP", "wrong-" + WORD)
    result = run_cli("mail", "fetch", "--verbose")
    assert result.exit_code == 75
    assert WORD not in result.stdout + result.stderr


def test_the_ledger_is_compared_with_the_mailbox(desk, box, dovecot, run_cli):
    for n in range(3):
        dovecot.put(n, mail(n))
    fetching.fetch(desk, box)
    dovecot.put(7, mail(7))
    found = reconcile.mailbox(desk, "taller@tienda.es")
    assert sorted(one.state for one in found.checked) == ["missing", "stored", "stored", "stored"]
    result = run_cli("mail", "reconcile", "--mailbox", "taller@tienda.es", "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)


def test_a_folder_is_compared_with_the_ledger(desk, tmp_path, run_cli):
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "1.eml").write_bytes(mail(1))
    assert service.import_paths(desk, [str(folder)]).results[0].arrival.outcome == "stored"
    (folder / "2.eml").write_bytes(mail(2))
    (folder / "1-again.eml").write_bytes(mail(1))
    (folder / "1-changed.eml").write_bytes(mail(1).replace(b"Hola", b"Adios"))
    found = {one.file: one.state for one in reconcile.folder(desk, [str(folder)]).checked}
    assert found == {"1-again.eml": "stored", "1-changed.eml": "changed", "1.eml": "doubled", "2.eml": "missing"}


def test_setup_tries_the_connection_and_writes_no_password(desk, dovecot, monkeypatch, run_cli, shop_path):
    monkeypatch.setenv("PV_IMAP", WORD)
    result = run_cli(
        "mail", "setup", "--address", "Taller@tienda.es", "--imap-host", "127.0.0.1", "--imap-port", str(dovecot.port),
        "--imap-tls", "none", "--user", "taller", "--password-from", "env:PV_IMAP", "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["mails"] == 0
    assert WORD.encode() not in shop_path.read_bytes()
    assert WORD not in result.stdout + result.stderr


def test_setup_refuses_a_password_in_place_of_its_reference(run_cli):
    result = run_cli(
        "mail", "setup", "--address", "a@b.es", "--imap-host", "127.0.0.1", "--user", "a", "--password-from", WORD
    )
    assert result.exit_code == 2
    assert WORD not in result.stdout + result.stderr
