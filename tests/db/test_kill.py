"""An acknowledged write survives `kill -9`; one that was not is wholly there or wholly absent."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest

from postventa_tui.core.custody import backup, check, service
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming
from postventa_tui.db import connection

KILLS = 5
"""Of each verb: 25 together; the nightly run takes eight times as many (POSTVENTA_KILLS)."""
HALF = {
    "replies without their outbox row": (
        "SELECT count(*) FROM interactions i WHERE i.state = 'queued'"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.interaction_id = i.id)"
    ),
    "outbox rows without their reply": "SELECT count(*) FROM outbox WHERE interaction_id IS NULL",
    "tickets without their clocks": (
        "SELECT count(*) FROM tickets t WHERE t.status_type <> 'merged'"
        " AND NOT EXISTS (SELECT 1 FROM sla_timers s WHERE s.ticket_id = t.id)"
    ),
    "tickets without their first message": (
        "SELECT count(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM interactions i WHERE i.ticket_id = t.id)"
    ),
    "units that wrote an interaction without a journal row": (
        "SELECT count(*) FROM interactions i WHERE NOT EXISTS"
        " (SELECT 1 FROM journal j WHERE j.tbl = 'interactions' AND j.row_id = i.id AND j.op = 'I')"
    ),
}


@pytest.fixture
def shop(desk, shop_path):
    sla.install_starter(desk)
    marta = customers.create(desk, {"given": "Marta"}, {"email": "marta@correo.example"})
    tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va"))
    desk.close()
    return shop_path


def killed(path, verb: str, after: float) -> list[dict[str, object]]:
    """Start a writer, kill it `after` seconds past its first line, and give what it acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.db.writer", str(path), verb, "100000", "wait"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdout is not None and writer.stdin is not None
    writer.stdout.readline()
    writer.stdin.write(b"\n")
    writer.stdin.flush()
    time.sleep(after)  # the moment of the kill is the point of the test
    writer.kill()
    lines = writer.stdout.read().splitlines()
    writer.wait()
    writer.stdin.close()
    writer.stdout.close()
    acknowledged = []
    for line in lines:
        try:
            acknowledged.append(json.loads(line))
        except ValueError:
            assert line is lines[-1], "only the last line may be cut"
    return acknowledged


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["note", "reply", "new", "set", "merge"])
def test_what_was_acknowledged_is_there_after_a_kill(shop, verb) -> None:
    import os

    lot = random.Random()
    written = 0
    for _ in range(int(os.environ.get("POSTVENTA_KILLS", KILLS))):
        acknowledged = killed(shop, verb, lot.uniform(0, 0.4))
        written += len(acknowledged)
        db = connection.connect(str(shop))
        for line in acknowledged:
            for key, table in (("interaction", "interactions"), ("ticket", "tickets"), ("merged", "tickets")):
                if key in line:
                    assert db.value(f"SELECT count(*) FROM {table} WHERE id = :id", id=line[key]) == 1, line
        if acknowledged and verb == "set":
            assert db.value("SELECT version FROM tickets WHERE id = 1") >= acknowledged[-1]["version"]
        for what, sql in HALF.items():
            assert db.value(sql) == 0, what
        db.close()
        report = check.run(str(shop))
        assert report.ok, [one for one in report.checks if not one.ok]
    assert written > 0


@pytest.mark.slow
def test_a_backup_that_is_killed_leaves_no_copy_that_counts(shop, tmp_path) -> None:
    lot = random.Random(3)
    folder = tmp_path / "copies"
    code = (
        "import sys\nfrom postventa_tui.core.custody import service\nfrom postventa_tui.desk import open_desk\n"
        "desk = open_desk(sys.argv[1], agent='ana')\nprint('go', flush=True)\n"
        "while True: service.backup(desk, sys.argv[2])"
    )
    for _ in range(KILLS):
        maker = subprocess.Popen([sys.executable, "-c", code, str(shop), str(folder)], stdout=subprocess.PIPE)
        maker.stdout.readline()
        time.sleep(lot.uniform(0, 0.3))
        maker.kill()
        maker.wait()
        maker.stdout.close()
    listed = backup.listed(str(folder), "shop")
    assert listed
    for one in listed:
        assert service.verify(one.path)[1].ok
