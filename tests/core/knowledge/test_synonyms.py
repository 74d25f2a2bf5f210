"""Groups of words: read, looked up by stem, and the stems written beforehand."""

from __future__ import annotations

from pathlib import Path

from postventa_tui.core.knowledge import synonyms
from postventa_tui.db import fts_words


def test_stems_of_the_package_are_those_of_the_stemmer() -> None:
    assert Path(synonyms.DATA, "stems.txt").read_text("utf-8") == synonyms.stems_file()


def test_group_is_found_from_any_form_of_any_word() -> None:
    known = synonyms.load()
    assert "nlaptop" in known.stems(fts_words.stems("portatiles"))
    assert set(fts_words.stems("celular")) & set(known.stems(fts_words.stems("moviles")))


def test_a_shop_adds_its_own_groups() -> None:
    known = synonyms.load("robotín aspirabot")
    assert set(fts_words.stems("robotin")) <= set(known.stems(fts_words.stems("aspirabot")))


def test_comments_and_lone_words_are_no_groups() -> None:
    assert synonyms.read_groups("# a b\nuno\ntres four # y five\n") == [["tres", "four"]]
