"""The outbox leaves while the console is open."""

from __future__ import annotations

from tests.core.channels.servers import postman  # noqa: F401 - a fixture
from tests.core.channels.test_sending import answer, incoming, receive, set_up

from postventa_tui.tui.mailing import Mailing


def test_what_is_due_leaves(desk, postman):  # noqa: F811
    set_up(desk, postman.port)
    answer(desk, receive(desk, incoming()))
    assert Mailing(desk, lambda _error: None).send_once()
    assert len(postman.got) == 1


def test_a_server_that_is_away_is_said_once(desk):
    set_up(desk, 1)
    answer(desk, receive(desk, incoming()))
    told: list[str] = []
    mailing = Mailing(desk, lambda error: told.append(error.code))
    assert [mailing.send_once(), mailing.send_once()] == [False, False]
    assert told == ["mail_away"]


def test_a_shop_without_a_server_starts_no_thread(desk):
    mailing = Mailing(desk, lambda _error: None)
    mailing.start()
    assert not mailing._thread.is_alive()
    mailing.close()
