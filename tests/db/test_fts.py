"""The search index follows every row, in the same transaction."""

from __future__ import annotations

import sqlite3

import pytest

from postventa_tui.db import connection, fts, fts_keys, fts_schema, fts_search, fts_terms, fts_words


def insert_ticket(db, number: int = 1, body: str = "la impresora se atasca", customer: str = "Ana Gil") -> None:
    db.run(
        "INSERT INTO customers (id, uid, given, created_at, updated_at) VALUES (:id, :uid, :name, 1, 1)",
        id=number, uid=f"c{number}", name=customer,
    )  # fmt: skip
    db.run(
        "INSERT INTO tickets (id, uid, number, public_ref, customer_id, subject, status, status_type, channel, due_sort,"
        " is_open, created_at, updated_at) VALUES (:id, :uid, :number, :uid, :id, 'Asunto', 'open', 'open', 'email', 1, 1, 1, 1)",
        id=number, uid=f"t{number}", number=1000 + number,
    )  # fmt: skip
    insert_body(db, number, body)


def insert_body(db, ticket: int | None, body: str, kind: str = "message") -> int:
    return db.value(
        "INSERT INTO interactions (uid, customer_id, ticket_id, kind, direction, visibility, author_kind, at, recorded_at,"
        " body, created_at, updated_at) VALUES (lower(hex(randomblob(8))), 1, :ticket, :kind, 'in', 'public', 'customer',"
        " 1, 1, :body, 1, 1) RETURNING id",
        ticket=ticket, kind=kind, body=body,
    )  # fmt: skip


def matches(db, text: str, scope: str = "ticket") -> list[int]:
    return [
        row[0]
        for row in db.all(f"SELECT rowid FROM search_{scope} WHERE search_{scope} MATCH :q ORDER BY rowid", q=text)
    ]


@pytest.fixture
def filled(desk):
    with desk.transaction("test") as db:
        insert_ticket(db)
        insert_ticket(db, 2, "la lavadora pierde agua", "Eva Ríos")
    return desk


@pytest.mark.parametrize(
    ("sql", "gone", "there"),
    [
        ("UPDATE interactions SET body = 'el horno humea' WHERE ticket_id = 1", "impresora", "horno"),
        ("UPDATE interactions SET ticket_id = 2 WHERE ticket_id = 1", None, "lavadora AND impresora"),
        ("UPDATE customers SET given = 'Olga' WHERE id = 1", "ana", "olga"),
        ("UPDATE tickets SET subject = 'Rodillo' WHERE id = 1", None, "rodillo"),
        ("UPDATE interactions SET kind = 'event' WHERE ticket_id = 1", "impresora", None),
        ("DELETE FROM interactions WHERE ticket_id = 1", "impresora", None),
    ],
)
def test_change_of_a_row_changes_the_index(filled, sql: str, gone: str | None, there: str | None) -> None:
    with filled.transaction("test") as db:
        db.run(sql)
    if gone:
        assert matches(filled.db, gone) == []
    if there:
        assert matches(filled.db, there)
    assert fts.verify(filled.db) == []


def test_tags_points_machines_and_orders_are_found(filled) -> None:
    with filled.transaction("test") as db:
        db.run("INSERT INTO tags (id, name, created_at, updated_at) VALUES (1, 'vip', 1, 1)")
        db.run("INSERT INTO ticket_tags (ticket_id, tag_id, created_at, updated_at) VALUES (1, 1, 1, 1)")
        db.run("INSERT INTO products (id, sku, name, created_at, updated_at) VALUES (1, 'X200', 'Tintera', 1, 1)")
        db.run("INSERT INTO assets (id, product_id, serial, created_at, updated_at) VALUES (1, 1, 'SN77', 1, 1)")
        db.run("UPDATE tickets SET asset_id = 1 WHERE id = 1")
        db.run(
            "INSERT INTO contact_points (customer_id, kind, raw, norm, created_at, updated_at)"
            " VALUES (1, 'email', 'ana@x.example', 'ana@x.example', 1, 1)"
        )
    for word in ("vip", "x200", "tintera", "sn77", '"ana x example"'):
        assert matches(filled.db, word) == [1], word
    with filled.transaction("test") as db:
        db.run("UPDATE tags SET name = 'oro'")
        db.run("UPDATE products SET name = 'Copiadora'")
        db.run("UPDATE assets SET serial = 'SN88'")
        db.run("DELETE FROM contact_points")
    for word, found in (("vip", []), ("oro", [1]), ("tintera", []), ("copiadora", [1]), ("sn77", []), ("sn88", [1])):
        assert matches(filled.db, word) == found, word
    assert fts.verify(filled.db) == []


def test_contact_on_no_ticket_has_its_own_index(filled) -> None:
    with filled.transaction("test") as db:
        row = insert_body(db, None, "preguntó por el horario")
    assert matches(filled.db, "horario", "contact") == [row]
    with filled.transaction("test") as db:
        db.run("UPDATE interactions SET ticket_id = 1 WHERE id = :id", id=row)
    assert matches(filled.db, "horario", "contact") == []
    assert matches(filled.db, "horario") == [1]
    assert fts.verify(filled.db) == []


