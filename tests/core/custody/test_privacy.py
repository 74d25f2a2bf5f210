"""Copies of a person's data, rows past their time, the access log."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from postventa_tui.core.custody.privacy import access, export, retention
from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.kit.errors import NotAllowed, Refused

DAY = 86_400


@pytest.fixture
def marta(desk) -> int:
    number = customers.create(desk, {"given": "Marta", "surname1": "Lago"}, {"email": "marta@correo.example"})
    groups.set_consent(desk, number, "survey", "email", "granted", proof="=HYPERLINK(1)")
    return number


def contact(desk, customer_id: int, **fields: object) -> int:
    base = {"kind": "message", "direction": "in", "author_kind": "customer", "channel": "chat", "at": desk.clock.now()}
    return contacts.add_interaction(desk, NewInteraction(customer_id=customer_id, **{**base, **fields}))


def test_the_folder_holds_her_rows_and_nobody_elses_name(desk, marta, tmp_path) -> None:
    customers.create(desk, {"given": "Brais", "surname1": "Otero"})
    contact(desk, marta, body="<script>x</script> me lo dijo Brais Otero\x1b[2J")
    path = export.person(desk, marta, str(tmp_path), [{"kind": "customer", "notes": "amiga de Brais Otero"}])
    page = Path(path, "timeline.html").read_text("utf-8")
    data = Path(path, "data.json").read_text("utf-8")
    assert sorted(os.listdir(path)) == ["consents.csv", "data.json", "timeline.html"]
    assert "Brais" not in page + data
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert json.loads(data)[0]["notes"] == f"amiga de {export.MASK}"
    assert ",'=HYPERLINK" in Path(path, "consents.csv").read_text("utf-8")
    assert {stat.S_IMODE(os.stat(os.path.join(path, name)).st_mode) for name in os.listdir(path)} == {0o600}


def test_a_folder_is_never_written_over_and_the_copy_is_in_the_journal(desk, marta, tmp_path) -> None:
    export.person(desk, marta, str(tmp_path), [])
    with pytest.raises(Refused, match="target_exists"):
        export.person(desk, marta, str(tmp_path), [])
    assert desk.db.value("SELECT count(*) FROM units WHERE verb = 'customer.export'") == 2


def test_an_agent_does_not_take_a_copy_home(desk, marta, make_desk, tmp_path) -> None:
    desk.db.run("UPDATE agents SET role = 'agent'")
    with pytest.raises(NotAllowed):
        export.person(make_desk(), marta, str(tmp_path), [])


def test_old_chats_are_shown_first_and_then_emptied(desk, marta, clock) -> None:
    old = contact(desk, marta, body="hola", at=retention.months_before(clock.now(), 24) - 1)
    young = contact(desk, marta, body="adiós", at=retention.months_before(clock.now(), 24))
    assert {due.kind: due.rows for due in retention.preview(desk)}["chat"] == 1
    assert contacts.get(desk, old).body == "hola"
    retention.run(desk)
    assert (contacts.get(desk, old).body, contacts.get(desk, young).body) == ("", "adiós")
    assert {due.kind: due.rows for due in retention.preview(desk)}["chat"] == 0


def test_a_legal_hold_keeps_old_words(desk, marta, clock) -> None:
    old = contact(desk, marta, body="hola", at=retention.months_before(clock.now(), 30))
    customers.hold(desk, marta, True)
    retention.run(desk)
    assert contacts.get(desk, old).body == "hola"


def test_the_journal_is_cut_but_moves_of_tickets_stay(desk, marta, clock) -> None:
    customers.change(desk, marta, {"notes": "uno"})
    customers.change(desk, marta, {"notes": "dos"})
    clock.advance(731 * DAY)
    retention.run(desk)
    assert desk.db.value("SELECT count(*) FROM journal WHERE tbl = 'customers' AND before IS NOT NULL") == 0


def test_months_count_by_the_calendar() -> None:
    march = 1_774_915_200  # 2026-03-31
    assert retention.months_before(march, 1) == 1_772_236_800  # 2026-02-28


def test_opening_a_person_outside_a_ticket_is_one_line(desk, marta) -> None:
    access.opened(desk, marta)
    row = desk.db.one("SELECT verb, command FROM units ORDER BY unit DESC LIMIT 1")
    assert row == ("customer.open", f"postventa customer show C-{marta}")
