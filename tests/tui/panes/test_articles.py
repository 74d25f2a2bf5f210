"""What the pane of articles remembers: searches in vain, articles taken and shown."""

from __future__ import annotations

import pytest

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