def test_rollback_leaves_index_words_and_keys(filled) -> None:
    with pytest.raises(ZeroDivisionError), filled.transaction("test") as db:
        insert_ticket(db, 3, "palabra nuncavista")
        raise ZeroDivisionError
    assert matches(filled.db, "nuncavista") == []
    assert fts_terms.count_of(filled.db, "ticket", "nuncavista") == 0
    assert fts_keys.find(filled.db, "1003", frozenset(("number",))) == []


def test_another_programs_write_waits_and_is_taken_up(filled, shop_path, make_desk) -> None:
    filled.close()
    raw = sqlite3.connect(shop_path)
    raw.execute("UPDATE interactions SET body = 'el secador chispea' WHERE ticket_id = 1")
    raw.commit()
    raw.close()
    db = connection.connect(str(shop_path))
    assert fts.is_dirty(db)
    db.close()
    later = make_desk()
    assert matches(later.db, "secador") == [1]
    assert matches(later.db, "impresora") == []
    assert fts.verify(later.db) == []


def test_reindex_gives_the_same_as_the_triggers(filled) -> None:
    before = [
        filled.db.all(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
        for table in ("search_key", "search_stem", "search_ticket_words")
    ]
    with filled.transaction("test") as db:
        fts.reindex(db)
    after = [
        filled.db.all(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
        for table in ("search_key", "search_stem", "search_ticket_words")
    ]
    assert before == after
    assert fts.verify(filled.db) == []


def test_damaged_index_is_told(filled) -> None:
    with filled.transaction("test") as db:
        db.run(
            "INSERT INTO search_ticket(search_ticket, rowid, subject, people, tags, body)"
            " VALUES ('delete', 1, 'Asunto', 'Ana Gil', '', 'la impresora se atasca')"
        )
    assert fts.verify(filled.db) == ["ticket"]
    with filled.transaction("test") as db:
        fts.reindex(db)
    assert fts.verify(filled.db) == []


def test_words_of_an_erased_person_leave_the_file(filled, shop_path) -> None:
    with filled.transaction("test") as db:
        insert_ticket(db, 5, "el recado de Zurbaranela", "Zurbaranela")
    with filled.transaction("erase") as db:
        db.run("UPDATE interactions SET body = '' WHERE ticket_id = 5")
        db.run("UPDATE customers SET given = NULL WHERE id = 5")
        assert fts.erase_words(db, ["zurbaranela"]) == []
        db.run("UPDATE journal_context SET unit = unit")
    assert filled.db.value("SELECT count(*) FROM search_term WHERE term = 'zurbaranela'") == 0
    assert filled.db.value("SELECT count(*) FROM search_del WHERE term = 'zurbaranela'") == 0
    assert filled.db.value("SELECT count(*) FROM search_ticket_words WHERE term = 'zurbaranela'") == 0


def test_merging_happens_after_some_writes_only(filled) -> None:
    with filled.transaction("test") as db:
        db.run("UPDATE search_state SET value = '3' WHERE key = 'writes'")
    assert not fts.merge_if_due(filled.db)
    with filled.transaction("test") as db:
        insert_body(db, 1, "otro")
    assert fts.merge_if_due(filled.db)
    assert not fts.merge_if_due(filled.db)


def test_slip_of_one_letter_finds_the_word(desk) -> None:
    known = ["impresora", "lavadora", "secadora", "frigorifico", "congelador", "cargador", "pantalla", "garantia"]
    with desk.transaction("test") as db:
        fts_words.insert(db, "ticket", dict.fromkeys(known, 5))
        fts_words.insert_shortened(db, "ticket", known)
    missed = []
    for word in known:
        slips = {word[:at] + word[at + 1 :] for at in range(1, len(word))}
        slips |= {word[:at] + "x" + word[at:] for at in range(1, len(word))}
        slips |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1)}
        slips |= {word[:at] + "x" + word[at + 1 :] for at in range(1, len(word))}
        missed += [
            slip for slip in slips - {word} if word not in [t.text for t in fts_terms.typos(desk.db, "ticket", slip)]
        ]
    assert missed == []


def test_every_scope_has_a_view_of_the_real_schema(desk) -> None:
    for scope in fts_schema.SCOPES:
        columns = {row[1] for row in desk.db.all(f"SELECT cid, name FROM pragma_table_info('search_{scope}_v')")}
        assert columns == {"id", *fts_search.COLUMNS[scope]}


@pytest.mark.parametrize(
    ("norm", "keys"),
    [
        ("+34600123456", {"34600123456", "600123456", "~65432100643"}),
        ("+14155550100", {"14155550100", "4155550100", "~00105555141"}),
        ("+351912345678", {"351912345678", "912345678", "~876543219153"}),
    ],
)
def test_phone_has_its_keys(norm: str, keys: set[str]) -> None:
    assert {key for key, _kind in fts_keys.keys_of_point("phone", norm)} == keys


def test_an_open_desk_takes_up_what_another_program_wrote(filled, shop_path) -> None:
    raw = sqlite3.connect(shop_path)
    raw.execute("UPDATE interactions SET body = 'el secador chispea' WHERE ticket_id = 1")
    raw.commit()
    raw.close()
    filled.take_up_foreign()
    assert matches(filled.db, "secador") == [1]
    assert fts.is_dirty(filled.db) == 0
