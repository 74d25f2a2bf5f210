"""Many processes on one file: all succeed, none waits long, each sees what the others did."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from postventa_tui.core.custody import check
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming
from postventa_tui.db import connection, journal
from postventa_tui.kit.clock import monotonic

PROCESSES, WRITES = 64, 10


@pytest.fixture
def shop(desk, shop_path):
    sla.install_starter(desk)
    marta = customers.create(desk, {"given": "Marta"}, {"email": "marta@correo.example"})
    for n in range(PROCESSES):
        tickets.receive(desk, Incoming(marta, "email", f"no va {n}", subject="no va"))
    desk.close()
    return shop_path


def start(path, verb: str, count: int, ticket: int = 1) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.db.writer", str(path), verb, str(count), "wait", str(ticket)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.slow
def test_sixty_four_processes_write_at_once_and_all_succeed(shop) -> None:
    writers = [start(shop, "note", WRITES, 1 + n) for n in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        for ready in pool.map(lambda one: one.stdout.readline(), writers):
            assert json.loads(ready) == {"ready": True}
        answers = list(pool.map(lambda one: one.communicate(b"\n"), writers))
    assert [one.returncode for one in writers] == [0] * PROCESSES, [err for _out, err in answers if err][:1]
    took = [json.loads(line)["took"] for out, _err in answers for line in out.splitlines()]
    assert len(took) == PROCESSES * WRITES
    db = connection.connect(str(shop))
    assert db.value("SELECT count(*) FROM interactions WHERE kind = 'note'") == PROCESSES * WRITES
    db.close()
    assert check.run(str(shop)).ok
    print(f"64 x 10: worst {max(took):.3f} s, p95 {sorted(took)[int(len(took) * 0.95)]:.3f} s")
    # 2 s is the promise on an idle machine (benchmarks, W13); here others may share the two cores.
    assert max(took) <= 8.0


@pytest.mark.slow
def test_a_change_is_seen_by_others_within_a_second(shop) -> None:
    writer = start(shop, "note", 100)
    writer.stdout.readline()
    reader = connection.connect(str(shop), mode="ro")
    cursor = reader.value("SELECT max(seq) FROM journal")
    writer.stdin.write(b"\n")
    writer.stdin.flush()
    seen: dict[int, float] = {}
    version, due = connection.data_version(reader), monotonic()
    while len(seen) < 100 and monotonic() - due < 30:
        found = connection.data_version(reader)
        if found != version:
            version = found
            rows, cursor = journal.feed(reader, cursor, writer="me")
            seen.update({row: monotonic() for table, row in rows if table == "interactions" and row not in seen})
        if writer.poll() is None or len(seen) < 100:
            import select

            select.select([], [], [], 0.5)  # the console's poll
    lines = [json.loads(line) for line in writer.stdout.read().splitlines()]
    writer.wait()
    for pipe in (writer.stdin, writer.stdout, writer.stderr):
        pipe.close()
    reader.close()
    waits = sorted(seen[line["interaction"]] - line["at"] for line in lines)
    assert len(waits) == 100
    assert waits[94] < 1.0
