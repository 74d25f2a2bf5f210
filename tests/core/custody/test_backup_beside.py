"""Copies made while another process writes: each is whole, and one state of the file."""

from __future__ import annotations

import json
import subprocess
import sys

from postventa_tui.core.custody import check, service
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming
from postventa_tui.db import connection
from postventa_tui.kit.clock import monotonic

NOTES = 400


def notes(path: str) -> int:
    """Count the notes of a file that is not open elsewhere, and judge that journal and rows tell the same."""
    db = connection.connect(path, mode="ro")
    try:
        found = int(db.value("SELECT count(*) FROM interactions WHERE kind = 'note'") or 0)
        told = db.value(
            "SELECT count(*) FROM journal j JOIN interactions i ON i.id = j.row_id AND i.kind = 'note'"
            " WHERE j.tbl = 'interactions' AND j.op = 'I'"
        )
        assert told == found
        return found
    finally:
        db.close()


def test_three_copies_beside_a_writer_are_each_whole_and_restore(desk, shop_path, tmp_path, clock) -> None:
    sla.install_starter(desk)
    marta = customers.create(desk, {"given": "Marta"}, {"email": "marta@correo.example"})
    tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va"))
    command = [sys.executable, "-m", "tests.db.writer", str(shop_path), "note", str(NOTES), "wait"]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdin is not None and writer.stdout is not None
    assert json.loads(writer.stdout.readline()) == {"ready": True}
    writer.stdin.write(b"\n")
    writer.stdin.flush()
    acknowledged, made = 0, []
    for wanted in (10, 20, 30):
        while acknowledged < wanted:
            json.loads(writer.stdout.readline())
            acknowledged += 1
        begin = monotonic()
        copy, _gone = service.backup(desk, str(tmp_path / "copies"))
        made.append((copy, acknowledged, monotonic() - begin))
    out, err = writer.communicate()
    assert writer.returncode == 0, err
    assert len(out.splitlines()) + acknowledged <= NOTES
    seen = []
    for n, (copy, before, _took) in enumerate(made):
        assert service.verify(copy.path)[1].ok
        target = str(tmp_path / f"back-{n}.db")
        restored = service.restore(copy.path, target, login="ana", clock=clock)
        assert restored.tickets == 1
        assert check.run(target).ok
        seen.append(notes(target))
        assert seen[-1] >= before, "what was acknowledged before a copy is in it"
    assert seen == sorted(seen) and seen[0] < NOTES, "the first copy was made while the other wrote"
    desk.close()
    assert notes(str(shop_path)) == NOTES
