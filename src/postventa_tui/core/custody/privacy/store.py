"""SQL of privacy: which rows are about a person, which are past their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.custody.privacy.rows import Person
from postventa_tui.db import erase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postventa_tui.db.connection import Db, SqlValue


def ids(db: Db, sql: str, keys: Iterable[int]) -> tuple[int, ...]:
    """Give the ids of a query that ends in `IN (…)`, in order, without doubles."""
    found: set[int] = set()
    for block in erase.blocks(keys):
        marks = ", ".join(f":k{n}" for n in range(len(block)))
        values = {f"k{n}": key for n, key in enumerate(block)}
        found.update(int(str(row[0])) for row in db.all(f"{sql} IN ({marks})", **values))
    return tuple(sorted(found))


def rows_of(db: Db, table: str, column: str, keys: Iterable[int]) -> tuple[int, ...]:
    """Give the ids of a table's rows that point at one of the keys."""
    return ids(db, f"SELECT id FROM {table} WHERE {column}", keys)


def person(db: Db, family: Sequence[int]) -> Person:
    """Give every row about the customers of one person."""
    ref = db.value("SELECT uid FROM customers WHERE id = :id", id=family[0])
    tickets = ids(db, "SELECT id FROM tickets WHERE customer_id", family)
    own = ids(db, "SELECT id FROM interactions WHERE customer_id", family)
    on_tickets = ids(db, "SELECT id FROM interactions WHERE ticket_id", tickets)
    points = []
    for customer_id in family:
        points += db.all(
            "SELECT id, kind, norm FROM contact_points WHERE customer_id = :id ORDER BY id", id=customer_id
        )
    return Person(
        tuple(family),
        str(ref),
        tickets,
        tuple(sorted({*own, *on_tickets})),
        tuple((int(str(row[0])), str(row[1]), str(row[2])) for row in points),
    )


def customers_by_uid(db: Db, uid: str) -> int | None:
    """Give the id of a customer who is not erased yet."""
    found = db.value("SELECT id FROM customers WHERE uid = :uid AND erased_at IS NULL", uid=uid)
    return None if found is None else int(str(found))


def erasures(db: Db) -> list[tuple[str, int]]:
    """Give (reference, instant) of every erasure."""
    return [(str(ref), int(str(at))) for ref, at in db.all("SELECT subject_ref, at FROM erasures ORDER BY id")]


def on_hold(db: Db, family: Iterable[int]) -> bool:
    """Tell whether one of the customers is on legal hold."""
    return bool(ids(db, "SELECT id FROM customers WHERE legal_hold = 1 AND id", family))


def money_due(db: Db, tickets: Iterable[int]) -> tuple[int, ...]:
    """Give the numbers of open returns in which a refund was asked for or an amount is due."""
    return ids(
        db,
        "SELECT r.number FROM rmas r JOIN rma_lines l ON l.rma_id = r.id WHERE r.state NOT IN"
        " ('returned', 'refunded', 'replaced', 'rejected', 'cancelled')"
        " AND (l.asked = 'refund' OR coalesce(l.amount_cents, 0) <> 0) AND r.ticket_id",
        tickets,
    )


def recalled(db: Db, family: Iterable[int]) -> tuple[int, ...]:
    """Give the assets she still has for which a recall is open and nothing was settled."""
    return ids(
        db,
        "SELECT u.asset_id FROM recall_units u JOIN recalls c ON c.id = u.recall_id JOIN assets a ON a.id = u.asset_id"
        " WHERE c.state IN ('approved', 'running') AND u.state IN ('to_tell', 'told', 'answered', 'unreachable')"
        " AND a.customer_id",
        family,
    )


def texts(db: Db, person: Person) -> list[str]:
    """Give her words: names, contact points, subjects and bodies."""
    found: list[SqlValue] = []
    names = "given, surname1, surname2, display, tax_id, street, postcode, city, notes"
    for customer_id in person.customers:
        found += db.one(f"SELECT {names} FROM customers WHERE id = :id", id=customer_id) or ()
        for row in db.all("SELECT raw, norm FROM contact_points WHERE customer_id = :id", id=customer_id):
            found += row
    for interaction_id in person.interactions:
        found += db.one("SELECT subject, body, author_name FROM interactions WHERE id = :id", id=interaction_id) or ()
    for ticket_id in person.tickets:
        found += db.one("SELECT subject FROM tickets WHERE id = :id", id=ticket_id) or ()
    return [str(text) for text in found if text]


