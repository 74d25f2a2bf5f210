"""One thread writes, in the order of the keys."""

from __future__ import annotations

import threading

from postventa_tui.kit import clock
from postventa_tui.tui.reader import Reader
from postventa_tui.tui.writer import Writer


def _at_once(call):
    call()


def test_jobs_run_in_the_order_they_were_put():
    done: list[int] = []
    writer = Writer(_at_once, clock.monotonic)
    for number in range(200):
        writer.put(lambda number=number: done.append(number), failed=lambda error: None)
    assert writer.close()
    assert done == list(range(200))


def test_a_job_that_fails_is_told_and_the_next_one_runs():
    told: list[str] = []
    writer = Writer(_at_once, clock.monotonic)

    def bad():
        raise ValueError("no")

    writer.put(bad, failed=lambda error: told.append(type(error).__name__))
    writer.put(lambda: 7, then=lambda value: told.append(str(value)), failed=lambda error: None)
    assert writer.close()
    assert told == ["ValueError", "7"]


def test_only_the_newest_read_of_a_name_is_told():
    told: list[str] = []
    gate, ended = threading.Event(), threading.Event()
    reader = Reader(_at_once)
    reader.put("rows", lambda: gate.wait(5) and "old", told.append, lambda error: None)
    reader.put("rows", lambda: "new", lambda value: (told.append(value), ended.set()), lambda error: None)
    assert ended.wait(5)
    gate.set()
    reader._pool.shutdown(wait=True)
    assert told == ["new"]


def test_a_read_asked_for_while_the_console_closes_is_dropped():
    from postventa_tui.tui.reader import Reader

    reader = Reader(lambda tell: tell())
    reader.close()
    reader.put("queue", lambda: 1, lambda _result: None, lambda _error: None)
    assert reader.idle
