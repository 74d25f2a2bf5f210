"""The first rows of a new shop's file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postventa_tui.db import fts, journal, shop
from postventa_tui.db.dialect import DIALECT, WAIT_S

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

_STATUSES = (
    ("new", "nuevo", "new"), ("open", "abierto", "open"), ("pending", "pendiente", "pending"),
    ("on_hold", "en espera", "on hold"), ("solved", "resuelto", "solved"), ("closed", "cerrado", "closed"),
    ("merged", "fusionado", "merged"), ("spam", "spam", "spam"),
)  # fmt: skip


def fill(db: Db, *, host: str, lang: str, at: int, login: str, name: str) -> None:
    """Write the first rows of a new shop in one unit: first admin, statuses, signing secret, language."""
    DIALECT.begin_write(db, WAIT_S)
    unit = journal.begin_unit(
        db,
        at=at,
        agent_id=None,
        host=host,
        origin="cli",
        writer="init",
        verb="shop.init",
        command="postventa init",
        undoes=None,
    )
    DIALECT.open_unit(db, unit, at)
    db.run(
        "INSERT INTO agents (login, name, role, lang, created_at, updated_at) VALUES (:login, :name, 'admin', :lang, :at, :at)",
        login=login, name=name, lang=lang, at=at,
    )  # fmt: skip
    db.run_many(
        "INSERT INTO statuses (key, type, label_es, label_en, position, created_at, updated_at)"
        " VALUES (:key, :key, :es, :en, :position, :at, :at)",
        [{"key": key, "es": es, "en": en, "position": n, "at": at} for n, (key, es, en) in enumerate(_STATUSES)],
    )
    shop.save(db, "secret", os.urandom(32).hex(), at)
    shop.save(db, "lang", lang, at)
    fts.flush(db)
    DIALECT.close_unit(db)
    db.run("COMMIT")
