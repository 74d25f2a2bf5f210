"""Import into a real file: what goes in, what is left out, what a second time does."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from postventa_tui.core.exchange import service as exchange
from postventa_tui.core.exchange.export import Scope
from postventa_tui.kit.errors import BadFile, NotAllowed, NotFound, Usage

EXAMPLES = Path(__file__).parents[2] / "vectors" / "formats" / "examples"
META = {"kind": "meta", "format": "postventa-import/1", "source": "t", "zone": "Europe/Madrid"}
CUSTOMER = {"kind": "customer", "ext": "t:c1", "given": "Iria", "surname1": "Lago"}
AT = "2026-11-01T10:00:00Z"
TICKET = {"kind": "ticket", "ext": "t:t1", "subject": "No enciende", "customer": "t:c1", "created_at": AT}


@pytest.fixture
def bring(desk, tmp_path):
    """Import rows (or a text) into the shop of the test."""

    def run(*rows, at_desk=None, meta=True, **wishes):
        text = "\n".join(
            json.dumps(row) if isinstance(row, dict) else row for row in ([META] if meta else []) + list(rows)
        )
        path = tmp_path / "in.jsonl"
        path.write_text(text + "\n", encoding="utf-8")
        return exchange.import_file(at_desk or desk, str(path), io.BytesIO(), exchange.Wishes(**wishes))

    return run


def codes(report):
    return [(problem.line, problem.code, problem.field) for problem in report.problems]


def counts(report):
    return report.written, report.updated, report.skipped, report.failed


def export(desk):
    out = io.BytesIO()
    exchange.export_file(desk, "-", out, Scope())
    return out.getvalue().decode().split("\n", 1)[1]


def test_the_example_with_errors_gives_the_expected_report(desk):
    expected = json.loads((EXAMPLES / "with-errors.expected.json").read_text(encoding="utf-8"))
    path = str(EXAMPLES / "with-errors.jsonl")
    report = exchange.import_file(desk, path, io.BytesIO(), exchange.Wishes())
    found = [dict(zip(("line", "kind", "ext", "code", "field"), problem, strict=True)) for problem in report.problems]
    assert found == expected["errors"]
    assert (report.read, report.written, report.failed) == (expected["read"], 0, expected["failed"])
    assert desk.db.value("SELECT count(*) FROM customers") == 0
    kept = exchange.import_file(desk, path, io.BytesIO(), exchange.Wishes(keep_going=True))
    assert (kept.written, kept.failed) == (1, 5)
    assert desk.db.value("SELECT given FROM customers") == "Iria"


@pytest.mark.parametrize("name", ["minimal.jsonl", "shop.jsonl"])
def test_an_example_goes_in_once(desk, name):
    path = str(EXAMPLES / name)
    first = exchange.import_file(desk, path, io.BytesIO(), exchange.Wishes())
    again = exchange.import_file(desk, path, io.BytesIO(), exchange.Wishes())
    assert first.problems == () and first.written == first.read - 1
    assert counts(again) == (0, 0, first.written, 0)


def test_what_an_example_says_stands_in_the_tables(desk):
    exchange.import_file(desk, str(EXAMPLES / "shop.jsonl"), io.BytesIO(), exchange.Wishes())
    one = desk.db.one
    assert one("SELECT given, surname1 FROM customers WHERE id = 1") == ("Ana Belén", "FERNÁNDEZ")
    assert one("SELECT norm FROM contact_points WHERE kind = 'email'") == ("ana.belen@correo.example",)
    assert one("SELECT number, status_type, is_open FROM tickets") == (1042, "solved", 0)
    assert one("SELECT a.unit_key, l.code, o.contract_on FROM assets a JOIN lots l ON l.id = a.lot_id"
               " JOIN order_lines n ON n.id = a.order_line_id JOIN orders o ON o.id = n.order_id") == ("NB8240200417", "2402", "2024-03-05")  # fmt: skip
    assert desk.db.value("SELECT count(*) FROM outbox") == 0
    assert desk.db.value("SELECT count(*) FROM sla_timers") == 0


def test_export_then_import_then_export_gives_the_same_bytes(desk, make_desk, _template, tmp_path, clock):
    from postventa_tui.desk import open_desk

    exchange.import_file(desk, str(EXAMPLES / "shop.jsonl"), io.BytesIO(), exchange.Wishes())
    first = tmp_path / "out.jsonl"
    exchange.export_file(desk, str(first), io.BytesIO(), Scope())
    other = tmp_path / "other.db"
    other.write_bytes(_template.read_bytes())
    there = open_desk(str(other), agent="ana", clock=clock)
    try:
        report = exchange.import_file(there, str(first), io.BytesIO(), exchange.Wishes())
        assert report.problems == ()
        assert export(there) == export(desk)
    finally:
        there.close()


def test_a_changed_line_is_written_over_what_nobody_edited(bring, desk):
    bring(CUSTOMER, TICKET)
    report = bring(CUSTOMER, {**TICKET, "subject": "No calienta"})
    assert counts(report) == (0, 1, 1, 0)
    assert desk.db.value("SELECT subject FROM tickets") == "No calienta"


def test_a_row_edited_here_is_left_alone_unless_told_otherwise(bring, desk):
    from postventa_tui.core.customers import service as customers

    bring(CUSTOMER)
    customers.change(desk, 1, {"given": "Irene"})
    changed = {**CUSTOMER, "surname1": "Lema"}
    refused = bring(changed)
    assert codes(refused) == [(2, "edited_here", None)]
    assert desk.db.one("SELECT given, surname1 FROM customers") == ("Irene", "Lago")
    assert counts(bring(changed, overwrite=True)) == (0, 1, 0, 0)
    assert desk.db.one("SELECT given, surname1 FROM customers") == ("Iria", "Lema")


def test_lines_may_stand_in_any_order(bring, desk):
    contact = {"kind": "interaction", "ext": "t:i1", "ticket": "t:t1", "kind_of": "note", "at": AT, "body": "x"}
    assert counts(bring(contact, TICKET, CUSTOMER)) == (3, 0, 0, 0)


def test_what_falls_with_a_bad_line_is_named(bring):
    bad = {**CUSTOMER, "tier": "platinum"}
    contact = {"kind": "interaction", "ext": "t:i1", "ticket": "t:t1", "kind_of": "note", "at": AT}
    report = bring(bad, TICKET, contact, keep_going=True)
    assert codes(report) == [(2, "bad_value", "tier"), (3, "missing_ref", "customer"), (4, "missing_ref", "ticket")]
    assert report.written == 0


def test_numbers_are_kept_or_given_in_order_and_never_twice(bring, desk):
    assert bring(CUSTOMER, {**TICKET, "number": 5000}).written == 2
    report = bring({**TICKET, "ext": "t:t2", "number": 5000}, {**TICKET, "ext": "t:t3"}, keep_going=True)
    assert codes(report) == [(2, "number_taken", "number")]
    assert desk.db.all("SELECT number FROM tickets ORDER BY id") == [(5000,), (5001,)]


def test_numbers_are_given_by_time_of_creation(bring, desk):
    later = {**TICKET, "ext": "t:t2", "created_at": "2026-11-03T10:00:00Z"}
    earlier = {**TICKET, "ext": "t:t3", "created_at": "2026-11-02T11:00:00+01:00"}
    bring(CUSTOMER, later, earlier, TICKET)
    rows = desk.db.all(
        "SELECT e.ext FROM tickets t JOIN externals e ON e.kind = 'ticket' AND e.row_id = t.id ORDER BY t.number"
    )
    assert rows == [("t:t1",), ("t:t3",), ("t:t2",)]


def test_an_address_of_somebody_else_is_refused_and_a_shared_telephone_is_not(bring):
    mail = {"kind": "email", "value": "casa@correo.example"}
    phone = {"kind": "phone", "value": "612405517"}
    other = {"kind": "customer", "ext": "t:c2", "given": "Uxía"}
    report = bring({**CUSTOMER, "points": [mail, phone]}, {**other, "points": [phone, mail]})
    assert codes(report) == [(3, "contact_taken", "points[1].value")]
    assert bring({**CUSTOMER, "points": [mail, phone]}, {**other, "points": [phone]}).written == 2


def test_an_order_may_hold_a_discount_and_come_back_as_it_went(bring, desk):
    product = {"kind": "product", "ext": "t:p1", "sku": "X1", "name": "Batidora"}
    lines = [
        {"product": "t:p1", "quantity": 1, "price": {"cents": 4990, "currency": "EUR"}},
        {"product": "t:p1", "quantity": 1, "price": {"cents": -5490, "currency": "EUR"}},
    ]
    order = {"kind": "order", "ext": "t:o1", "customer": "t:c1", "lines": lines}
    report = bring(CUSTOMER, product, {**order, "total": {"cents": -500, "currency": "EUR"}})
    assert codes(report) == []
    back = next(row for row in map(json.loads, export(desk).splitlines()) if row["kind"] == "order")
    assert [line["price"]["cents"] for line in back["lines"]] == [4990, -5490]
    assert back["total"]["cents"] == -500


def test_a_circle_of_merges_is_refused(bring):
    a = {**TICKET, "merged_into": "t:t2"}
    b = {**TICKET, "ext": "t:t2", "merged_into": "t:t1"}
    assert codes(bring(CUSTOMER, a, b)) == [(3, "cycle", "merged_into"), (4, "cycle", "merged_into")]


def test_a_merged_ticket_points_at_one_further_down(bring, desk):
    assert bring(CUSTOMER, {**TICKET, "merged_into": "t:t2"}, {**TICKET, "ext": "t:t2"}).failed == 0
    assert desk.db.all("SELECT status_type, merged_into_id FROM tickets ORDER BY id") == [("merged", 2), ("open", None)]


def test_a_file_without_its_first_line_is_refused_whole(bring):
    report = bring(CUSTOMER, meta=False, keep_going=True)
    assert codes(report) == [(1, "missing_key", "format")] and report.written == 0


def test_a_dry_run_counts_and_writes_nothing(bring, desk):
    desk.dry_run = True
    assert counts(bring(CUSTOMER, TICKET)) == (2, 0, 0, 0)
    desk.dry_run = False
    assert desk.db.value("SELECT count(*) FROM customers") == 0
    assert desk.db.value("SELECT count(*) FROM externals") == 0


def test_only_an_admin_imports(bring, desk, make_desk):
    from postventa_tui.core.agents import service as agents

    agents.add(desk, "bea", "Bea", "lead")
    with pytest.raises(NotAllowed):
        bring(CUSTOMER, at_desk=make_desk("bea"))


def test_the_importing_admin_cannot_be_locked_out_by_a_file(bring, desk):
    report = bring(
        {"kind": "agent", "ext": "t:a1", "login": "ana", "name": "Ana R.", "role": "read_only", "active": False}
    )
    assert counts(report) == (0, 1, 0, 0)
    assert desk.db.one("SELECT name, role, active FROM agents WHERE login = 'ana'") == ("Ana R.", "admin", 1)


def test_other_encodings_are_read_and_wrong_ones_named(desk, tmp_path):
    text = json.dumps(META) + "\n" + json.dumps({**CUSTOMER, "given": "Begoña"}, ensure_ascii=False) + "\n"
    path = tmp_path / "in.jsonl"
    path.write_bytes(text.encode("cp1252"))
    assert codes(exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes())) == [(2, "bad_json", None)]
    assert exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes(encoding="cp1252")).written == 1
    assert desk.db.value("SELECT given FROM customers") == "Begoña"
    path.write_bytes(text.encode("utf-16"))
    assert exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes()).skipped == 1
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(BadFile):
        exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes())
    with pytest.raises(Usage):
        exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes(encoding="rot13"))
    with pytest.raises(NotFound):
        exchange.import_file(desk, str(tmp_path / "none"), io.BytesIO(), exchange.Wishes())


def test_standard_input_is_a_file_too(desk):
    data = (json.dumps(META) + "\r\n\r\n" + json.dumps(CUSTOMER)).encode()
    assert exchange.import_file(desk, "-", io.BytesIO(data), exchange.Wishes()).written == 1


def test_attachments_come_inline_and_as_files_and_go_out_again(desk, tmp_path):
    import base64
    import hashlib

    small, big = b"hola", b"\x89PNG" * 5000
    marks = [hashlib.sha256(data).hexdigest() for data in (small, big)]
    rows = [
        META, CUSTOMER, TICKET,
        {"kind": "attachment", "ext": "t:f1", "name": "a.txt", "type": "text/plain", "sha256": marks[0], "base64": base64.b64encode(small).decode()},
        {"kind": "attachment", "ext": "t:f2", "name": "b.png", "type": "image/png", "sha256": marks[1]},
        {"kind": "interaction", "ext": "t:i1", "ticket": "t:t1", "kind_of": "message", "at": AT, "author": {"kind": "customer"},
         "channel": "email", "body": "mira", "attachments": ["t:f1", "t:f2"]},
    ]  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    missing = exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes())
    assert codes(missing) == [(5, "missing_ref", "sha256"), (6, "missing_ref", "attachments[1]")]
    folder = tmp_path / "in.jsonl.files"
    folder.mkdir()
    (folder / marks[1]).write_bytes(big)
    assert exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes()).written == 5
    assert desk.db.all("SELECT name, size FROM attachments ORDER BY id") == [("a.txt", 4), ("b.png", 20000)]
    out = tmp_path / "out.jsonl"
    exchange.export_file(desk, str(out), io.BytesIO(), Scope())
    assert (tmp_path / "out.jsonl.files" / marks[1]).read_bytes() == big


def test_open_tickets_know_since_when_somebody_waits(bring, desk):
    def said(n, at, kind):
        return {"kind": "interaction", "ext": f"t:i{n}", "ticket": "t:t1", "kind_of": "message", "at": at, "channel": "email",
                "direction": "out" if kind == "agent" else "in", "author": {"kind": kind}, "body": str(n)}  # fmt: skip

    bring(CUSTOMER, TICKET, said(1, "2026-11-01T10:00:00Z", "customer"), said(2, "2026-11-01T11:00:00Z", "agent"),
          said(3, "2026-11-01T12:00:00Z", "customer"), said(4, "2026-11-01T13:00:00Z", "customer"))  # fmt: skip
    assert desk.db.value("SELECT waiting_since FROM tickets") == 1793534400


def test_a_long_import_into_a_file_in_use_goes_by_blocks_and_can_be_taken_up_again(bring, desk, monkeypatch):
    monkeypatch.setattr(exchange, "AT_ONCE", 3)
    monkeypatch.setattr(exchange, "BLOCK", 2)
    people = [{**CUSTOMER, "ext": f"t:c{n}"} for n in range(1, 7)]
    pointing = [{**TICKET, "ext": "t:t1", "merged_into": "t:t2"}, {**TICKET, "ext": "t:t2"}]
    calls = []

    class Killed(Exception):
        pass

    real = exchange.Writer.write

    def write(self, offset):
        calls.append(offset)
        if len(calls) == 8:
            raise Killed
        real(self, offset)

    monkeypatch.setattr(exchange.Writer, "write", write)
    with pytest.raises(Killed):
        bring(*people, *pointing)
    assert desk.db.value("SELECT count(*) FROM customers") == 6
    monkeypatch.setattr(exchange.Writer, "write", real)
    report = bring(*people, *pointing)
    assert (report.written + report.updated, report.skipped) == (2, 6)
    assert desk.db.all("SELECT merged_into_id FROM tickets ORDER BY id") == [(2,), (None,)]
    assert desk.db.value("SELECT count(DISTINCT unit) FROM journal WHERE tbl = 'customers'") == 3


def test_a_big_import_fills_the_search_index_once(bring, desk, monkeypatch):
    from postventa_tui.db import fts

    monkeypatch.setattr(exchange, "BULK_LEAST", 1)
    bring(
        CUSTOMER,
        TICKET,
        {"kind": "interaction", "ext": "t:i1", "ticket": "t:t1", "kind_of": "note", "at": AT, "body": "bomba"},
    )
    assert fts.verify(desk.db) == []
    assert desk.db.value("SELECT count(*) FROM search_ticket WHERE search_ticket MATCH 'bomba'") == 1
    assert desk.db.value("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'search_*'") > 0


def test_own_rows_come_back_as_known_and_changed_ones_as_edited_here(bring, desk, tmp_path):
    from postventa_tui.core.customers import service as customers

    bring(CUSTOMER)
    customers.create(desk, {"given": "Aquí"})
    out = tmp_path / "own.jsonl"
    exchange.export_file(desk, str(out), io.BytesIO(), Scope())
    assert counts(exchange.import_file(desk, str(out), io.BytesIO(), exchange.Wishes()))[3] == 0
    customers.change(desk, 2, {"given": "Otra"})
    report = exchange.import_file(desk, str(out), io.BytesIO(), exchange.Wishes())
    assert [(problem.ext, problem.code) for problem in report.problems] == [("pv:customer:2", "edited_here")]


def test_clocks_are_worked_out_only_when_asked_for(bring, desk):
    from postventa_tui.core.sla import service as sla

    sla.install_starter(desk)
    said = {"kind": "interaction", "ext": "t:i1", "ticket": "t:t1", "kind_of": "message", "at": AT, "channel": "email",
            "direction": "in", "author": {"kind": "customer"}, "body": "hola"}  # fmt: skip
    bring(CUSTOMER, TICKET, said)
    assert desk.db.one("SELECT due_at FROM tickets") == (None,)
    bring(CUSTOMER, {**TICKET, "ext": "t:t2"}, {**said, "ext": "t:i2", "ticket": "t:t2"}, sla=True)
    assert desk.db.value("SELECT due_at FROM tickets WHERE id = 2") is not None
    assert desk.db.value("SELECT count(*) FROM sla_timers WHERE ticket_id = 1") == 0


def test_an_erased_person_does_not_come_back_by_a_file(bring, desk):
    from postventa_tui.core.custody.privacy import erase

    person = {**CUSTOMER, "points": [{"kind": "email", "value": "iria@correo.example"}]}
    bring(person)
    erase.person(desk, 1)
    report = bring({**person, "ext": "t:c9"}, {**CUSTOMER, "ext": "t:c8", "given": "Otra"}, keep_going=True)
    assert codes(report) == [(2, "erased", "points[0].value")] and report.written == 1


def test_a_line_without_end_is_refused_and_the_next_one_read(bring, monkeypatch):
    from postventa_tui.core.exchange import source

    monkeypatch.setattr(source, "MAX_LINE_BYTES", 400)
    report = bring({**CUSTOMER, "ext": "t:c2", "notes": "x" * 2000}, CUSTOMER, keep_going=True)
    assert codes(report) == [(2, "bad_json", None)] and report.written == 1


def test_only_what_changed_since_is_exported_when_asked(bring, desk, clock):
    bring(CUSTOMER)
    clock.advance(3600)
    bring({**CUSTOMER, "ext": "t:c2", "given": "Nova"})
    out = io.BytesIO()
    exchange.export_file(desk, "-", out, Scope(clock.now() - 60))
    rows = [json.loads(line) for line in out.getvalue().splitlines()[1:]]
    assert [row["ext"] for row in rows if row["kind"] == "customer"] == ["t:c2"]


def test_low_numbers_of_another_shop_do_not_bring_back_low_numbers_here(bring, desk):
    bring(CUSTOMER, {**TICKET, "number": 7}, {**TICKET, "ext": "t:t2"})
    assert desk.db.all("SELECT number FROM tickets ORDER BY id") == [(7,), (1001,)]


def test_a_block_ends_when_it_has_held_the_lock_long_enough(bring, desk, monkeypatch):
    monkeypatch.setattr(exchange, "AT_ONCE", 3)
    monkeypatch.setattr(exchange, "BLOCK_S", -1)
    report = bring(*({**CUSTOMER, "ext": f"t:c{n}"} for n in range(6)))
    assert report.written == 6
    assert desk.db.value("SELECT count(DISTINCT unit) FROM journal WHERE tbl = 'customers'") == 6
