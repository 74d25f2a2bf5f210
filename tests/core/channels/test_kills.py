"""Killed at any point of intake, fetching and sending: nothing lost, nothing twice, doubts shown."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest
from tests.core.channels.servers import WORD
from tests.core.channels.test_fetching import mail as fetched_mail
from tests.core.channels.test_intake import mail
from tests.core.channels.test_sending import answer, incoming, receive, set_up

from postventa_tui.core.channels import faults
from postventa_tui.desk import open_desk

pytestmark = pytest.mark.slow
KILLED = -9


def postventa(path, *words: str, kill_at: str = "", stdin: bytes = b"") -> int:
    environment = {**os.environ, "POSTVENTA_KILL_AT": kill_at, "PV_IMAP": WORD}
    done = subprocess.run(
        [sys.executable, "-m", "postventa_tui", "--db", str(path), "--agent", "ana", *words],
        input=stdin, capture_output=True, env=environment, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode


def rows(path, sql: str) -> list[tuple]:
    with sqlite3.connect(path) as db:
        found = db.execute(sql).fetchall()
    db.close()
    return found


def points(prefix: str) -> list[str]:
    return [one for one in faults.POINTS if one.startswith(prefix)]


def test_there_are_twenty_points():
    assert len(faults.POINTS) == 20


@pytest.mark.parametrize("point", points("deliver."))
def test_a_delivery_killed_anywhere_is_stored_once_when_it_is_tried_again(shop_path, point):
    assert postventa(shop_path, "mail", "deliver", kill_at=point, stdin=mail(1)) == KILLED
    assert postventa(shop_path, "mail", "deliver", stdin=mail(1)) == 0
    assert rows(shop_path, "SELECT state FROM messages") == [("stored",)]
    assert rows(shop_path, "SELECT count(*) FROM tickets") == [(1,)]
    assert rows(shop_path, "SELECT count(*) FROM interactions WHERE kind = 'message'") == [(1,)]
    assert rows(shop_path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("point", points("fetch."))
def test_a_fetch_killed_anywhere_loses_nothing(shop_path, dovecot, point):
    from postventa_tui.db import shop as settings

    desk = open_desk(str(shop_path), agent="ana")
    row = {"address": "taller@tienda.es", "host": "127.0.0.1", "port": dovecot.port, "tls": "none", "user": "taller",
           "password_from": "env:PV_IMAP"}  # fmt: skip
    with desk.transaction("settings.set"):
        settings.save(desk.db, "mail_boxes", [row], desk.clock.now())
    desk.close()
    for n in range(3):
        dovecot.put(n, fetched_mail(n))
    assert postventa(shop_path, "mail", "fetch", kill_at=point) == KILLED
    assert dovecot.seen() <= rows(shop_path, "SELECT count(*) FROM messages")[0][0]
    # A server may still hold the dead reader's folder: 75 says "again".
    assert next(code for _try in range(5) if (code := postventa(shop_path, "mail", "fetch")) != 75) == 0
    assert rows(shop_path, "SELECT state, count(*) FROM messages GROUP BY state") == [("stored", 3)]
    assert rows(shop_path, "SELECT count(*) FROM tickets") == [(3,)]


SENT = {"send.taken": ("sent", 1), "send.prepared": ("sent", 1), "send.data": ("uncertain", 0),
        "send.answered": ("uncertain", 1), "send.recorded": ("sent", 1)}  # fmt: skip


@pytest.mark.parametrize("point", points("send."))
def test_a_sending_killed_anywhere_makes_no_second_copy(shop_path, postman, point):
    desk = open_desk(str(shop_path), agent="ana")
    set_up(desk, postman.port)
    answer(desk, receive(desk, incoming()))
    desk.close()
    assert postventa(shop_path, "mail", "send", kill_at=point) == KILLED
    assert postventa(shop_path, "mail", "send") == 0
    assert postventa(shop_path, "mail", "send") == 0
    state, copies = SENT[point]
    assert rows(shop_path, "SELECT state FROM outbox") == [(state,)]
    assert len(postman.got) == copies
