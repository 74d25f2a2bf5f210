"""Read-only SQL reads, and does nothing else."""

from __future__ import annotations

import hashlib

import pytest

from postventa_tui.db import authorizer
from postventa_tui.kit.errors import PostventaError, Refused, Usage

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"

DENIED = (
    "ATTACH '/etc/x' AS x",
    "PRAGMA journal_mode=delete",
    "PRAGMA writable_schema=1",
    "VACUUM",
    "VACUUM INTO '/tmp/postventa-copy.db'",
    "WITH x AS (SELECT 1) INSERT INTO counters SELECT 'x', 1 FROM x",
    "WITH x AS (SELECT 1) UPDATE agents SET role = 'admin'",
    "DELETE FROM journal",
    "DROP TABLE tickets",
    "CREATE TEMP TABLE x (a)",
    "BEGIN",
    "SELECT load_extension('x')",
    "SELECT value FROM settings",
    "SELECT before FROM journal",
    "SELECT salt FROM erasures",
    "SELECT data FROM blobs",
)


def ask(path, statement, *, all_columns=False, seconds=10.0):
    with authorizer.limited(str(path), all_columns=all_columns, seconds=seconds) as db:
        return authorizer.select(db, statement)


def test_it_reads(shop_path) -> None:
    assert ask(shop_path, "SELECT login, role FROM agents") == (["login", "role"], [("ana", "admin")])
    assert ask(shop_path, "PRAGMA table_info(agents)")[1]


@pytest.mark.parametrize("statement", DENIED)
def test_it_does_nothing_else(shop_path, statement) -> None:
    before = hashlib.sha256(shop_path.read_bytes()).hexdigest()
    with pytest.raises(Refused, match="sql_denied"):
        ask(shop_path, statement)
    assert hashlib.sha256(shop_path.read_bytes()).hexdigest() == before


def test_hidden_columns_are_an_admins(shop_path) -> None:
    assert ask(shop_path, "SELECT value FROM settings WHERE key = 'secret'", all_columns=True)[1]


def test_an_endless_statement_is_stopped(shop_path) -> None:
    with pytest.raises(PostventaError, match="time"):
        ask(shop_path, ENDLESS, seconds=0.2)


@pytest.mark.parametrize("statement", ["SELECT randomblob(1000000000)", "SELECT hex(randomblob(60000000))"])
def test_a_greedy_statement_is_stopped(shop_path, statement) -> None:
    with pytest.raises(PostventaError, match="memory") as caught:
        ask(shop_path, statement)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("statement", ["SELEC 1", "SELECT 1; SELECT 2", "SELECT nichts FROM agents"])
def test_a_wrong_statement_is_a_usage_error(shop_path, statement) -> None:
    with pytest.raises(Usage, match="sql_error"):
        ask(shop_path, statement)
