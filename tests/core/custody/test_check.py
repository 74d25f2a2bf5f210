"""The proofs find what is broken, write nothing, and say nothing of a good file."""

from __future__ import annotations

import hashlib
import random
import sqlite3

import pytest

from postventa_tui.core.custody import check
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming
from postventa_tui.db import connection
from postventa_tui.kit.errors import PostventaError

WORDS = "lavadora bomba filtro ruido centrifugar mojado técnico recogida factura garantía pieza horno puerta".split()


def failing(path, **options) -> set[str]:
    return {one.name for one in check.run(str(path), **options).checks if not one.ok}


@pytest.fixture
def foreign(shop_path):
    raw = sqlite3.connect(shop_path, isolation_level=None)
    yield raw
    raw.close()


def test_a_new_shop_passes_every_proof(shop_path) -> None:
    before = hashlib.sha256(shop_path.read_bytes()).hexdigest()
    report = check.run(str(shop_path), deep=True)
    assert report.ok
    assert report.schema == connection.SCHEMA_STEPS
    assert hashlib.sha256(shop_path.read_bytes()).hexdigest() == before


def test_a_write_by_another_program_is_reported(shop_path, foreign) -> None:
    foreign.execute("INSERT INTO tags (name, created_at, updated_at) VALUES ('x', 1, 1)")
    assert failing(shop_path) == {"foreign_writes"}


def test_a_blob_with_other_bytes_is_found(shop_path, foreign) -> None:
    digest = hashlib.sha256(b"carta").hexdigest()
    foreign.execute("INSERT INTO blobs VALUES (?, 5, '', ?, 1)", (digest, b"cartA"))
    assert "digests" in failing(shop_path)


def test_a_row_that_points_at_nothing_is_found(shop_path, foreign) -> None:
    foreign.execute("INSERT INTO team_members (team_id, agent_id, created_at, updated_at) VALUES (99, 1, 1, 1)")
    assert "foreign_keys" in failing(shop_path)


def test_a_number_out_of_range_is_found_by_the_deep_proof(shop_path, foreign) -> None:
    foreign.execute("UPDATE agents SET created_at = -5")
    assert "numbers_in_range" in failing(shop_path, deep=True)


def test_broken_json_and_broken_text_are_found_by_the_deep_proof(shop_path, foreign) -> None:
    foreign.execute("UPDATE settings SET value = '{' WHERE key = 'lang'")
    foreign.execute("UPDATE agents SET name = CAST(x'ff41' AS TEXT)")
    assert "texts" in failing(shop_path, deep=True)
    assert {"texts"} & failing(shop_path) == set()


def test_an_index_that_lost_words_is_found(shop_path, desk, foreign) -> None:
    customers.create(desk, {"given": "Iria", "notes": "bomba"})
    foreign.execute("DELETE FROM search_customer_data WHERE id > 10")
    assert "search" in failing(shop_path)


def test_a_cached_due_that_no_clock_gives_is_found(shop_path, desk) -> None:
    sla.install_starter(desk)
    marta = customers.create(desk, {"given": "Marta"})
    tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va"))
    assert check.run(str(shop_path)).ok
    with desk.transaction("test") as db:
        db.run("UPDATE tickets SET due_at = due_at + 60, due_sort = due_sort + 60")
    assert failing(shop_path) == {"ticket_dues"}


def test_a_file_of_another_program_is_refused(tmp_path) -> None:
    path = tmp_path / "other.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE x (a)")
    raw.close()
    with pytest.raises(PostventaError, match="database_foreign"):
        check.run(str(path))


@pytest.mark.parametrize(
    ("chain", "is_there", "good"),
    [
        ([("I", None)], True, True),
        ([("I", None), ("U", '{"a": 1}')], True, True),
        ([("I", None), ("D", '{"a": 1}')], False, True),
        ([("I", None), ("D", '{"a": 1}')], True, False),
        ([("U", '{"b": 1}')], True, False),
        ([("U", "{")], True, False),
        ([("U", '{"a": 1}')], True, True),
        ([("I", None), ("I", None)], True, False),
        ([("I", None), ("D", '{"a": 1}'), ("I", None)], True, True),
    ],
)
def test_the_past_of_a_row_is_walked_back(chain, is_there, good) -> None:
    assert check.chain_applies(chain, frozenset({"a"}), is_there) is good


@pytest.mark.slow
def test_most_flips_of_eight_bytes_are_found(desk, shop_path, tmp_path) -> None:
    lot = random.Random(5)
    for n in range(400):
        text = " ".join(lot.choice(WORDS) + str(lot.randrange(300)) for _ in range(60))
        customers.create(desk, {"given": f"Iria{n}", "surname1": f"Lago{n}", "notes": text})
    copies = tmp_path / "copy.db"
    desk.db.run("VACUUM INTO :to", to=str(copies))
    whole = copies.read_bytes()
    found = 0
    for _ in range(120):
        broken = bytearray(whole)
        at = lot.randrange(100, len(whole) - 8)
        while not any(whole[at : at + 8]):  # unused bytes: nobody can see a flip there, and it does no harm
            at = lot.randrange(100, len(whole) - 8)
        broken[at : at + 8] = bytes(byte ^ 0xFF for byte in broken[at : at + 8])
        copies.write_bytes(broken)
        try:
            found += not check.run(str(copies)).ok
        except PostventaError:
            found += 1
    assert found >= 102, f"{found} of 120"
