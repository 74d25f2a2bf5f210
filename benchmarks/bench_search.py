"""Search against a plain FTS5 twin of the same texts, in one run: `python -m benchmarks.bench_search [TICKETS]`.

Prints p50 and p95 of the process' own CPU milliseconds a kind of query: the rows found, the whole answer with its
snippets, the twin by rank; then the cost of one more interaction and the size of the index. Goals (design: search, sections 1 and 8): every keystroke p95 <= 15 ms, one common word at most a
twentieth of `ORDER BY rank` (or 1 ms: a small file has no dear rank), one more interaction p50 <= 1 ms. Exit 1 past one of them.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from statistics import quantiles
from time import process_time

from benchmarks.generate import Texts
from postventa_tui.core.tickets import search, search_tickets
from postventa_tui.core.tickets.query_fields import Seat
from postventa_tui.db import fts
from postventa_tui.desk import Desk, create_shop, open_desk
from postventa_tui.kit import query as language
from postventa_tui.kit.clock import FixedClock
from postventa_tui.kit.words import index_tokens

NOW = 1795106520
PER = 10
QUERIES = 60
KEYSTROKE_MS, ADDED_MS, COMMON_SHARE = 15.0, 1.0, 1 / 20


def fill(path: Path, tickets: int) -> tuple[Desk, list[str]]:
    """Give a shop with `tickets` tickets of ten interactions, indexed once at the end, and every body."""
    create_shop(str(path), lang="es", clock=FixedClock(NOW), admin_login="ana", admin_name="Ana")
    desk = open_desk(str(path), agent="ana", clock=FixedClock(NOW))
    texts = Texts(Random(7))
    bodies = [texts.body() for _ in range(tickets * PER)]
    with desk.transaction("bench.fill") as db:
        fts.drop_triggers(db)
        db.run_many(
            "INSERT INTO customers (id, uid, given, surname1, created_at, updated_at) VALUES (:id, :uid, :given, :name, 1, 1)",
            (
                {"id": n, "uid": f"c{n}", "given": texts.stream[n], "name": texts.stream[-n]}
                for n in range(1, tickets // 4 + 2)
            ),
        )
        db.run_many(
            "INSERT INTO tickets (id, uid, number, public_ref, customer_id, subject, status, status_type, channel,"
            " due_sort, is_open, created_at, updated_at) VALUES (:id, :uid, :id, :uid, :who, :subject, 'closed', 'closed',"
            " 'email', 1, 0, :at, :at)",
            (
                {"id": n, "uid": f"t{n}", "who": n // 4 + 1, "subject": texts.subject(n), "at": NOW - n * 600}
                for n in range(1, tickets + 1)
            ),
        )
        db.run_many(
            "INSERT INTO interactions (uid, customer_id, ticket_id, kind, direction, visibility, author_kind, at,"
            " recorded_at, body, created_at, updated_at) VALUES (:uid, 1, :ticket, 'message', 'in', 'public', 'customer',"
            " 1, 1, :body, 1, 1)",
            ({"uid": f"i{n}", "ticket": n // PER + 1, "body": body} for n, body in enumerate(bodies)),
        )
        fts.reindex(db)
        fts.create_triggers(db)
    return desk, bodies


def twin(path: Path, bodies: Iterable[str]) -> sqlite3.Connection:
    """Give the plain way: own content, prefix indexes, one row a ticket."""
    db = sqlite3.connect(path)
    db.execute("CREATE VIRTUAL TABLE plain USING fts5(body, prefix='2 3', tokenize='unicode61 remove_diacritics 2')")
    every = list(bodies)
    db.executemany(
        "INSERT INTO plain(rowid, body) VALUES (?, ?)",
        ((at // PER + 1, "\n".join(every[at : at + PER])) for at in range(0, len(every), PER)),
    )
    db.commit()
    return db


def measured(calls: Iterable[Callable[[], object]]) -> tuple[float, float]:
    """Give p50 and p95 of the CPU milliseconds of calls, each after one warm call."""
    spent = []
    for call in calls:
        call()
        start = process_time()
        call()
        spent.append((process_time() - start) * 1000)
    cuts = quantiles(spent, n=20)
    return cuts[9], cuts[18]


def queries(bodies: list[str], common: list[str]) -> dict[str, list[tuple[str, bool]]]:
    """Give the queries of each kind as (text, typing)."""
    dice = Random(3)
    texts = [index_tokens(body) for body in dice.sample(bodies, QUERIES * 3)]
    long = [[word for word in words if len(word) > 5] or words for words in texts if len(words) > 3]
    some = long[:QUERIES]
    kinds: dict[str, list[tuple[str, bool]]] = {
        "one common word": [(word, False) for word in common[:QUERIES]],
        "two common words": [(f"{common[n]} {common[n + 1]}", False) for n in range(QUERIES)],
        "two words of one text": [(" ".join(dice.sample(words, min(2, len(words)))), False) for words in some],
        "three words of one text": [(" ".join(dice.sample(words, min(3, len(words)))), False) for words in some],
        "no such word": [(f"qzxw{word}zz", False) for word in common[:QUERIES]],
    }
    for letters in (1, 2, 3, 4, 6):
        kinds[f"prefix of {letters}"] = [(words[0][:letters], True) for words in some]
    kinds["every keystroke"] = [
        (line[:end], True) for words in some[:15] for line in [" ".join(words[:2])] for end in range(1, len(line) + 1)
    ]
    kinds["word with one slip"] = [(words[0][:2] + words[0][3:], False) for words in some]
    return kinds


def main() -> int:
    """Print the figures; exit 1 when one is past its goal."""
    tickets = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        start = process_time()
        desk, bodies = fill(Path(folder) / "shop.db", tickets)
        print(f"{tickets} tickets, {len(bodies)} interactions in {process_time() - start:.0f} s")
        plain = twin(Path(folder) / "plain.db", bodies)
        failed = report(desk, plain, bodies)
        desk.close()
        plain.close()
    return int(failed)


def report(desk: Desk, plain: sqlite3.Connection, bodies: list[str]) -> bool:
    """Print every figure; gives whether one is past its goal."""
    db = desk.reader()
    seat = Seat(1, NOW, "Europe/Madrid")
    rows = db.all("SELECT term FROM search_term WHERE scope = 'ticket' AND length(term) > 4 ORDER BY df DESC LIMIT 200")
    common = [str(row[0]) for row in rows]
    failed = False
    print(f"{'':<26} {'found p50':>10} {'p95':>8} {'answer p50':>11} {'p95':>8} {'plain p50':>10} {'p95':>8}")
    for kind, texts in queries(bodies, common).items():
        found = measured(
            (
                lambda t=text, p=typing: search_tickets.find(
                    db, language.parse(t).ast, seat, limit=20, is_prefix=p, known=frozenset()
                )
            )
            for text, typing in texts
        )
        answer = measured(
            (lambda t=text, p=typing: search.search(db, search.Request(t, ("tickets",), is_typing=p), seat))
            for text, typing in texts
        )
        other = measured((lambda t=text, p=typing: _ask(plain, t, typing=p)) for text, typing in texts)
        over = (kind == "one common word" and found[0] > max(1.0, other[0] * COMMON_SHARE)) or (
            kind == "every keystroke" and found[1] > KEYSTROKE_MS
        )
        failed = failed or over
        figures = (
            f"{found[0]:10.2f} {found[1]:8.2f} {answer[0]:11.2f} {answer[1]:8.2f} {other[0]:10.2f} {other[1]:8.2f}"
        )
        print(f"{kind:<26} {figures}{'  OVER' if over else ''}")
    return any((added(desk), sizes(desk, bodies), failed))


def _ask(plain: sqlite3.Connection, text: str, *, typing: bool) -> list[tuple[int]]:
    sql = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 20"
    return plain.execute(sql, (_plain(text, typing=typing),)).fetchall()


def _plain(text: str, *, typing: bool) -> str:
    words = [f'"{word}"' for word in index_tokens(text)] or ['""']
    return " ".join(words) + ("*" if typing else "")


def added(desk: Desk) -> bool:
    """Print what the index adds to one more interaction; gives whether it is past its goal."""
    spent = []
    with desk.transaction("bench.add") as db:
        for n in range(200):
            start = process_time()
            db.run(
                "INSERT INTO interactions (uid, customer_id, ticket_id, kind, direction, visibility, author_kind, at,"
                " recorded_at, body, created_at, updated_at) VALUES (:uid, 1, :ticket, 'message', 'in', 'public',"
                " 'customer', 1, 1, 'La lavadora hace ruido al centrifugar y pierde agua por abajo', 1, 1)",
                uid=f"new{n}", ticket=n * 7 % 900 + 1,
            )  # fmt: skip
            fts.flush(db)
            spent.append((process_time() - start) * 1000)
    cuts = quantiles(spent, n=20)
    over = cuts[9] > ADDED_MS
    print(f"{'one more interaction':<26} {cuts[9]:8.2f} {cuts[18]:8.2f} ms{'  OVER' if over else ''}")
    return over


def sizes(desk: Desk, bodies: list[str]) -> bool:
    """Print the bytes of the index beside those of the text; gives whether they are past their goal."""
    rows = desk.reader().all(
        "SELECT name, sum(pgsize) FROM dbstat WHERE name GLOB 'search_*' GROUP BY name ORDER BY 2 DESC"
    )
    total = sum(int(str(row[1])) for row in rows)
    text = sum(len(body.encode()) for body in bodies)
    over = total > 0.9 * text
    print(f"index {total / 1e6:.1f} MB for {text / 1e6:.1f} MB of text: {total / text:.2f}{'  OVER' if over else ''}")
    for name, size in rows[:6]:
        print(f"  {name:<28} {int(str(size)) / 1e6:8.1f} MB")
    return over


if __name__ == "__main__":
    sys.exit(main())
