"""What colleagues took: counts of uses by target, product and stem, which fade."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.db.connection import Db, SqlValue

HALF_LIFE_S = 180 * 86_400
NO_PRODUCT = 0


def halved(n: float, age_s: int) -> float:
    """Give how much `n` uses count after `age_s` seconds: half of it after 180 days."""
    return n * float(0.5 ** (max(0, age_s) / HALF_LIFE_S))


def add(db: Db, scope: str, target_id: int, product_id: int | None, stems: Sequence[str], at: int) -> None:
    """Count one use: once for the product, once for each stem of the text."""
    for stem in ("", *dict.fromkeys(stems)):
        key: dict[str, SqlValue] = {
            "scope": scope,
            "target": target_id,
            "product": product_id or NO_PRODUCT,
            "stem": stem,
        }
        row = db.one(
            "SELECT n, last_at FROM search_pick WHERE scope = :scope AND target_id = :target"
            " AND product_id = :product AND stem = :stem",
            **key,
        )
        before = halved(float(str(row[0])), at - int(str(row[1]))) if row else 0.0
        db.run(
            "INSERT INTO search_pick(scope, target_id, product_id, stem, n, last_at)"
            " VALUES(:scope, :target, :product, :stem, :n, :at)"
            " ON CONFLICT(scope, target_id, product_id, stem) DO UPDATE SET n = excluded.n, last_at = excluded.last_at",
            n=before + 1.0,
            at=at,
            **key,
        )


def with_product(db: Db, scope: str, target_id: int, product_id: int | None, at: int) -> float:
    """Give how often a target was used with a product, faded; without a product, with any."""
    rows = db.all(
        "SELECT n, last_at FROM search_pick WHERE scope = :scope AND target_id = :target AND stem = ''"
        " AND (:product IS NULL OR product_id = :product)",
        scope=scope,
        target=target_id,
        product=product_id,
    )
    return sum(halved(float(str(n)), at - int(str(last))) for n, last in rows)


def with_stems(db: Db, scope: str, target_id: int, stems: Sequence[str], at: int) -> list[float]:
    """Give how often a target was used for texts with each stem, faded, over all products."""
    found = []
    for stem in stems:
        rows = db.all(
            "SELECT n, last_at FROM search_pick WHERE scope = :scope AND target_id = :target AND stem = :stem",
            scope=scope,
            target=target_id,
            stem=stem,
        )
        found.append(sum(halved(float(str(n)), at - int(str(last))) for n, last in rows))
    return found


def ever(db: Db, scope: str) -> bool:
    """Say whether anything of a scope was used yet."""
    return db.value("SELECT 1 FROM search_pick WHERE scope = :scope LIMIT 1", scope=scope) is not None