def names(db: Db, family: Iterable[int]) -> list[tuple[str, ...]]:
    """Give (given, surname1, surname2, display) of each customer."""
    rows = []
    for customer_id in family:
        row = db.one("SELECT given, surname1, surname2, display FROM customers WHERE id = :id", id=customer_id)
        rows.append(tuple(str(part or "") for part in row or ()))
    return rows


def mentions(db: Db, words: Iterable[str], own: set[int]) -> tuple[int, ...]:
    """Give the interactions of others that hold one of the words as written."""
    found: set[int] = set()
    for word in words:
        rows = db.all("SELECT id FROM interactions WHERE instr(body, :word) > 0", word=word)
        found.update(int(str(row[0])) for row in rows)
    return tuple(sorted(found - own))


def blobs_of(db: Db, interactions: Iterable[int], messages: Iterable[int]) -> set[str]:
    """Give the digests of the bytes behind some interactions and mails."""
    found: set[str] = set()
    for interaction_id in interactions:
        for table in ("attachments", "outbox"):
            sql = f"SELECT blob_sha256 FROM {table} WHERE interaction_id = :id"
            found.update(str(row[0]) for row in db.all(sql, id=interaction_id) if row[0])
    for message_id in messages:
        found.update(str(row[0]) for row in db.all("SELECT blob_sha256 FROM messages WHERE id = :id", id=message_id))
    return found


def messages_of(db: Db, person: Person) -> tuple[int, ...]:
    """Give the mails that became her interactions or came from her addresses."""
    found = set(ids(db, "SELECT id FROM messages WHERE interaction_id", person.interactions))
    for _id, kind, norm in person.points:
        if kind == "email" and norm:
            found.update(int(str(row[0])) for row in db.all("SELECT id FROM messages WHERE sender_norm = :n", n=norm))
    return tuple(sorted(found))


def mark_messages(db: Db, messages: Iterable[int]) -> None:
    """Note that the bytes of some mails are gone on purpose."""
    db.run_many("UPDATE messages SET reason = 'erased' WHERE id = :id", ({"id": one} for one in messages))


def stop_outbox(db: Db, outbox: Iterable[int], at: int) -> None:
    """Cancel what has not left yet."""
    db.run_many(
        "UPDATE outbox SET state = 'cancelled', updated_at = :at WHERE id = :id AND state IN ('queued', 'failed')",
        ({"id": one, "at": at} for one in outbox),
    )


def delete_rows(db: Db, table: str, keys: Iterable[int]) -> None:
    """Delete rows by id."""
    db.run_many(f"DELETE FROM {table} WHERE id = :id", ({"id": key} for key in keys))


def close_customers(db: Db, person: Person, at: int) -> None:
    """Mark the customers as erased and their contact points as gone."""
    db.run_many(
        "UPDATE customers SET erased_at = :at, updated_at = :at, version = version + 1 WHERE id = :id",
        ({"id": one, "at": at} for one in person.customers),
    )
    db.run_many(
        "UPDATE contact_points SET live = 0, valid = 0, is_primary = 0, updated_at = :at WHERE id = :id",
        ({"id": point[0], "at": at} for point in person.points),
    )


def empty_households(db: Db, family: Iterable[int]) -> tuple[int, ...]:
    """Give the households in which nobody else lives."""
    homes = ids(db, "SELECT household_id FROM customers WHERE household_id IS NOT NULL AND id", family)
    return tuple(
        home
        for home in homes
        if db.value("SELECT count(*) FROM customers WHERE household_id = :home AND erased_at IS NULL", home=home) == 0
    )


def drop_typed_words(db: Db, words: Iterable[str]) -> None:
    """Delete remembered answers and searches that hold one of the words."""
    for word in words:
        db.run("DELETE FROM answers_used WHERE instr(answer, :word) > 0", word=word)
        db.run("DELETE FROM search_gaps WHERE instr(query, :word) > 0", word=word)


def due(db: Db, kind: str, before: int) -> tuple[int, ...]:
    """Give the interactions (`chat`, `call`) or tickets (`spam`, `ticket`) that are past their time and still have words."""
    sql = {
        "chat": "SELECT id FROM interactions WHERE channel = 'chat' AND at < :before AND body <> '' ORDER BY id",
        "call": "SELECT id FROM interactions WHERE kind = 'call' AND at < :before AND body <> '' ORDER BY id",
        "spam": "SELECT id FROM tickets WHERE status_type = 'spam' AND updated_at < :before AND subject <> '—' ORDER BY id",
        "ticket": "SELECT id FROM tickets WHERE status_type IN ('closed', 'merged') AND coalesce(closed_at, updated_at)"
        " < :before AND subject <> '—' ORDER BY id",
    }[kind]
    return tuple(int(str(row[0])) for row in db.all(sql, before=before))


