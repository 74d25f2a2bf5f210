"""A person's data end: in rows, past, index, free pages and log; and they stay ended after a restore."""

from __future__ import annotations

import os

import pytest

from postventa_tui.core.custody import service
from postventa_tui.core.custody.privacy import erase
from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.kit.errors import NotAllowed, Refused

SECRETS = ("Zuriñe", "Quxabelarri", "zurine.qux@privado.example", "600777123", "frigorizumbante", "Vurgundofka")


def bytes_of(path) -> bytes:
    whole = b""
    for suffix in ("", "-wal"):
        if os.path.exists(f"{path}{suffix}"):
            with open(f"{path}{suffix}", "rb") as source:
                whole += source.read()
    return whole


def left(path) -> set[str]:
    whole = bytes_of(path).lower()
    forms = {word: {word.lower().encode(), word.lower().replace("ñ", "n").encode()} for word in SECRETS}
    return {word for word, written in forms.items() if any(form in whole for form in written)}


@pytest.fixture
def person(desk) -> int:
    number = customers.create(
        desk,
        {"given": "Zuriñe", "surname1": "Quxabelarri", "notes": "vive en Vurgundofka"},
        {"email": "zurine.qux@privado.example", "phone": "+34600777123"},
    )
    contacts.add_interaction(
        desk,
        NewInteraction(
            customer_id=number, kind="message", direction="in", author_kind="customer",
            at=desk.clock.now(), channel="email", subject="frigorizumbante roto", body="mi frigorizumbante no enfría",
        ),
    )  # fmt: skip
    customers.change(desk, number, {"notes": "antes en Vurgundofka, ahora no"})
    groups.set_consent(desk, number, "survey", "email", "granted", proof="dicho por Zuriñe")
    return number


def test_no_byte_of_a_person_is_left(desk, person, shop_path) -> None:
    assert left(shop_path) == set(SECRETS) - {"600777123"} | {"600777123"}
    done = erase.person(desk, person)
    assert done.log_folded
    assert left(shop_path) == set()


@pytest.mark.parametrize("defence", ["db.erase.past", "db.fts.optimize", "db.copies.fold_log", "db.fts_keys.refresh"])
def test_without_one_defence_words_would_stay(desk, person, shop_path, monkeypatch, defence) -> None:
    monkeypatch.setattr(f"postventa_tui.{defence}", lambda *_args, **_options: None)
    erase.person(desk, person)
    assert left(shop_path) != set()


def test_facts_stay(desk, person) -> None:
    erase.person(desk, person)
    row = desk.db.one("SELECT channel, direction, body FROM interactions WHERE customer_id = :id", id=person)
    assert row == ("email", "in", "")
    assert customers.get(desk, person).erased_at == desk.clock.now()


def test_an_erased_person_is_found_by_nobody(desk, person) -> None:
    erase.person(desk, person)
    assert customers.match_point(desk, "email", "zurine.qux@privado.example") is None


def test_a_legal_hold_stops_it(desk, person) -> None:
    customers.hold(desk, person, True)
    with pytest.raises(Refused, match="legal_hold"):
        erase.person(desk, person)
    assert customers.get(desk, person).given == "Zuriñe"


def test_it_is_done_once(desk, person) -> None:
    erase.person(desk, person)
    with pytest.raises(Refused, match="already_erased"):
        erase.person(desk, person)


def test_only_an_admin_erases(desk, person, make_desk) -> None:
    desk.db.run("UPDATE agents SET role = 'lead' WHERE login = 'ana'")
    with pytest.raises(NotAllowed):
        erase.person(make_desk(), person)


def test_mentions_in_notes_of_others_are_named(desk, person) -> None:
    other = customers.create(desk, {"given": "Brais"})
    note = contacts.add_interaction(
        desk,
        NewInteraction(
            customer_id=other, kind="note", direction="internal", author_kind="agent",
            at=desk.clock.now(), body="llamó por él Zuriñe Quxabelarri",
        ),
    )  # fmt: skip
    assert erase.person(desk, person).mentions == (note,)


def test_a_reader_that_holds_the_log_back_is_told(desk, person, make_desk) -> None:
    reader = make_desk().reader()
    reader.run("BEGIN")
    reader.value("SELECT count(*) FROM customers")
    done = erase.person(desk, person)
    reader.run("ROLLBACK")
    assert not done.log_folded


def test_an_erase_is_not_undone(desk, person) -> None:
    from postventa_tui.db import rewind

    erase.person(desk, person)
    unit = desk.db.value("SELECT max(unit) FROM units WHERE verb = 'customer.erase'")
    with pytest.raises(Refused, match="not_undoable"), desk.transaction("undo", origin="undo") as db:
        rewind.undo(db, unit, desk.unit)


@pytest.mark.parametrize("old_file_opens", [True, False])
def test_a_restore_erases_again(desk, person, shop_path, clock, tmp_path, make_desk, old_file_opens) -> None:
    made, _ = service.backup(desk, str(tmp_path / "copies"))
    erase.person(desk, person)
    desk.close()
    if not old_file_opens:
        shop_path.write_bytes(b"damaged")
    done = service.restore(made.path, str(shop_path), login="ana", clock=clock)
    assert done.erased_again == 1
    assert left(shop_path) == set()
    assert customers.get(make_desk(), person).given is None
