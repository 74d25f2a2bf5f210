"""The end of a person's data: rows, their past, the search index, free pages, the log.

Source: design, domain section 9; architecture section 5; search section 3. Kept are ticket numbers, times,
product, cause, amounts (invoices by law, Código de Comercio art. 30: six years) and the facts of the clocks.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from postventa_tui.core.custody.privacy import store
from postventa_tui.core.custody.privacy.rows import Erased, Person
from postventa_tui.core.customers import service as customers
from postventa_tui.db import copies, erase, fts
from postventa_tui.desk import require
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.db.connection import Db
    from postventa_tui.desk import Desk

SHORTEST_MENTION = 4
_WORD = re.compile(r"\w+")


def person(desk: Desk, customer_id: int, *, is_replay: bool = False) -> Erased:
    """Erase a customer and everything merged with her; cannot be undone.

    Args:
        is_replay: After a restore: holds and open business of the older file do not stop it.

    Raises:
        NotAllowed: `not_allowed`: admin only.
        Refused: `already_erased`, `legal_hold`, `money_due`, `recall_open`.
    """
    if not is_replay:
        require(desk, "customer.erase", "admin")
    truncate = owns_log(desk)  # read first: after the commit nothing may fail any more
    with desk.transaction("customer.erase", origin="erase", command="") as db:
        who = store.person(db, _family(desk, customer_id))
        if not is_replay:
            _refuse(desk, db, who)
        words = _words(store.texts(db, who))
        named = _named(db, who)
        mentions = store.mentions(db, named, set(who.interactions))
        _empty(db, who, named, desk.clock.now())
        elsewhere = fts.erase_words(db, words)
        erase.tombstone(db, who.ref, ((kind, norm) for _, kind, norm in who.points if norm), desk.clock.now())
    if desk.dry_run:
        folded = True
    else:
        note_beside(desk, who.ref)
        folded = copies.fold_log(desk.db, truncate=truncate) or not truncate
    return Erased(customer_id, len(who.interactions), len(who.tickets), mentions, len(elsewhere), folded)


def _family(desk: Desk, customer_id: int) -> list[int]:
    top = customers.survivor(desk, customer_id).id
    return [top, *(one for one in customers.family(desk, top) if one != top)]


def _refuse(desk: Desk, db: Db, who: Person) -> None:
    if customers.get(desk, who.customers[0]).erased_at is not None:
        raise Refused("already_erased")
    if store.on_hold(db, who.customers):
        raise Refused("legal_hold")
    returns = store.money_due(db, who.tickets)
    if returns:
        raise Refused("money_due", rma=", ".join(map(str, returns)))
    units = store.recalled(db, who.customers)
    if units:
        raise Refused("recall_open", asset=", ".join(map(str, units)))


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(fold(text))}


def _named(db: Db, who: Person) -> list[str]:
    """Her names and contact points as one would write them in somebody else's note."""
    found: set[str] = set()
    for given, surname1, surname2, display in store.names(db, who.customers):
        found.update((f"{given} {surname1}".strip(), f"{surname1} {surname2}".strip(), display))
    found.update(norm for _, _, norm in who.points)
    return sorted(name for name in found if len(name) >= SHORTEST_MENTION)


def _empty(db: Db, who: Person, named: list[str], at: int) -> None:
    messages = store.messages_of(db, who)
    blobs = store.blobs_of(db, who.interactions, messages)
    outbox = store.rows_of(db, "outbox", "interaction_id", who.interactions)
    store.stop_outbox(db, outbox, at)
    store.close_customers(db, who, at)
    attachments = store.rows_of(db, "attachments", "interaction_id", who.interactions)
    parties = store.rows_of(db, "ticket_parties", "ticket_id", who.tickets)
    erase.rows(db, "customers", who.customers)
    erase.rows(db, "contact_points", (point[0] for point in who.points))
    erase.rows(db, "interactions", who.interactions)
    erase.rows(db, "tickets", who.tickets)
    erase.rows(db, "messages", messages)
    erase.rows(db, "outbox", outbox)
    for table in ("consents", "surveys", "assets", "notices"):
        erase.rows(db, table, store.rows_of(db, table, "customer_id", who.customers))
    for table in ("reminders", "handovers", "rmas"):
        erase.rows(db, table, store.rows_of(db, table, "ticket_id", who.tickets))
    for table, keys in (("attachments", attachments), ("ticket_parties", parties)):
        store.delete_rows(db, table, keys)
        erase.past(db, table, keys)
    store.delete_rows(db, "drafts", store.rows_of(db, "drafts", "ticket_id", who.tickets))
    erase.rows(db, "households", store.empty_households(db, who.customers))
    store.mark_messages(db, messages)
    erase.unused_blobs(db, blobs)
    store.drop_typed_words(db, named)


def fold_log(desk: Desk) -> bool:
    """Bring every erased page to the file and empty the log; False while a reader holds it back.

    With a replicating companion the log is its own to cut.
    """
    truncate = owns_log(desk)
    return copies.fold_log(desk.db, truncate=truncate) or not truncate


def owns_log(desk: Desk) -> bool:
    """Tell whether the log is ours to cut."""
    return desk.shop.get("litestream") is not True


def note_beside(desk: Desk, ref: str) -> None:
    """Keep the reference of an erased person beside the file too: a lost file must not bring her back."""
    line = json.dumps({"ref": ref, "at": desk.clock.now()}) + "\n"
    handle = os.open(beside(desk.path), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def beside(path: str) -> str:
    """Give the path of the list of erasures that lies beside a shop's file."""
    return path + ".erasures"


def known(path: str, db: Db | None) -> list[str]:
    """Give the references of everybody ever erased: from an open file, and from the list beside it."""
    refs = [ref for ref, _ in store.erasures(db)] if db is not None else []
    try:
        with open(beside(path), encoding="utf-8") as lines:
            for line in lines:
                try:
                    refs.append(str(json.loads(line)["ref"]))
                except (ValueError, KeyError, TypeError):
                    continue  # house: a line cut by a crash; its person is in the file's own list
    except FileNotFoundError:
        return refs
    return list(dict.fromkeys(refs))


def replay(desk: Desk, refs: Iterable[str]) -> int:
    """Erase again, in a restored file, everybody who was erased since; gives how many."""
    done = 0
    for ref in refs:
        customer_id = store.customers_by_uid(desk.db, ref)
        if customer_id is not None:
            person(desk, customer_id, is_replay=True)
            done += 1
    return done