def held(db: Db) -> set[int]:
    """Give the customers on legal hold."""
    return {int(str(row[0])) for row in db.all("SELECT id FROM customers WHERE legal_hold = 1")}


def owners(db: Db, table: str, keys: Iterable[int]) -> dict[int, int | None]:
    """Give the customer of each interaction or ticket."""
    if table == "tickets":
        sql = "SELECT customer_id FROM tickets WHERE id = :id"
    else:
        sql = (
            "SELECT coalesce(i.customer_id, t.customer_id) FROM interactions i LEFT JOIN tickets t ON t.id = i.ticket_id"
            " WHERE i.id = :id"
        )
    found = {key: db.value(sql, id=key) for key in keys}
    return {key: None if value is None else int(str(value)) for key, value in found.items()}


def old_journal(db: Db, before: int) -> list[tuple[int, str, str]]:
    """Give (seq, table, before) of journal rows older than an instant that hold old values."""
    rows = db.all(
        "SELECT seq, tbl, before FROM journal WHERE at < :before AND before IS NOT NULL ORDER BY seq", before=before
    )
    return [(int(str(seq)), str(table), str(value)) for seq, table, value in rows]


def save_before(db: Db, changed: Iterable[tuple[int, str]]) -> None:
    """Write new old values of journal rows."""
    db.run_many(
        "UPDATE journal SET before = :before WHERE seq = :seq", ({"seq": seq, "before": text} for seq, text in changed)
    )


def delete_journal(db: Db, seqs: Iterable[int]) -> None:
    """Delete journal rows past their time."""
    db.run_many("DELETE FROM journal WHERE seq = :seq", ({"seq": seq} for seq in seqs))


def timeline(db: Db, person: Person) -> list[tuple[int, str, str, str, str]]:
    """Give (at, direction, channel, subject, body) of everything public between her and the shop, oldest first."""
    rows = []
    for interaction_id in person.interactions:
        row = db.one(
            "SELECT at, direction, coalesce(channel, kind), coalesce(subject, ''), body FROM interactions"
            " WHERE id = :id AND visibility = 'public'",
            id=interaction_id,
        )
        if row is not None:
            rows.append((int(str(row[0])), *(str(part) for part in row[1:])))
    return sorted(rows)  # type: ignore[arg-type]


def attachments(db: Db, person: Person) -> list[tuple[int, str, str, bytes]]:
    """Give (id, name, encoding, bytes) of the attachments of her public interactions."""
    found = []
    for interaction_id in person.interactions:
        for row in db.all(
            "SELECT a.id, a.name, b.encoding, b.data FROM attachments a JOIN blobs b ON b.sha256 = a.blob_sha256"
            " JOIN interactions i ON i.id = a.interaction_id WHERE a.interaction_id = :id AND i.visibility = 'public'"
            " ORDER BY a.id",
            id=interaction_id,
        ):
            found.append((int(str(row[0])), str(row[1]), str(row[2]), row[3]))
    return found  # type: ignore[return-value]


def consents(db: Db, family: Iterable[int]) -> list[tuple[str, str, str, int, str]]:
    """Give (purpose, channel, state, at, proof) of every consent, oldest first."""
    found = []
    for customer_id in family:
        found += db.all(
            "SELECT purpose, channel, state, at, coalesce(proof, '') FROM consents WHERE customer_id = :id ORDER BY at, id",
            id=customer_id,
        )
    return [(str(row[0]), str(row[1]), str(row[2]), int(str(row[3])), str(row[4])) for row in found]


def other_people(db: Db, family: Iterable[int]) -> list[str]:
    """Give the names of everybody else, longest first, to be masked in a copy of her data."""
    mine = set(family)
    found: set[str] = set()
    for customer_id, given, surname1, surname2, display in db.all(
        "SELECT id, given, surname1, surname2, display FROM customers WHERE erased_at IS NULL"
    ):
        if customer_id in mine:
            continue
        whole = " ".join(str(part) for part in (given, surname1, surname2) if part)
        found.update(name for name in (whole, str(display or "")) if " " in name)
        found.add(" ".join(str(part) for part in (given, surname1) if part) if given and surname1 else "")
    return sorted(found - {""}, key=len, reverse=True)
