"""The figures the design states for articles and suggestion, through the real index."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from postventa_tui.core.knowledge import markdown, search, service, store
from postventa_tui.core.knowledge.suggestion import Letter
from postventa_tui.kit import query, query_terms

FOLDER = Path(__file__).parents[2] / "vectors/search/relevance-open"


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


@pytest.fixture
def library(desk):
    service.import_batch(
        desk, [markdown.read(path.read_text("utf-8"), path.name) for path in sorted(FOLDER.glob("articles/*.md"))]
    )
    return desk


def slugs(desk, text: str, lang: str) -> list[str]:
    asked = query_terms.asked(query.parse(text).ast)
    allowed = store.languages_of_visible(desk.db)
    answer = search.search(desk.db, "article", asked, allowed, service.groups(desk), lang)
    shown = store.list_shown(desk.db, [match.doc for match in answer.matches])
    return [shown[match.doc].slug for match in answer.matches]


def test_articles_reach_the_stated_figures(library) -> None:
    gain = recall = reciprocal = 0.0
    cases = lines("queries.jsonl")
    for case in cases:
        grades = case["rel"]
        found = slugs(library, case["q"], case["lang"])
        dcg = sum((2 ** grades.get(slug, 0) - 1) / math.log2(at + 2) for at, slug in enumerate(found[:10]))
        ideal = sum(
            (2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(sorted(grades.values(), reverse=True)[:10])
        )
        good = {slug for slug, grade in grades.items() if grade >= 2}
        gain += dcg / ideal
        recall += len(good & set(found[:5])) / min(5, len(good))
        reciprocal += next((1 / (at + 1) for at, slug in enumerate(found[:10]) if grades.get(slug) == 3), 0.0)
    assert gain / len(cases) >= 0.90
    assert recall / len(cases) >= 0.84
    assert reciprocal / len(cases) >= 0.94


def test_one_of_three_suggested_articles_is_right(library) -> None:
    cases = lines("suggest.jsonl")
    right = sum(
        bool(
            {one.slug for one in service.suggest(library, Letter(case["subject"], case["text"]))}
            & set(case["articles"])
        )
        for case in cases
    )
    assert right / len(cases) >= 0.95
