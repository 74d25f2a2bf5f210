"""A whole import taken back: nothing of it stays, and nothing of others goes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from postventa_tui.core.custody import check
from postventa_tui.core.exchange import service as exchange
from postventa_tui.core.exchange import undo
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming
from postventa_tui.db import journal
from postventa_tui.kit.errors import Conflict, NotAllowed, NotFound, Refused

SHOP = Path(__file__).parents[2] / "vectors" / "formats" / "examples" / "shop.jsonl"
KEPT = {"journal", "units", "journal_context", "imports", "counters", "reads", "presence", "sqlite_sequence"}


def bring(desk, path=SHOP):
    return exchange.import_file(desk, str(path), io.BytesIO(), exchange.Wishes())


def tables(desk):
    """Give every row of every table an import writes; the index of the search is judged by `check`."""
    names = [str(name) for (name,) in desk.db.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    names = [name for name in names if name not in KEPT and not name.startswith(("fts", "search", "sqlite"))]
    return {name: sorted(desk.db.all(f"SELECT * FROM {name}"), key=repr) for name in names}


@pytest.fixture(params=["at once", "by blocks", "in bulk"])
def way(request, monkeypatch):
    if request.param == "by blocks":
        monkeypatch.setattr(undo, "AT_ONCE_ROWS", 0)
        monkeypatch.setattr(undo, "BLOCK_S", 0)
        monkeypatch.setattr(exchange, "AT_ONCE", 0)
        monkeypatch.setattr(exchange, "BLOCK", 5)
    if request.param == "in bulk":
        monkeypatch.setattr(exchange, "BULK_LEAST", 0)
        monkeypatch.setattr(exchange, "BLOCK", 5)
    return request.param


def test_an_import_goes_back_as_a_whole_and_comes_in_again(desk, shop_path, way) -> None:
    before = tables(desk)
    first = bring(desk)
    after = {name: len(rows) for name, rows in tables(desk).items()}
    (listed,) = undo.list_imports(desk)
    assert (listed.lines, listed.undone) == (first.written, 0)
    assert (listed.units > 1) is (way != "at once")
    done = undo.undo_import(desk, listed.id)
    assert done.units == listed.units
    assert tables(desk) == before
    assert check.run(str(shop_path)).ok
    assert undo.list_imports(desk)[0].undone == listed.units
    again = bring(desk)
    assert (again.written, again.skipped, again.failed) == (first.written, 0, 0)
    assert {name: len(rows) for name, rows in tables(desk).items()} == after
    with pytest.raises(Refused, match="already_undone"):
        undo.undo_import(desk, listed.id)


def test_a_new_ticket_of_an_imported_person_keeps_the_import(desk, way) -> None:
    bring(desk)
    tickets.receive(desk, Incoming(1, "web", "otra vez", subject="sigue igual"))
    before = tables(desk)
    with pytest.raises(Conflict, match="changed_since") as raised:
        undo.undo_import(desk, 1)
    assert raised.value.params["by"] == "ana"
    assert tables(desk) == before


def test_a_row_edited_since_keeps_the_import(desk, way) -> None:
    bring(desk)
    with desk.transaction("customer.edit") as db:
        db.run("UPDATE customers SET given = 'Otra' WHERE id = 1")
    before = tables(desk)
    with pytest.raises(Conflict, match="changed_since") as raised:
        undo.undo_import(desk, 1)
    assert raised.value.params["what"] == "given"
    assert tables(desk) == before


def test_an_undo_that_was_cut_off_goes_on(desk, monkeypatch) -> None:
    monkeypatch.setattr(undo, "AT_ONCE_ROWS", 0)
    monkeypatch.setattr(undo, "BLOCK_S", 0)
    monkeypatch.setattr(exchange, "BLOCK", 5)
    monkeypatch.setattr(exchange, "AT_ONCE", 0)
    before = tables(desk)
    bring(desk)

    def cut(_stage, done, _whole):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo.undo_import(desk, 1, cut)
    listed = undo.list_imports(desk)[0]
    assert listed.undone == 2
    assert undo.undo_import(desk, 1).units == listed.units - 2
    assert tables(desk) == before


def test_an_undone_import_is_not_redone_unit_by_unit(desk) -> None:
    from postventa_tui.core.tickets import undo as undoing

    bring(desk)
    undo.undo_import(desk, 1)
    unit = int(desk.db.value("SELECT max(unit) FROM units WHERE verb = 'import.undo'"))
    assert journal.get_unit(desk.db, unit).undoes is not None
    with pytest.raises(Refused, match="not_undoable"):
        undoing.undo(desk, unit)


def test_an_unknown_import_is_named_and_others_may_not(desk, make_desk) -> None:
    with pytest.raises(NotFound, match="import_unknown"):
        undo.undo_import(desk, 7)
    bring(desk)
    with desk.transaction("agent.role") as db:
        db.run("INSERT INTO agents (login, name, role, created_at, updated_at) VALUES ('eva', 'Eva', 'lead', 0, 0)")
    with pytest.raises(NotAllowed):
        undo.undo_import(make_desk(login="eva"), 1)


def test_the_command_lists_and_takes_back(run_cli) -> None:
    run_cli("import", str(SHOP))
    listed = run_cli("import", "--list")
    assert listed.exit_code == 0 and "shop.jsonl" in listed.stdout
    assert run_cli("import").exit_code == 2
    assert run_cli("--json", "import", "--undo", "1").exit_code == 0
    assert run_cli("import", "--undo", "1").exit_code == 4
