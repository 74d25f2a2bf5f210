"""Articles in a real file: versions, what is visible, what is suggested and learned."""

from __future__ import annotations

import pytest

from postventa_tui.core.knowledge import service, store
from postventa_tui.core.knowledge.markdown import ArticleText
from postventa_tui.core.knowledge.suggestion import Letter
from postventa_tui.db import fts
from postventa_tui.kit.errors import NotFound, Refused

JAM = ArticleText(
    "atasco",
    "es",
    "Quitar un atasco de papel",
    "Abra la tapa y tire del papel.\n",
    ("impresoras",),
    "public",
    "published",
)
LEAK = ArticleText(
    "fuga", "es", "La lavadora pierde agua", "Cierre el grifo y revise la manguera.\n", (), "public", "published"
)


def words_found(desk, text: str) -> list[int]:
    return [row[0] for row in desk.db.all("SELECT rowid FROM search_article WHERE search_article MATCH :q", q=text)]


def test_import_twice_changes_nothing(desk) -> None:
    assert service.import_batch(desk, [JAM, LEAK]) == {"imported": 2, "updated": 0, "unchanged": 0}
    assert service.import_batch(desk, [JAM, LEAK]) == {"imported": 0, "updated": 0, "unchanged": 2}
    assert service.import_batch(desk, [JAM._replace(body="Otro texto.\n")])["updated"] == 1
    assert [version.version for version in service.versions(desk, "atasco")] == [2, 1]


def test_readers_keep_the_old_text_until_the_new_one_is_published(desk) -> None:
    service.save(desk, JAM)
    service.save(desk, JAM._replace(body="Texto nuevo de tornillos.\n", state="draft"))
    article = service.get(desk, "atasco")
    assert article.state == "draft"
    assert "tapa" in service.visible_text(desk, article).body
    assert not words_found(desk, "tornillos")
    service.publish(desk, "atasco")
    assert words_found(desk, "tornillos")
    assert not words_found(desk, "tapa")
    assert fts.verify(desk.db) == []


def test_archived_article_is_not_suggested(desk) -> None:
    service.save(desk, JAM)
    assert service.suggest(desk, Letter("Papel", "se atasca el papel"))
    service.archive(desk, "atasco")
    assert service.suggest(desk, Letter("Papel", "se atasca el papel")) == []


def test_restored_version_is_a_new_one(desk) -> None:
    service.save(desk, JAM)
    service.save(desk, JAM._replace(body="Peor.\n"))
    restored = service.restore(desk, "atasco", "es", 1)
    assert (restored.version, restored.body) == (3, JAM.body)


def test_what_colleagues_took_goes_up(desk) -> None:
    other = JAM._replace(
        slug="papel", title="Qué papel comprar", body="Papel de 80 gramos para que el papel no sufra un atasco.\n"
    )
    service.import_batch(desk, [JAM, other, LEAK])
    letter = Letter("Papel", "¿Qué papel le pongo?", product_id=7)
    first = [one.slug for one in service.suggest(desk, letter)]
    loser = store.find(desk.db, first[1], "es")
    for _ in range(40):
        service.note_use(desk, loser.id, 1, "accepted", letter)
    after = service.suggest(desk, letter)
    assert after[0].slug == loser.slug
    assert after[0].used == 40
    assert all(one.slug != "fuga" for one in after)


def test_uses_fade(desk, clock) -> None:
    service.save(desk, JAM)
    letter = Letter("Papel", "atasco")
    service.note_use(desk, service.get(desk, "atasco").id, 1, "accepted", letter)
    service.note_use(desk, service.get(desk, "atasco").id, 1, "accepted", letter)
    clock.advance(180 * 86_400)
    assert service.suggest(desk, letter)[0].used == 1


def test_agent_writes_but_a_lead_publishes(desk, make_desk) -> None:
    service.save(desk, JAM._replace(state="draft"))
    assert service.suggest(desk, Letter("Papel", "atasco")) == []
    service.publish(desk, "atasco")
    assert service.suggest(desk, Letter("Papel", "atasco"))


def test_unknown_article_and_bad_outcome_are_refused(desk) -> None:
    with pytest.raises(NotFound):
        service.get(desk, "nada")
    service.save(desk, JAM)
    with pytest.raises(Refused):
        service.note_use(desk, service.get(desk, "atasco").id, 1, "perhaps")


def test_search_without_a_pick_is_a_gap(desk) -> None:
    for text in ("Cafetera  ruidosa", "cafetera ruidosa", "nada"):
        service.note_gap(desk, text)
    assert [(gap.text, gap.n) for gap in service.gaps(desk)] == [("cafetera ruidosa", 2), ("nada", 1)]


def test_rolled_back_article_leaves_the_index_as_it_was(desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.transaction("test"):
        service.save(desk, JAM)
        raise ZeroDivisionError
    assert not words_found(desk, "papel")
    assert desk.db.value("SELECT count(*) FROM search_dirty") == 0
