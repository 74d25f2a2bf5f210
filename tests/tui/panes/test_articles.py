"""What the pane of articles remembers: searches in vain, articles taken and shown."""

from __future__ import annotations

import pytest
from tests.tui.conftest import press, settle, type_text, until

from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.knowledge.markdown import ArticleText


@pytest.fixture
def articles(desk, shop):
    knowledge.save(
        desk,
        ArticleText(
            "spin", "en", "The washing machine does not spin", "Empty the filter.\n", (), "public", "published"
        ),
    )
    return shop


async def test_words_that_led_nowhere_are_a_gap(articles, open_console, desk) -> None:
    async with open_console() as (_app, pilot):
        await pilot.press("5")
        await pilot.press(*"zeppelin")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("escape")
        for _ in range(40):
            await pilot.pause(0.05)
            if knowledge.gaps(desk):
                break
    assert [gap.text for gap in knowledge.gaps(desk)] == ["zeppelin"]


async def test_suggestion_is_shown_once(articles, open_console, desk) -> None:
    async with open_console() as (_app, pilot):
        await pilot.press("5")
        for _ in range(40):
            await pilot.pause(0.05)
            if desk.db.value("SELECT count(*) FROM article_uses"):
                break
    assert desk.db.all("SELECT outcome, count(*) FROM article_uses GROUP BY outcome") == [("shown", 1)]


def uses(desk):
    return desk.db.all("SELECT outcome FROM article_uses ORDER BY rowid")


async def test_minus_on_an_offered_article_dismisses_it(articles, open_console, desk) -> None:
    async with open_console() as (app, pilot):
        app.screen.queue.rows.move_to_key(articles[1])
        await settle(app, pilot)
        await press(app, pilot, "5")
        await until(app, pilot, lambda: uses(desk) == [("shown",)])
        await press(app, pilot, "enter", "minus", "minus")
    assert uses(desk) == [("shown",), ("dismissed",)]


async def test_answer_without_the_offered_article_ignores_it(articles, open_console, desk) -> None:
    async with open_console() as (app, pilot):
        app.screen.queue.rows.move_to_key(articles[1])
        await settle(app, pilot)
        await press(app, pilot, "5")
        await until(app, pilot, lambda: uses(desk) == [("shown",)])
        await press(app, pilot, "escape", "enter", "r")
        await type_text(app, pilot, "We come on Monday.")
        await press(app, pilot, "ctrl+s")
        await until(app, pilot, lambda: len(uses(desk)) == 2)
    assert uses(desk) == [("shown",), ("ignored",)]


async def test_another_article_than_the_offered_one_dismisses_it(articles, open_console, desk) -> None:
    knowledge.save(desk, ArticleText("hours", "en", "Zeppelin timetable", "At nine.\n", (), "public", "published"))
    async with open_console() as (app, pilot):
        app.screen.queue.rows.move_to_key(articles[1])
        await settle(app, pilot)
        await press(app, pilot, "5")
        await until(app, pilot, lambda: uses(desk) == [("shown",)])
        await type_text(app, pilot, "zeppelin")
        await until(app, pilot, lambda: app.screen.panes["articles"].shown.slug == "hours")
        await press(app, pilot, "enter", "c")
        await until(app, pilot, lambda: len(uses(desk)) == 3)
    assert uses(desk) == [("shown",), ("accepted",), ("dismissed",)]
